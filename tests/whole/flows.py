"""Every way in which secret words come into a site, walked over HTTP; each word says where it was typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4
from xml.sax.saxutils import escape
from zipfile import ZipFile

import docx

from somat.audit.moment import VIETNAM
from tests.whole.browsing import Answer, Browser
from tests.whole.issuing import LINE
from tests.whole.running import Site, until

HEAD = (
    "Số TT", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu nội dung", "Độ mật", "Người ký", "Nơi nhận", "Đơn vị lưu",
    "Số lượng bản", "Ghi chú",
)  # fmt: skip
OUT = {"recipients": ["Công an tỉnh"]}
ARRIVAL = {"doc_type": "BC", "level": "1", "copies": "1", "unit": "Văn phòng", "body": "Công an tỉnh", "khac": "1"}


def day(ahead: int = 0) -> str:
    """Today, or so many days from now, as a clerk types it: a day that is written down here passes."""
    return f"{datetime.now(VIETNAM) + timedelta(days=ahead):%d/%m/%Y}"


@dataclass
class Flows:
    """The people of one site at their work. `word` is what must stand nowhere; `control` is what may stand in a plain column."""

    site: Site
    word: str
    control: str
    pages: list[str] = field(default_factory=list)  # texts of pages on which the words must be seen again

    def __post_init__(self) -> None:
        self.hanh = self.site.log_in("hanh")
        self.duy = self.site.log_in("duy")
        self.khoi = self.site.log_in("khoi")
        self.an = self.site.log_in("an")
        self.ha = self.site.log_in("ha")
        self.out = self.hanh.get("/so-di/").location
        self.arrivals = self.hanh.get("/so-den/").location

    def say(self, where: str) -> str:
        return f"{self.word} {where}"

    def done(self, answer: Answer, *, status: int = 302) -> str:
        """Where an act leads that must have been done."""
        assert answer.status == status, f"{answer.path}: {answer.status} {answer.words[:1500]}"
        return answer.location

    def fill(self, by: Browser, path: str, *, has: str = "", status: int = 302, **values: object) -> str:
        return self.done(by.send(by.get(path).form(has=has or next(iter(values))), **values), status=status)  # type: ignore[arg-type]

    def all(self) -> None:
        """Every flow once."""
        for flow in (self.outgoing, self.bare, self.questions, self.incoming, self.envelopes, self.drafts):
            flow()
        for flow in (
            self.reading,
            self.papers,
            self.found_inside,
            self.unfinished,
            self.imports,
            self.leaving,
            self.finding,
            self.strangers,
            self.errors,
        ):
            flow()

    def issue(self, **more: object) -> str:
        values = LINE | OUT | {"signer": self.control} | more
        return self.fill(self.hanh, self.out + "moi/", has="abstract", **values)

    def outgoing(self) -> None:
        line = self.issue(abstract=self.say("trich yeu di"), note=self.say("ghi chu di"), basis=self.say("can cu di"))
        signed = {"name": self.say("nguoi ky nhan"), "slip": self.say("phieu gui"), "signed_at": this_minute()}
        self.fill(self.hanh, line + "ky-nhan/", **signed)
        self.pages.append(self.hanh.get(line).text)

    def bare(self) -> None:
        """Tuyệt mật: what names the outside is sealed too, and an abstract is refused."""
        secret = {"level": "3", "signer": self.say("nguoi ky A"), "recipients": [self.say("noi nhan A")]}
        self.issue(abstract="", note=self.say("ghi chu A"), basis=self.say("can cu A"), **secret)
        values = LINE | secret | {"abstract": self.say("trich yeu A bi tu choi")}
        form = self.hanh.get(self.out + "moi/").form(has="abstract")
        self.done(self.hanh.send(form, **values), status=409)  # type: ignore[arg-type]

    def questions(self) -> None:
        """Cancelling, correcting, further copies: asked by the clerk, answered by a leader."""
        asked: list[tuple[str, dict[str, object]]] = [
            ("huy/", {"reason": self.say("ly do huy")}),
            ("sua/", {"reason": self.say("ly do sua"), "column": "4", "value": self.say("gia tri dung")}),
            ("them-ban/", {"reason": self.say("ly do them"), "recipients": ["Quân sự tỉnh"]}),
        ]
        for answer in ("dong-y/", "khong/"):
            for what, values in asked:
                line = self.issue(abstract=self.say(f"truoc khi {what}"))
                if what == "sua/":
                    values["column"] = self.abstract_column(line)
                self.fill(self.hanh, line + what, has="reason", **values)
                self.answered(line, answer)
                self.pages.append(self.hanh.get(line).text)

    def abstract_column(self, line: str) -> str:
        """The choice of the correction form that is the abstract."""
        text = self.hanh.get(line + "sua/").text
        at = text.lower().index("trích yếu")
        return text[:at].rpartition('value="')[2].partition('"')[0]

    def answered(self, line: str, answer: str) -> None:
        """The leader who was asked answers; he alone has the button."""
        for leader in (self.an, self.khoi):
            for form in leader.get(line).page.forms:
                if form.action.startswith("/de-nghi/") and form.action.endswith(answer):
                    return self.done(leader.send(form)) and None
        raise AssertionError(f"no leader may answer {line}")

    def register(self, **more: object) -> str:
        values = ARRIVAL | {"number": f"{uuid4().int % 900}/BC-CAT", "arrival_on": day(), "day": day(-1)} | more
        return self.fill(self.hanh, self.arrivals + "moi/", has="arrival_on", **values)

    def incoming(self) -> None:
        words = {"note": self.say("ghi chu den"), "basis": self.say("can cu den")}
        line = self.register(abstract=self.say("trich yeu den"), **words)
        self.fill(self.hanh, line + "chuyen/", unit="Văn phòng", person="Lê Quang Duy", due_on=day(30))
        taken = next(f for f in self.duy.get(line).page.forms if "/nhan/" in f.action)
        self.done(self.duy.send(taken))
        secret = {"level": "3", "body": self.say("noi gui A"), "number": f"12/{self.word[:4]}"}
        self.register(abstract="", **words, **secret)
        named = self.register(named_only="on", recipients="Nguyễn Trọng An", abstract="", level="2")
        found = {"day": day(-1), "doc_type": "BC", "copies": "1"}
        self.fill(self.an, named + "bo-sung/", abstract=self.say("nguoi co ten ghi"), **found)
        self.pages += [self.hanh.get(line).text, self.an.get(named).text]

    def envelopes(self) -> None:
        outside = {
            "letter": "B", "body": self.say("noi gui bi"), "symbols": self.say("so ngoai bi"), "papers": "1", "copies": "1",
            "courier": self.say("nguoi giao"), "note": self.say("ghi chu bi"),
        }  # fmt: skip
        bad = self.fill(self.hanh, "/quay/moi/", has="letter", **outside)
        found = {"layers": "1", "letter": "B", "symbols_inside": self.say("so trong bi"), "copies_found": "1"}
        self.fill(self.hanh, bad + "kiem/", has="layers", seal="whole", **found)
        self.pages.append(self.hanh.get(bad).text)
        self.fill(self.hanh, bad + "tra/", reason=self.say("ly do tra"))
        good = self.fill(self.hanh, "/quay/moi/", has="letter", **outside)
        self.fill(
            self.hanh, good + "kiem/", has="layers", seal="whole", **found | {"symbols_inside": outside["symbols"]}
        )

    def drafts(self) -> None:
        paper = {
            "doc_type": "BC", "symbol": "BC-UBND", "level": "2", "signer": self.say("nguoi ky ban thao"), "unit": "Văn phòng",
            "approved": "2", "kept": "1", "abstract": self.say("trich yeu ban thao"), "note": self.say("ghi chu ban thao"),
            "basis": self.say("can cu ban thao"), "recipients": [self.say("noi nhan ban thao")],
        }  # fmt: skip
        for _ in range(2):
            self.fill(self.duy, "/cho-so/moi/", has="signed_on", **paper)
        back = next(f for f in self.duy.get("/cho-so/").page.forms if f.action.endswith("/lay-lai/"))
        self.done(self.duy.send(back))
        waiting = self.hanh.get("/cho-so/")
        self.pages.append(waiting.text)

    def reading(self) -> None:
        """Two persons let the words inside documents be found."""
        path = "/ket-khoa/tim-trong-tai-lieu/"
        for by, act in ((self.ha, "de-nghi/"), (self.an, "cho-phep/")):
            asked = next(form for form in by.get(path).page.forms if form.action.endswith(act))
            self.done(by.send(asked))

    def found_inside(self) -> None:
        """The words of an uploaded file lead to its line, once the converter has read them."""
        inside = '"noi dung tep main"'

        def answered() -> bool:
            page = self.hanh.send(self.hanh.get("/tim/").form(has="words"), words=inside)
            self.pages[-1] = page.text
            return self.word in page.text

        self.pages.append("")
        until(answered, what="the words inside a file")

    def papers(self) -> None:
        """Files in the vault: two that are taken and looked at, one refused, one that breaks off, an original asked for."""
        line = self.issue(abstract=self.say("van ban co tep"))
        for kind in ("main", "attachment"):
            form = self.hanh.get(line + "tai-lieu/moi/").form(has="file")
            file = {"file": (f"{self.say('ten tep')}.docx", letter(self.say(f"noi dung tep {kind}")))}
            self.done(self.hanh.send(form, files=file, kind=kind))
        form = self.hanh.get(line + "tai-lieu/moi/").form(has="file")
        refused = {"file": (f"{self.say('tep bi tu choi')}.pdf", self.say("khong phai pdf").encode() * 9_000)}
        self.done(self.hanh.send(form, files=refused, kind="main"), status=200)
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + self.word.encode() * 90_000
        self.done(self.hanh.ask("POST", line + "tai-lieu/moi/", body, "multipart/form-data; boundary=x"), status=403)
        page = self.hanh.get(line)
        self.pages.append(page.text)
        version = next(link for link in page.page.links if link.startswith("/tai-lieu/ban/"))
        self.done(self.hanh.get(f"{version}trang/1/"), status=200)
        self.fill(self.hanh, f"{version}xuat/", reason=self.say("ly do xuat tep"))

    def unfinished(self) -> None:
        """A form kept at the idle limit, and one that is given up."""
        page, halves = f"{self.out}moi/", [str(uuid4()), str(uuid4())]
        for half in halves:
            kept = [("abstract", self.say("form do dang")), ("recipients", self.say("noi nhan do dang"))]
            self.done(self.hanh.post(f"/nhap/?trang={page}%23line&half={half}", kept), status=200)
        given = self.hanh.post(f"/nhap/lay/?trang={page}", [])
        self.done(given, status=200)
        self.pages.append(given.text)
        self.done(self.hanh.post("/nhap/bo/", [("half", halves[0])]), status=200)

    def imports(self) -> None:
        """Old books: a workbook taken in whole, a CSV that stays half way, and a file that is no book."""
        book = self.out.split("/")[2]
        for name, data in (
            (f"{self.say('so cu')}.xlsx", workbook(self.rows())),
            (f"{self.say('so cu')}.csv", table(self.rows())),
        ):
            form = self.hanh.get("/nhap-so/").form(has="book")
            batch = self.done(self.hanh.send(form, book=book, files={"file": (name, data)}))
            page = self.hanh.get(batch)
            self.pages.append(page.text)
            self.done(self.hanh.get(batch + "dong/"), status=200)
            self.done(self.hanh.get(batch + "danh-sach/"), status=200)
            if name.endswith("xlsx"):
                self.done(self.hanh.send(page.form(action=batch + "nhan/")))
        form = self.hanh.get("/nhap-so/").form(has="book")
        junk = {"file": (f"{self.say('khong phai so')}.xlsx", b"PK\x03\x04" + self.say("khong phai so").encode() * 900)}
        self.done(self.hanh.send(form, book=book, files=junk), status=200)

    def rows(self) -> Iterator[tuple[object, ...]]:
        for no in range(1, 231):
            level = ("Mật", "Tối mật", "Tuyệt mật")[no % 3]
            words = (
                "" if no % 3 == 2 else self.say(f"trich yeu so cu {no}"),
                self.say("nguoi ky so cu") if no % 3 == 2 else "Phạm Minh Khôi",
            )
            to = self.say("noi nhan so cu") if no % 3 == 2 else "Công an tỉnh"
            day = f"{no % 28 + 1:02d}/03/2019" if no != 7 else "31/02/2019"
            yield (
                no,
                f"{no:02d}/BC-UBND",
                day,
                f"Báo cáo {words[0]}",
                level,
                words[1],
                to,
                "Văn phòng",
                2,
                self.say("ghi chu so cu"),
            )

    def leaving(self) -> None:
        """What goes to paper or out as a file, with its reason, once the administrator has accepted the forms."""
        quan = self.site.log_in("quan")
        for code in ("A1", "A2"):
            self.done(quan.send(quan.get(f"/bieu-mau/so/{code}/").form(action=f"/bieu-mau/so/{code}/nhan/")))
        for number in self.volumes():
            for kind in ("xlsx", "csv"):
                form = self.hanh.get(f"/quyen/{number}/ket-xuat/").form(has="reason")
                self.done(self.hanh.send(form, reason=self.say("ly do ket xuat"), form=kind), status=200)
            self.done(self.hanh.send(self.hanh.get(f"/quyen/{number}/in/").form(has="first")), status=200)

    def volumes(self) -> set[str]:
        """Every volume of the outgoing book: the import made one of more lines than a short print."""
        links = self.hanh.get(self.out + "quyen/").page.links
        return {link.split("/")[2] for link in links if link.startswith("/quyen/")}

    def finding(self) -> None:
        words = self.say("tim")
        page = self.hanh.send(self.hanh.get("/tim/").form(has="words"), words=words)
        self.done(page, status=200)
        self.done(self.hanh.send(self.hanh.get(self.out).form(has="words"), words=words), status=200)
        kept = {"words": self.say("loc trong so"), "luu": "1", "ten": self.say("ten bo loc so")}
        self.done(self.hanh.send(self.hanh.get(self.out).form(has="words"), **kept), status=200)
        self.pages.append(self.hanh.get(self.out).text)
        for path in ("/goi-y/noi-nhan/", "/goi-y/nguoi/", "/goi-y/don-vi/", "/goi-y/danh-muc/"):
            self.done(self.hanh.post(path, [("q", words)]), status=200)

    def strangers(self) -> None:
        """What is typed at the door: a password where the name belongs, a wrong one, a wrong passphrase's like."""
        stranger = Browser(self.site.port)
        self.done(stranger.log_in(self.say("ten dang nhap"), self.say("mat khau sai")), status=403)
        form = self.duy.get("/doi-mat-khau/").form(has="again")
        wrong = self.say("Mat-khau.1")
        answer = self.duy.send(form, old=wrong, new=wrong, again=wrong)
        assert answer.status in (200, 409)

    def errors(self) -> None:
        """Addresses with words in them, a form without its token, a broken upload, an address of no thing."""
        words = self.say("dia chi").replace(" ", "-")
        for path in (f"/khong-co/{words}/", f"/tim/?q={words}", f"/dong/{uuid4()}/?{words}"):
            assert self.hanh.get(path).status in (200, 404)
        bare = [("csrfmiddlewaretoken", "x" * 64), ("abstract", self.say("khong co ma")), ("words", words)]
        for path in (self.out + "moi/", "/tim/", "/nhap/", f"/cua-toi/{words}/"):
            self.done(self.hanh.post(path, bare), status=403)
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + self.word.encode() * 50
        broken = self.hanh.ask("POST", "/nhap-so/", body, "multipart/form-data; boundary=x")
        assert broken.status in (400, 403, 200), broken.status


def this_minute() -> str:
    return f"{datetime.now(VIETNAM):%d/%m/%Y %H:%M}"


def letter(words: str) -> bytes:
    """A DOCX with these words in its text and its properties."""
    made = docx.Document()
    made.core_properties.title = words
    made.add_paragraph(words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def workbook(rows: Iterator[tuple[object, ...]]) -> bytes:
    """A spreadsheet written here: the library that writes them leaves its words in a temporary file for a moment."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in (HEAD, *rows))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kind}"><sheets>'
        '<sheet name="Sổ" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def table(rows: Iterator[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([HEAD, *rows])
    return out.getvalue().encode("utf-8-sig")
