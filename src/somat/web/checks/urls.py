"""Addresses of the inspection and of the log of prints."""

from django.urls import path

from somat.web.checks import prints, views

app_name = "checks"
urlpatterns = [
    path("kiem-tra/", views.show, name="show"),
    path("nhat-ky-in/", prints.own, name="own_prints"),
    path("nhat-ky-in/<uuid:book>/", prints.book, name="prints"),
]
