"""Addresses of the search; words go by POST."""

from django.urls import path

from somat.web.search import views

app_name = "search"
urlpatterns = [path("tim/", views.show, name="show")]
