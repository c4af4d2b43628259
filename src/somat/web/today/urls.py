"""Addresses of the page of the day."""

from django.urls import path
from django.views.generic import RedirectView

from somat.web.today import views

app_name = "today"
urlpatterns = [
    path("", RedirectView.as_view(url="/hom-nay/")),
    path("hom-nay/", views.show, name="show"),
]
