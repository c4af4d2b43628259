"""The sample pages: name → template and context; `empty` and `long` variants stand beside the plain ones."""

# fmt: off
# Samples are tables: one line each.

from __future__ import annotations

from datetime import date
from typing import Any

from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.law.row import State
from somat.oversight.light import Light
from somat.web.vault.forms import PinForm, ShareForm
from somat.web.vault.views import REASONS
from tests.web import look
from tests.web.look import NOW, page

LEAD = "Sổ đi năm 2018, 1.204 dòng."
STEPS = {"says": "Bốn bước", "names": ["Chọn tệp", "Ghép cột", "Xem từng dòng", "Nhận"], "at": 2}
OUT = {"kind": "out", "title": "Sổ đăng ký bí mật nhà nước đi"}
IN = {"kind": "in", "title": "Sổ đăng ký bí mật nhà nước đến"}
VOLUME = {"no": 2, "year": 2026, "opened_on": date(2026, 7, 1), "ended_on": None, "first_no": 98, "last_no": None}
TOTALS = {"lines": 14, "cancelled": 1, "copies": 1033, "unsigned": 5}
LATE = {"name": "quyen_moi", "label": "Ghi vào quyển 02/2026"}
URLS = {"new_url": "/so/moi/", "print_url": "/so/in/", "export_url": "/so/xuat/", "sign_url": "/so/ky-nhan/"}


def book(kind: dict[str, str], **more: Any) -> dict[str, Any]:
    months = [
        {"title": "Tháng 10 năm 2026", "says": "từ số 09 đến 133 · 1 số hủy", "lines": look.october()},
        {"title": "Tháng 11 năm 2026", "says": "từ số 134 · chưa khóa tháng", "lines": look.november()},
    ]
    data = {"as_of": "23/11/2026", "levels": ["1", "2", "3"]}
    tab = "Sổ đi" if kind is OUT else "Sổ đến"
    return page(
        tab, book=kind, volume=VOLUME, filter=look.Filter(initial=data), caption="Tháng 10 và 11", months=months,
        next={"no": 1143, "url": "/so/moi/"}, pager={"says": "dòng 129 đến 142", "older": {"url": "?truoc=129"}},
        totals=TOTALS, highest=Level.TUYET_MAT, volumes_url="/so/quyen/", **{**URLS, **more},
    )


def today(**more: Any) -> dict[str, Any]:
    def job(kind: str, due: str, title: str, detail: str, cite: str, act: str) -> dict[str, Any]:
        return {"kind": kind, "due": due, "title": title, "url": "/viec/", "detail": detail, "cite": cite, "act": act, "act_url": "/viec/"}

    late = job("late", "Quá 2 ngày", "Thu hồi bản số 2 của 98/BC-VP", "Đang ở Sở Công Thương. Hạn trả ghi trên dấu: 21/11/2026", "Điều 4.4 NĐ 26/2020, tạm dùng", "Nhắc trả")
    number = job("soon", "Trong hôm nay", "Cấp số cho 2 văn bản đã ký thứ Sáu", "Ký 20/11: một báo cáo, một công văn", "Điều 15.2 NĐ 30/2020", "Lấy số")
    sheet = job("", "Trước 17:30", "In tờ điểm chốt nhật ký trong ngày", "Tờ hôm trước: ông Đỗ Văn Tấn đã ký 20/11", "Quy tắc hệ thống", "In tờ")
    groups = [
        {"title": "Quá hạn", "jobs": [late]},
        {"title": "Hôm nay, 23/11", "jobs": [{**number, "current": True}, sheet]},
        {"title": "Bảy ngày tới", "jobs": [job("wait", "Thứ Tư, 25/11", look.LONG, look.LONG, "Điều 17.1 Luật 117/2025", "Ghi ký nhận")] * 4},
    ]
    books = [{"name": "Sổ đi, mọi độ", "url": "/so/", "next_no": 143, "lines": 1142, "unsigned": 5}, {"name": "Sổ đến", "url": "/so/", "next_no": 8, "lines": 7, "unsigned": 0}]
    facts = [{"label": "Sao lưu đêm qua", "kind": "ok", "words": "Xong 01:04, đã thử đọc lại"}, {"label": "Bản sao cất nơi khác", "kind": "warn", "words": "Đã 8 ngày, mức đặt là 7"}]
    return page("Hôm nay", counts={"all": 9, "late": 1, "today": 4, "week": 4}, groups=groups, new_url="/so/moi/", desk_url="/quay/", books=books, facts=facts, **more)


