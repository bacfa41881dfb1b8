"""Pictures and logos, to look at. They are uploaded and described on the pages of their campaign or brand."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from generation.admin.readonly import ReadOnlyAdmin
from generation.models import Asset


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    list_display = ["alt", "campaign", "brand", "licence", "uploaded_by", "is_archived", "created_at"]
    list_filter = ["brand", "is_archived"]
    list_select_related = ["campaign", "brand", "uploaded_by"]
    search_fields = ["alt", "original_name", "licence"]
    fields = [
        "looks", "alt", "licence", "original_name", "width", "height", "size", "campaign", "brand",
        "uploaded_by", "is_archived", "created_at",
    ]  # fmt: skip

    @admin.display(description=_("picture"))
    def looks(self, asset: Asset) -> str:
        return format_html('<img src="{}" alt="{}" width="240">', asset.picture.own_address, asset.alt)
