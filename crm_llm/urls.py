"""Every address of the product. Paths are a contract: scripts and bookmarks rely on them.

`/healthz`, `/readyz` and `/metrics` are answered before any of this, by `crm_llm.health` and
`crm_llm.metrics`.
"""

from django.contrib import admin
from django.urls import include, path

from generation.views.dashboard import dashboard
from generation.views.search import search

urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("search/", search, name="search"),
    path("accounts/", include("crm_llm.accounts.urls")),
    path("", include("generation.urls")),
    path("", include("review.urls")),
    path("admin/", admin.site.urls),
]

handler403 = "crm_llm.pages.permission_denied"
handler404 = "crm_llm.pages.not_found"
handler500 = "crm_llm.pages.server_error"
