"""Addresses of the sealed page, the state of the keys and the ceremony."""

from django.urls import path

from somat.web.vault import ceremony, keys, swap, views, words

app_name = "vault"
urlpatterns = [
    path("niem-phong/", views.sealed, name="sealed"),
    path("niem-phong/trao-doi/", swap.accept, name="swap"),
    path("ket-khoa/", keys.show, name="keys"),
    path("ket-khoa/dong/", keys.close, name="close"),
    path("ket-khoa/chia-manh/", ceremony.order, name="order"),
    path("ket-khoa/thay-khoa/", ceremony.rotate, name="rotate"),
    path("ket-khoa/manh/<int:number>/", ceremony.own, name="own"),
    path("ket-khoa/manh/<int:number>/in/", ceremony.sheet, name="sheet"),
    path("ket-khoa/tim-trong-tai-lieu/", words.show, name="words"),
    path("ket-khoa/tim-trong-tai-lieu/de-nghi/", words.ask, name="ask_words"),
    path("ket-khoa/tim-trong-tai-lieu/<uuid:asked>/cho-phep/", words.agree, name="agree_words"),
    path("ket-khoa/tim-trong-tai-lieu/<uuid:asked>/thoi/", words.end, name="end_words"),
]
