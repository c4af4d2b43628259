"""Addresses of the journal desk."""

from django.urls import path

from somat.web.journal import views

app_name = "journal"
urlpatterns = [
    path("nhat-ky/", views.show, name="show"),
    path("nhat-ky/kiem/", views.verify_now, name="verify"),
    path("nhat-ky/to-diem-chot/", views.sheet, name="sheet"),
]
