"""Addresses of the papers that wait for their number."""

from django.urls import path

from somat.web.drafts import views

app_name = "drafts"
urlpatterns = [
    path("cho-so/", views.show, name="show"),
    path("cho-so/moi/", views.new, name="new"),
    path("cho-so/<uuid:draft>/lay-lai/", views.take_back, name="take_back"),
]
