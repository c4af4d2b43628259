"""Addresses of the form library."""

from django.urls import path

from somat.web.papers import correcting, envelopes, many, registers, samples, signatures, stamping, views

app_name = "papers"
urlpatterns = [
    path("bieu-mau/", views.show, name="show"),
    path("bieu-mau/dong-dau/", stamping.show, name="stamp"),
    path("bieu-mau/dau/<str:code>/nhan/", views.accept_stamp, name="accept_stamp"),
    path("bieu-mau/chu-ky-so/", signatures.show, name="signatures"),
    path("bieu-mau/chu-ky-so/tin/", signatures.propose, name="propose_trust"),
    path("bieu-mau/chu-ky-so/tin/<uuid:file>/nhan/", signatures.accept, name="accept_trust"),
    path("bieu-mau/chu-ky-so/tin/<uuid:file>/thoi/", signatures.end, name="end_trust"),
    path("bieu-mau/tap-mau/", samples.specimens, name="specimens"),
    path("bieu-mau/D-19/in/", samples.diagram, name="print_diagram"),
    path("bieu-mau/ban-ve/<slug:code>/nhan/", samples.accept, name="accept_drawing"),
    path("bieu-mau/D-30/", envelopes.show, name="envelopes"),
    path("bieu-mau/so/<slug:register>/", registers.show, name="register"),
    path("bieu-mau/so/<slug:register>/nhan/", registers.accept, name="accept_register"),
    path("bieu-mau/<slug:code>/", views.fill, name="fill"),
    path("bieu-mau/<slug:code>/mau/", samples.show, name="sample"),
    path("bieu-mau/<slug:code>/nhieu/", many.show, name="many"),
    path("bieu-mau/<slug:code>/chinh/", correcting.correct, name="correct"),
    path("bieu-mau/<slug:code>/chinh/xem/", correcting.look, name="look"),
    path("bieu-mau/<slug:code>/nhan/", correcting.accept, name="accept"),
]
