"""Addresses of the envelope desk."""

from django.urls import path

from somat.web.desk import past, views

app_name = "desk"
urlpatterns = [
    path("quay/", views.show, name="show"),
    path("quay/da-qua/", past.show, name="past"),
    path("quay/moi/", views.new, name="new"),
    path("quay/<uuid:envelope>/", views.one, name="one"),
    path("quay/<uuid:envelope>/kiem/", views.inspect, name="check"),
    path("quay/<uuid:envelope>/da-bo-sung/", views.corrected, name="corrected"),
    path("quay/<uuid:envelope>/cho-lam-tiep/", views.clear, name="clear"),
    path("quay/<uuid:envelope>/tra/", views.give_back, name="return"),
]