def outgoing(**more: Any) -> dict[str, Any]:
    data = {"doc_type": "BC", "abstract": "Kết quả diễn tập phòng thủ dân sự cụm xã phía Bắc", "level": "2", "day": "20/11/2026", "copies": "6",
            "symbol": "BC-VP", "basis": "", "signer": "Phạm Minh Khôi", "unit": "Phòng Nội chính",
            "recipients": ["Bộ Chỉ huy quân sự tỉnh", look.LONG, ""], "recipients_copies": ["2", "3", ""]}
    steps = {"says": "Ba bước", "names": ["Bản thảo đã ký", "Lấy số", "Nơi nhận và đóng bì"], "at": 2}
    crumb = {"label": "Sổ đi, quyển 02/2026", "url": "/so/"}
    return page("Sổ đi", form=look.Outgoing(data), crumb=crumb, next_no=143, steps=steps, keep_url="/nhap/di/", **more)


def entry(**more: Any) -> dict[str, Any]:
    facts = [
        {"label": "Ngày xác định", "value": "19/11/2026"},
        {"label": "Độ mật", "level": Level.TOI_MAT, "value": "căn cứ: QĐ 00/2026 (minh họa), Điều 2, khoản 3"},
        {"label": "Thời hạn bảo vệ", "value": "đến hết 19/11/2046", "cite": "Điều 19.1 Luật 29/2018, tạm dùng"},
        {"label": "Số lượng", "value": 5, "was": 4},
        {"label": "Ghi chú", "value": ""},
    ]
    recipients = [
        {"body": "Công an tỉnh", "copy_no": 1, "envelope": "B-0311", "handed": "19/11, trực tiếp", "kind": "pen", "signed": "Đ. V. Hòa, 19/11 lúc 15:20"},
        {"body": look.LONG, "copy_no": 2, "envelope": "B-0312", "handed": "19/11, giao liên", "kind": "warn", "signed": "Chưa ký, đã 4 ngày", "sign_url": "/ky/"},
        {"body": "Nguyễn Thị Hạnh", "copy_no": "3–4", "envelope": None, "handed": "", "kind": "warn", "signed": "", "own_sign": "/ky/3/"},
    ]
    acts = [
        {"label": "Ghi ký nhận", "url": "/ky/", "main": True, "key": "F8", "icon": "pen"},
        {"label": "Sửa dòng", "url": "/sua/"},
        {"label": "In trang sổ", "url": "/in/", "key": "F9", "icon": "print"},
        {"label": "Hủy số…", "url": "/huy/", "red": True},
    ]
    events = [{"at": NOW, "title": "Mở xem dòng sổ", "by": "Nguyễn Thị Hạnh, máy VP-02", "leaf": 148211}, {"at": NOW, "title": "Lấy số 140, vào sổ", "by": "Nguyễn Thị Hạnh", "leaf": None}]
    pending = [{"says": "Đề nghị sửa cột 9: 4 thành 5.", "by": "Hạnh", "at": NOW, "confirm_url": "/duyet/", "drop_url": "/khong/"}]
    changes = [
        {"what": "Sửa cột (9) Số lượng", "old": "4", "new": "5", "hidden": False, "reason": look.LONG, "by": "Nguyễn Thị Hạnh", "at": NOW, "kind": "ok", "says": "đồng ý", "answered_by": "Phạm Minh Khôi", "answered_at": NOW, "after_closing": True},
        {"what": "Sửa cột (5) Độ mật", "old": "", "new": "", "hidden": True, "reason": "nâng độ mật", "by": "Nguyễn Thị Hạnh", "at": NOW, "kind": "bad", "says": "không đồng ý", "answered_by": "", "answered_at": None, "after_closing": False},
    ]
    forwards = [{"unit": look.LONG, "person": "Công Huyền Tôn Nữ Nguyễn Thị Hoàng Oanh", "by": "Hạnh", "at": NOW, "due_on": NOW.date(), "received_at": None, "kind": "warn", "says": "chưa nhận"}]
    circle = [{"name": "Lê Quang Duy", "why": "người soạn thảo", "until": None}, {"name": look.LONG, "why": "được cấp phạm vi", "until": NOW.date()}]
    parts = {"changes": changes, "forwards": forwards, "circle": circle, "circle_url": "/duoc-biet/", "readings": events, "replies": [{"label": "Trả lời cho", "says": "dòng 12 sổ đến năm 2026", "url": "/dong/12/"}]}
    return page(
        "Sổ đi", entry={"number": "140/BC-VP", "lead": "Báo cáo. Dự trữ lương thực, nhiên liệu cho phương án phòng thủ dân sự năm 2027", "level": Level.TOI_MAT},
        crumb={"label": "Sổ đi, quyển 02/2026", "url": "/so/", "says": "dòng 140 trong 142"}, acts=acts, facts=facts, recipients=recipients,
        signed={"n": 1, "all": 2}, events=events, pending=pending, highest=Level.TOI_MAT, **parts, **more,
    )


