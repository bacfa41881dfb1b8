"""Campaigns and drafts."""

from django.urls import path, re_path

from generation.views import (
    assets,
    brands,
    campaigns,
    combine,
    compare,
    drafts,
    edits,
    kits,
    logos,
    previews,
    requests,
    retries,
    rules,
)

app_name = "generation"

urlpatterns = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<slug:slug>/duplicate/", campaigns.campaign_duplicate, name="campaign_duplicate"),
    path("campaigns/<slug:slug>/archive/", campaigns.campaign_archive, name="campaign_archive"),
    path("campaigns/<slug:slug>/pictures/", assets.campaign_pictures, name="campaign_pictures"),
    path("campaigns/<slug:slug>/pictures/<int:pk>/", assets.picture, name="picture"),
    path("campaigns/<slug:slug>/pictures/<int:pk>/archive/", assets.picture_archive, name="picture_archive"),
    re_path(r"^assets/(?P<sha256>[0-9a-f]{64})\.(?P<extension>jpg|png)$", assets.asset, name="asset"),
    path("brands/<slug:slug>/logo/", logos.brand_logo, name="brand_logo"),
    path("campaigns/<slug:slug>/drafts/new/<slug:tool>/", requests.request_draft, name="request_draft"),
    path("campaigns/<slug:slug>/drafts/new/<slug:tool>/estimate/", requests.estimate, name="estimate"),
    path("campaigns/<slug:slug>/kits/new/", kits.kit_new, name="kit_new"),
    path("campaigns/<slug:slug>/kits/<uuid:pk>/", kits.kit, name="kit"),
    path("brands/", brands.brands, name="brands"),
    path("brands/<slug:slug>/", brands.brand, name="brand"),
    path("brands/<slug:slug>/edit/", brands.brand_edit, name="brand_edit"),
    path("brands/<slug:slug>/try/", brands.brand_try, name="brand_try"),
    path("brands/<slug:slug>/compare/", brands.brand_compare, name="brand_compare"),
    path("brands/<slug:slug>/restore/", brands.brand_restore, name="brand_restore"),
    path("rules/", rules.rules, name="rules"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<uuid:pk>/", drafts.draft, name="draft"),
    path("drafts/<uuid:pk>/status/", drafts.draft_status, name="draft_status"),
    path("drafts/<uuid:pk>/preview/", previews.draft_preview, name="draft_preview"),
    path("drafts/<uuid:pk>/edit/", edits.draft_edit, name="draft_edit"),
    path("drafts/<uuid:pk>/compare/", compare.draft_compare, name="draft_compare"),
    path("drafts/<uuid:pk>/combine/", combine.draft_combine, name="draft_combine"),
    path("drafts/<uuid:pk>/combine/preview/", combine.combined_preview, name="combined_preview"),
    path("drafts/<uuid:pk>/regenerate/", retries.regenerate, name="regenerate"),
    path("drafts/<uuid:pk>/cancel/", edits.cancel, name="cancel"),
    path("drafts/<uuid:pk>/download/<slug:format>/", previews.download, name="download"),
]
