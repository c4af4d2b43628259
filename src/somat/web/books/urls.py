"""Addresses of the books' desk. No word of a search or an abstract ever stands in one."""

from django.urls import path

from somat.web.books.views import ask, book, circle, entry, groups, opening, prints, signing, suggest, volumes, write

app_name = "books"
urlpatterns = [
    path("so-di/", book.first, {"kind": "out"}, name="out"),
    path("so-den/", book.first, {"kind": "in"}, name="in"),
    path("cua-toi/<str:kind>/", book.own, name="own"),
    path("so/mo/", opening.new, name="open_book"),
    path("so/<uuid:book>/", book.show, name="show"),
    path("so/<uuid:book>/moi/", write.new, name="new"),
    path("so/<uuid:book>/quyen/", volumes.show, name="volumes"),
    path("so/<uuid:book>/quyen/moi/", volumes.open_next, name="open_volume"),
    path("quyen/<uuid:volume>/khoa/", volumes.close, name="close_volume"),
    path("quyen/<uuid:volume>/in/", prints.volume, name="print"),
    path("quyen/<uuid:volume>/ket-xuat/", prints.export, name="export"),
    path("dong/<uuid:entry>/", entry.show, name="entry"),
    path("dong/<uuid:entry>/in/", prints.one, name="print_entry"),
    path("dong/<uuid:entry>/ky-nhan/", signing.paper, name="sign"),
    path("dong/<uuid:entry>/huy/", ask.cancel, name="cancel"),
    path("dong/<uuid:entry>/sua/", ask.correct, name="correct"),
    path("dong/<uuid:entry>/them-ban/", ask.copies, name="copies"),
    path("dong/<uuid:entry>/chuyen/", ask.hand_on, name="forward"),
    path("dong/<uuid:entry>/tra-loi/", ask.link, name="link"),
    path("dong/<uuid:entry>/bo-sung/", ask.fill_in, name="complete"),
    path("dong/<uuid:entry>/duoc-biet/", circle.show, name="circle"),
    path("dong/<uuid:entry>/duoc-biet/<uuid:person>/thoi/", circle.end, name="end_circle"),
    path("noi-nhan/<uuid:recipient>/ky/", signing.own, name="sign_own"),
    path("dong/<uuid:entry>/nhan-tren-giay/", signing.taken, name="taken"),
    path("chuyen/<uuid:step>/nhan/", ask.receive, name="take_over"),
    path("de-nghi/<uuid:question>/dong-y/", ask.grant, name="confirm"),
    path("de-nghi/<uuid:question>/khong/", ask.refuse, name="turn_down"),
    path("nhom-noi-nhan/", groups.show, name="groups"),
    path("nhom-noi-nhan/<uuid:group>/bo/", groups.forget, name="drop_group"),
    path("nhap/", suggest.keep, name="keep_form"),
    path("nhap/bo/", suggest.drop, name="drop_form"),
    path("goi-y/noi-nhan/", suggest.bodies, name="pick_bodies"),
    path("goi-y/nguoi/", suggest.persons, name="pick_persons"),
    path("goi-y/don-vi/", suggest.units, name="pick_units"),
    path("goi-y/danh-muc/", suggest.list_lines, name="pick_list_lines"),
]
