"""Addresses of the door and of the desk of people and rights."""

from django.urls import path

from somat.web.people import entrance

app_name = "people"
urlpatterns = [
    path("dang-nhap/", entrance.enter, name="enter"),
    path("dang-xuat/", entrance.leave, name="log_out"),
    path("doi-mat-khau/", entrance.password, name="password"),
    path("con-song/", entrance.alive, name="alive"),
]
