"""The forms for pictures: a file with its words, and the words alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_llm.forms import DeskForm
from generation.models import Asset


class PictureWordsForm(DeskForm):
    alt = forms.CharField(
        label=_("Alt text"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it shows, for people who can’t see it and for mails that don’t load pictures."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=200,
        help_text=_("Why you may use it, such as “Own photo” or “Stock, order 4711”."),
    )

    def clean_alt(self) -> str:
        return " ".join(str(self.cleaned_data["alt"]).split())


class PictureForm(PictureWordsForm):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 12 MB. Kept at up to 1600 pixels, without place and camera."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": _("This file is empty."), "required": _("Choose a picture.")},
    )
    field_order = ("file", "alt", "licence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["class"] = "drop"
        self.fields["file"].error_messages["required"] = str(_("Choose a picture."))


def words_form(asset: Asset, data: Any = None) -> PictureWordsForm:
    """Return the form for the words of one picture among others on a page."""
    initial = {"alt": asset.alt, "licence": asset.licence}
    return PictureWordsForm(data, initial=initial, auto_id=f"picture-{asset.pk}-%s")
