"""Addresses of the system desk, and of the page that lifts a restoration's seal."""

from django.urls import path

from somat.web.system import restore, views

app_name = "system"
urlpatterns = [
    path("he-thong/", views.show, name="show"),
    path("he-thong/sao-luu/", views.back_up, name="back_up"),
    path("he-thong/da-cat/<uuid:backup>/", views.put_away, name="put_away"),
    path("khoi-phuc/", restore.confirm, name="restore"),
]
