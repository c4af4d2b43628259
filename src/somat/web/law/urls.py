"""Addresses of the legal grounds."""

from django.urls import path

from somat.web.law import views

app_name = "law"
urlpatterns = [
    path("can-cu/", views.show, name="show"),
    path("can-cu/de-nghi/", views.propose, name="propose"),
    path("can-cu/<uuid:folder>/nhan/", views.accept, name="accept"),
]
