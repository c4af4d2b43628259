"""The forms of people and rights, of the law folder and of the system, walked over HTTP by those whose work they are."""

from __future__ import annotations

from datetime import date, timedelta

from tests.whole.browsing import Browser
from tests.whole.running import Site

PAPER = {
    "decision": "20/QĐ-UBND",
    "decided_on": "01/11/2026",
    "since": f"{date.today():%d/%m/%Y}",
    "until": "31/12/2030",
}


class Desks:
    """The security officer, the leader, the administrator and the auditor at their desks."""

    def __init__(self, site: Site, **people: Browser) -> None:
        self.site = site
        self.ha, self.khoi, self.quan, self.tan = (people[name] for name in ("ha", "khoi", "quan", "tan"))

    def all(self) -> None:
        self.people()
        self.answers()
        self.law()
        self.machine()

    def send(self, by: Browser, path: str, *, has: str = "", action: str = "", **values: object) -> None:
        answer = by.send(by.get(path).form(has=has, action=action), **values)  # type: ignore[arg-type]
        assert answer.status < 400, f"{path}: {answer.status} {answer.words[:1500]}"

    def people(self) -> None:
        self.send(self.ha, "/nguoi/moi/", has="outside", name="Lâm Văn Mới", outside="Công an tỉnh")
        new = self.person("Lâm Văn Mới")
        self.send(self.ha, f"{new}vai-tro/", has="role", role="CB", **PAPER)
        self.send(self.ha, f"{new}do-mat/", has="level", level="1", **PAPER)
        self.send(self.quan, f"{new}tai-khoan/", has="username", username="moi", until="31/12/2030")
        self.send(self.quan, f"{new}mat-khau/")
        hoa = self.person("Phan Thị Hoa")
        self.send(self.ha, f"{hoa}do-mat/", has="level", level="2", **PAPER)
        for _ in range(5):
            Browser(self.site.port).log_in("moi", "khong-phai-mat-khau")
        self.send(self.quan, f"{new}mo-khoa/")
        self.send(self.khoi, "/nguoi/mo-khoa/")

    def person(self, name: str) -> str:
        """The page of a person, by name."""
        before = self.ha.get("/nguoi/").text.partition(f">{name}<")[0]
        return before.rpartition('href="')[2].partition('"')[0]

    def answers(self) -> None:
        """The leader agrees to one proposal, not to another."""
        for end in ("/dong-y/", "/khong/"):
            page = self.khoi.get("/nguoi/de-nghi/").page
            self.send_form(self.khoi, next(f.action for f in page.forms if f.action.endswith(end)), "/nguoi/de-nghi/")
        self.send(
            self.ha,
            f"{self.person('Lâm Văn Mới')}nghi/",
            has="until",
            until=f"{date.today() + timedelta(days=1):%d/%m/%Y}",
        )

    def send_form(self, by: Browser, action: str, page: str) -> None:
        self.send(by, page, action=action)

    def law(self) -> None:
        """The agency's own folder of the law: put before a leader, accepted by him."""
        own = self.site.folder / "law" / "own.toml"
        own.write_text("# nothing is changed by this file\n", "utf-8")
        page = self.ha.get("/can-cu/")
        if any(form.action == "/can-cu/de-nghi/" for form in page.page.forms):
            self.send_form(self.ha, "/can-cu/de-nghi/", "/can-cu/")
            accept = [f.action for f in self.khoi.get("/can-cu/").page.forms if f.action.endswith("/nhan/")]
            self.send_form(self.khoi, accept[0], "/can-cu/")
        own.unlink()

    def machine(self) -> None:
        if any(form.action == "/he-thong/sao-luu/" for form in self.quan.get("/he-thong/").page.forms):
            self.send_form(self.quan, "/he-thong/sao-luu/", "/he-thong/")
        self.send_form(self.tan, "/nhat-ky/kiem/", "/nhat-ky/")
