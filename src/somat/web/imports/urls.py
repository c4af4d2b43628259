"""Addresses of the import of old books."""

from django.urls import path

from somat.web.imports import views

app_name = "imports"
urlpatterns = [
    path("nhap-so/", views.choose, name="choose"),
    path("nhap-so/<uuid:batch>/", views.match, name="map"),
    path("nhap-so/<uuid:batch>/dong/", views.by_line, name="lines"),
    path("nhap-so/<uuid:batch>/danh-sach/", views.refused_list, name="refused"),
    path("nhap-so/<uuid:batch>/nhan/", views.accept, name="accept"),
]
