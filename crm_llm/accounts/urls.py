"""Signing in and out, and preferences."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from crm_llm.accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("profile/", views.profile, name="profile"),
    path("profile/shortcuts/", views.shortcuts, name="shortcuts"),
]