def desk() -> dict[str, Any]:
    short = [
        {"says": "Nơi gửi, người đưa đúng với giấy giới thiệu", "kind": "ok", "words": "đạt"},
        {"says": "Bì nguyên vẹn, niêm phong còn nguyên, không dấu bóc", "kind": "ok", "words": "đạt"},
        {"says": "Đếm tài liệu: bì ghi 3 bản, đếm được 2", "kind": "bad", "words": "dừng ở đây", "heading": "Chưa vào sổ, chưa ký nhận", "refusals": [Refusal("R-IN-2")],
         "acts": [{"label": "Lập yêu cầu bổ sung", "url": "/yeu-cau/", "main": True}, {"label": "Đếm lại", "url": "/dem/"}, {"label": "Có dấu hiệu mất, báo người đứng đầu", "url": "/bao/", "red": True}]},
        {"says": "Đóng dấu ĐẾN, lấy số đến", "kind": "wait", "words": "chờ"},
    ]
    form = {"action": "/vao-so/", "fields": [look.Arrival()["number"]], "label": "Vào sổ số đến 88", "key": "Ctrl+Enter"}
    facts = [{"label": "Người có tên", "value": "Tạ Văn Thịnh, Phó Chủ tịch UBND tỉnh"}, {"label": "Trích yếu, số bản", "value": ""}]
    named = [
        {"says": "Nơi gửi và niêm phong đạt; ngoài bì có dấu tên người nhận", "kind": "ok", "words": "đạt"},
        {"says": "Vào sổ theo các dấu ngoài bì, không bóc, không đóng dấu ĐẾN", "kind": "now", "words": "làm ngay", "facts": facts, "rules": ["R-IN-2", "R-IN-7"], "form": form},
    ]
    queue = [
        {"code": "B-0319", "body": "Bộ CHQS tỉnh", "icon": "stop", "kind": "bad", "words": "thiếu 1 bản, chưa vào sổ", "url": "/quay/1/", "current": True},
        {"code": "B-0320", "body": look.LONG, "icon": "person", "kind": "", "words": "chỉ người có tên", "url": "/quay/2/"},
    ]
    envelopes = [{"code": "B-0319", "says": "Bộ Chỉ huy quân sự tỉnh", "received": "nhận 07:58 từ giao liên Trịnh Văn Sáng", "checks": short}, {"code": "B-0320", "says": "chỉ người có tên mới được bóc bì", "received": "nhận 08:05", "checks": named}]
    picture = {"body": "Bộ Chỉ huy quân sự tỉnh", "number": "212/KH-BCH", "to": "Văn phòng UBND tỉnh", "letter": "B", "named": True}
    return page("Sổ đến", waiting=4, queue=queue, envelopes=envelopes, new_url="/quay/moi/", picture=picture, picture_says="Tối mật: một lớp bì, chữ B trong vòng tròn. Không ghi tên độ mật ngoài bì.", picture_rule="R-OUT-6")


