"""Addresses of the door and of the desk of people and rights."""

from django.urls import path

from somat.web.people import deputies, entrance, handing, units, views

app_name = "people"
urlpatterns = [
    path("dang-nhap/", entrance.enter, name="enter"),
    path("dang-xuat/", entrance.leave, name="log_out"),
    path("doi-mat-khau/", entrance.password, name="password"),
    path("con-song/", entrance.alive, name="alive"),
    path("nguoi/", views.show, name="show"),
    path("nguoi/moi/", views.new, name="new"),
    path("nguoi/de-nghi/", views.proposals, name="proposals"),
    path("nguoi/de-nghi/<uuid:proposal>/dong-y/", views.confirm, name="confirm"),
    path("nguoi/de-nghi/<uuid:proposal>/khong/", views.refuse, name="refuse"),
    path("nguoi/mo-khoa/", views.unlocks, name="unlocks"),
    path("nguoi/mo-khoa/<uuid:request_uuid>/", views.grant, name="grant_unlock"),
    path("nguoi/ban-giao/", handing.show, name="handovers"),
    path("nguoi/ban-giao/<uuid:proposal>/", handing.take, name="take_book"),
    path("nguoi/uy-quyen/", deputies.show, name="deputies"),
    path("nguoi/uy-quyen/moi/", deputies.new, name="new_deputy"),
    path("nguoi/uy-quyen/<uuid:delegation>/thoi/", deputies.end, name="end_deputy"),
    path("nguoi/don-vi/", units.show, name="units"),
    path("nguoi/don-vi/moi/", units.new, name="new_unit"),
    path("nguoi/don-vi/<uuid:unit>/ket-thuc/", units.close, name="close_unit"),
    path("nguoi/<uuid:person>/", views.person, name="person"),
    path("nguoi/<uuid:person>/vai-tro/", views.role, name="role"),
    path("nguoi/<uuid:person>/do-mat/", views.clearance, name="clearance"),
    path("nguoi/<uuid:person>/giu-so/", views.book, name="book"),
    path("nguoi/<uuid:person>/kiem-tra/", views.inspector, name="inspector"),
    path("nguoi/<uuid:person>/bo-nhiem/", units.appointment, name="appoint"),
    path("nguoi/<uuid:person>/chuyen/", units.transfer, name="transfer"),
    path("nguoi/<uuid:person>/nghi/", views.leave, name="leave"),
    path("nguoi/<uuid:person>/tai-khoan/", views.account, name="account"),
    path("nguoi/<uuid:person>/mat-khau/", views.confirm_reset, name="reset"),
    path("nguoi/<uuid:person>/mo-khoa/", views.confirm_ask_unlock, name="ask_unlock"),
]
