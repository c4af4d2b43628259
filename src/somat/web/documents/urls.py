"""Addresses of documents: adding, looking, ending, letting out."""

from django.urls import path

from somat.web.documents import adding, ending, letting, stamping, viewing

app_name = "documents"
urlpatterns = [
    path("dong/<uuid:entry>/tai-lieu/moi/", adding.add, name="add"),
    path("dong/<uuid:entry>/tai-lieu/dong-dau/", stamping.stamp_file, name="stamp_file"),
    path("tai-lieu/ban/<uuid:version>/dong-dau/", stamping.stamp_version, name="stamp"),
    path("tai-lieu/<uuid:document>/ban-moi/", adding.add_version, name="add_version"),
    path("tai-lieu/<uuid:document>/ket-thuc/", ending.ask, name="ask_end"),
    path("tai-lieu/<uuid:document>/ket-thuc/dong-y/", ending.end, name="end"),
    path("tai-lieu/<uuid:document>/ket-thuc/khong/", ending.go_on, name="go_on"),
    path("tai-lieu/ban/<uuid:version>/", viewing.show, name="show"),
    path("tai-lieu/ban/<uuid:version>/trang/<int:page>/", viewing.page, name="page"),
    path("tai-lieu/ban/<uuid:version>/xuat/", letting.ask, name="ask_export"),
    path("xuat-ban-goc/", letting.waiting, name="exports"),
    path("xuat-ban-goc/<uuid:export>/duyet/", letting.approve, name="approve_export"),
    path("xuat-ban-goc/<uuid:export>/khong/", letting.refuse, name="refuse_export"),
    path("xuat-ban-goc/<uuid:export>/lay/", letting.take, name="take_export"),
]