def journal() -> dict[str, Any]:
    parts = [{"says": "Dựng lại cây từ mọi lá", "seen": 148212, "wrong": 0, "kind": "ok", "words": "mã gốc trùng điểm chốt"}, {"says": "Từng dòng dữ liệu so với lá mới nhất của nó", "seen": 21470, "wrong": 1, "kind": "bad", "words": "1 dòng bị sửa ngoài chương trình"}]
    leaf = {"index": 148211, "at": NOW, "who": "Nguyễn Thị Hạnh", "act": "mở xem dòng sổ", "station": "VP-02", "thing": "ca978112", "kind": "ok", "answer": "cho", "rule": ""}
    no = {**leaf, "index": None, "who": "Lê Quang Duy", "act": "lấy số", "kind": "bad", "answer": "từ chối", "rule": "R-OUT-9"}
    marks = [{"size": 148212, "at": NOW, "root": look.ROOT, "kind": "wait", "words": "chưa in"}, {"size": 148118, "at": NOW, "root": look.ROOT, "kind": "ok", "words": "ký giấy"}]
    finding = {"heading": "04/09/2026: 1 dòng khác lá", "text": "Sổ đi, quyển 02, dòng 104, cột 3.", "remedy": "Lá đúng: 131.870."}
    verified = {"ok": True, "upto": 148212, "at": NOW, "seconds": "1,1", "root": look.ROOT, "parts": parts}
    return page("Nhật ký", verified=verified, leaves=[no, leaf, leaf], checkpoints=marks, checkpoints_all=1906, checkpoints_url="/nhat-ky/chot/", findings=[finding], unusual=[{"says": "Đọc ngoài giờ làm việc", "n": 2}], verify_url="/nhat-ky/kiem/", sheet_url="/nhat-ky/to/", pager={"says": "50 lá", "older": {"url": "?truoc=1"}})


def law() -> dict[str, Any]:
    row = {"says": "Sổ không ghi trích yếu của tài liệu Tuyệt mật", "value": "không ghi", "source": "NĐ 63/2026/NĐ-CP, Điều 6", "from_": date(2026, 3, 1), "state": State.VERIFIED, "rule": "R-OUT-2"}
    rows = [row, {**row, "says": "Số lớp bì của tài liệu Tuyệt mật", "value": 2, "state": State.FALLBACK}, {**row, "value": 14, "was": 15, "state": State.UNVERIFIED, "from_": None, "pending": "cơ quan sửa: Trần Thu Hà 18/11, chờ người thứ hai nhận"}]
    ask = {"says": "Cơ quan sửa 1 dòng.", "by": "Trần Thu Hà", "at": NOW, "hash": look.ROOT, "confirm_url": "/nhan/"}
    return page("Căn cứ pháp lý", filter=look.LawFilter(), counts={"verified": 41, "fallback": 68, "unverified": 23}, groups=[{"title": "Đăng ký và giao, nhận", "rows": rows}], propose_url="/sua/", accept=[ask])


