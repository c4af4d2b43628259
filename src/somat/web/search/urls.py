"""Addresses of the search; words go by POST."""

from django.urls import path

from somat.web.search import filters, views

app_name = "search"
urlpatterns = [
    path("tim/", views.show, name="show"),
    path("tim/bo-loc/<uuid:saved>/bo/", filters.forget, name="drop_filter"),
]
