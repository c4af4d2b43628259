"""Addresses of the sealed page."""

from django.urls import path

from somat.web.vault import views

app_name = "vault"
urlpatterns = [path("niem-phong/", views.sealed, name="sealed")]