def importing() -> dict[str, Any]:
    form = look.Columns()
    columns = [{"letter": "A", "head": "Sè TT", "sample": "1, 2, 3", "field": form["a"], "kind": "ok", "words": "tự nhận ra"}, {"letter": "D", "head": "TrÝch yÕu", "sample": "B¸o c¸o c«ng t¸c néi chÝnh", "field": form["b"], "kind": "pen", "words": "chọn tay"}]
    result = {"rows": [{"says": "Nhận nguyên", "n": 1163, "words": ""}, {"says": "Nhận, bỏ trích yếu", "n": 36, "words": "dòng Tuyệt mật"}, {"says": "Từ chối", "n": 5, "words": "Tải danh sách để sửa", "url": "/nhap/sai/"}], "all": 1204, "accepted": 1199, "matches": True}
    rows = [
        {"line": 17, "number": "16/BC-VP", "day": "14/01/2018", "abstract": "Báo cáo công tác nội chính", "level": Level.MAT, "kind": "ok", "words": "nhận"},
        {"line": 42, "number": "41/TTr-VP", "day": "09/02/2018", "doc_type": "Tờ trình", "level": Level.TUYET_MAT, "kind": "cut", "words": "nhận, bỏ trích yếu", "cite": "Điều 6 NĐ 63/2026"},
        {"line": 307, "number": "", "day": "31/6/2018", "abstract": "Kế hoạch diễn tập", "level": None, "level_text": "“MËt A”", "kind": "bad", "words": "từ chối: không có ngày 31/6"},
    ]
    encoding = {"name": "TCVN3 (ABC)", "raw": "B¸o c¸o c«ng t¸c", "read": "Báo cáo công tác", "odd": 3, "change_url": "/bang-ma/"}
    return page("Nhập sổ cũ", batch={"file": "so_mat_di_2018.xlsx", "lead": LEAD}, steps=STEPS, encoding=encoding, columns=columns, mapped={"n": 7, "all": 8}, result=result, lines_url="/nhap/dong/", accept_url="/nhap/nhan/", back_url="/nhap/", sample=rows, rows=rows, sample_says="3 trong 41", refused_url="/nhap/sai/", pager={"says": "dòng 1 đến 50", "newer": {"value": "50"}}, form=form, filter=None)


def search(**more: Any) -> dict[str, Any]:
    lines = [{**one, "book": "Sổ đi 02/2026"} for one in look.october()]
    return page("", form=look.Search(initial={"words": "diễn tập"}), asked="diễn tập", results=lines, pager={"says": "5 dòng", "older": {"value": "x"}}, highest=Level.TUYET_MAT, **more)


EMPTY = {"heading": "Quyển 01/2027 chưa có dòng nào", "text": "Số đầu tiên sẽ là 01.", "rule": "R-NUM-9"}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "today": ("today/show.html", today()),
    "today-empty": ("today/show.html", {**today(), "frame": look.long_frame(), "groups": [], "counts": {"all": 0}, "empty_next": "Việc gần nhất: thứ Hai 30/11."}),
    "book-out": ("books/show.html", book(OUT)),
    "book-in": ("books/show.html", book(IN)),
    "book-empty": ("books/show.html", {**book(OUT), "frame": look.long_frame(), "months": [], "empty": EMPTY, "pager": None, "next": {"no": 1, "url": "/so/moi/"}}),
    "entry": ("books/entry.html", entry()),
    "new-out": ("books/new_out.html", outgoing()),
    "new-out-refused": ("books/new_out.html", outgoing(refusals=look.refusals(), kept="Bản thảo giữ nguyên.")),
    "new-out-late": ("books/new_out.html", outgoing(refusals=look.refusals(), kept="Điều đã gõ còn nguyên.", following=LATE, acts=[{**LATE, "form": "line"}], other=True)),
    "new-in": ("books/new_in.html", {**outgoing(), "form": look.Arrival(), "named": {"person": "Tạ Văn Thịnh", "title": "Phó Chủ tịch"}, "twins": [{"no": 7, "url": "/so/7/", "day": date(2026, 11, 2)}]}),
    "desk": ("desk/show.html", desk()),
    "desk-empty": ("desk/show.html", page("Sổ đến", waiting=0, queue=[], envelopes=[], new_url="/quay/moi/")),
    "search": ("search/show.html", search()),
    "search-none": ("search/show.html", {**search(), "results": []}),
    "journal": ("journal/show.html", journal()),
    "journal-new": ("journal/show.html", {**journal(), "verified": None, "checkpoints": [], "findings": [], "leaves": []}),
    "law": ("law/show.html", law()),
    "law-none": ("law/show.html", {**law(), "groups": [], "accept": []}),
    "import-choose": ("imports/choose.html", page("Nhập sổ cũ", form=look.OldBook(), steps={**STEPS, "at": 1}, batches=[{"at": NOW, "file": "so_2017.csv", "url": "/nhap/1/", "by": "Nguyễn Thị Hạnh", "rows": 1204, "kind": "ok", "words": "đã nhận"}])),
    "import-map": ("imports/map.html", importing()),
    "import-lines": ("imports/lines.html", importing()),
    "import-done": ("imports/done.html", {**importing(), "says": LEAD, "forget": "Hủy kết quả", "book": {"url": "/so/", "words": "Mở sổ đi"}, "all": {"url": "/nhap/tat-ca/", "words": "Tải kết quả từng dòng"}}),
    "form": ("form.html", page("Sổ đi", heading="Hủy số 140/BC-VP", crumb={"label": "140/BC-VP", "url": "/so/"}, form=look.Outgoing(), strips=[{"fields": [look.Outgoing()["note"]], "says": "Dòng hủy vẫn đọc được.", "rules": ["R-NUM-9"]}], send="Hủy số", back_url="/so/", level=Level.MAT)),
    "form-scan": ("form.html", page("Sổ đến", heading="Thêm bì", form=look.Scan(), strips=[{"fields": [look.Scan()["code"]]}], send="Thêm bì", back_url="/quay/")),
    "login": ("people/login.html", page("", form=look.Login(), idle_minutes=15, machine_level=Level.TOI_MAT)),
    "login-wrong": ("people/login.html", page("", form=look.Login({"username": "", "password": ""}), idle_minutes=15, locked={"name": look.LONG}, other_url="/dang-nhap/")),
    "sealed": ("vault/sealed.html", page("", form=look.Passphrase(), sealed_at=NOW, share_form=None, pin_form=None, given=[], needed=0, why=None, swap=False)),
    "sealed-shares": ("vault/sealed.html", page("", form=look.Passphrase(), sealed_at=NOW, share_form=ShareForm(), pin_form=PinForm(), given=[1, 4], needed=3, why=REASONS["swap-open"], swap=True)),
    "swap": ("vault/swap.html", page("", form=look.Login(), first_at=NOW)),
    "words": ("vault/words.html", page("Hệ thống", kind="wait", words="Tắt", counted=True, documents=3, failed=1, tesseract=False, steps=[{"what": "Đề nghị", "name": "Trần Thu Hà", "at": NOW}], ask_url=None, agree_url="/cho-phep/", end_url="/thoi/")),
    "keys": ("vault/keys.html", page("Hệ thống", states=[Light("Két khóa", "ok", "Đang mở")], ways=[{"words": "Mảnh khóa", "of": "3 trong 5 mảnh, bộ 0A1B2C3D", "at": NOW}], weak=True, holders=[(n, look.LONG) for n in range(1, 6)], index={"state": "loading", "done": 400_000, "total": 1_000_000}, custodian=True, open=True, waiting=[2])),
    "share": ("vault/share.html", page("Hệ thống", number=2, made={"needed": 3, "total": 5}, share={"words": [["khang", "thuoi", "nhoi", "phung", "chang", "ngum"]] * 8}, form=ShareForm())),
    "share-typed": ("vault/share.html", page("Hệ thống", number=2, made={"needed": 3, "total": 5}, share=None, form=ShareForm({"share": ""}))),
    "404": ("404.html", page("")),
    "403": ("403.html", page("", refusals=[Refusal("R24")], back_url="/")),
    "403-forged": ("403.html", page("", refusals=(), forged=True)),
    "409": ("409.html", page("", refusals=look.refusals(), back_url="/so/")),
    "409-stale": ("409.html", page("", stale={"by": "Lê Quang Duy", "at": NOW, "compare_url": "/a/", "drop_url": "/b/"})),
    "500": ("500.html", {}),
    "offline": ("offline.html", {}),
    "offline-vault": ("offline_vault.html", {"frame": look.frame(), "sealed_at": NOW}),
    "readonly": ("readonly.html", page("", reason="Có lá nhật ký chờ quá 60 giây.")),
}
