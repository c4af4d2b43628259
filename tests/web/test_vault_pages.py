"""The pages of the vault: the sealed page by shares, the state of the keys, a ceremony by two custodians and their holders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from time import sleep
from uuid import uuid4

import pytest
from django.test import Client

from somat.access import actions as access
from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.law.access import SYSTEM
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.vault import actions, client, client_keys, queries
from tests.cast import PASSWORD, paper
from tests.office import Office, machine, office
from tests.vault.ground import PASSPHRASE
from tests.web.visits import here

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
WORDS = re.compile(r"<code>((?:[a-z]+ ){5}[a-z]+)</code></li>")
HOLDERS = ("giang", "nam", "quan")


@pytest.fixture
def custody(office: Office) -> Iterator[Office]:
    """Giang and Nam keep keys; whatever a test does wrong costs the next one no wait."""
    proposal = access.propose_role(office.nam.person, Role.GK, paper=paper(), by=office.ha)
    access.confirm(proposal.uuid, by=office.an)
    office.world.log_in("nam")
    yield office
    client.hang_up()


def browser(office: Office, name: str) -> Client:
    visitor = Client()
    visitor.cookies["somat"] = office.world.log_in(name, workstation=here())[0]
    return visitor


def order(office: Office, *holders: str, needed: int = 2, second: str = "nam", password: str = PASSWORD) -> object:
    typed = {f"holder_{n}": str(getattr(office, name).person) for n, name in enumerate(holders, start=1)}
    account = office.world.accounts[second].username
    fields = {"needed": needed, "username": account, "password": password, "once": uuid4(), **typed}
    return browser(office, "giang").post("/ket-khoa/chia-manh/", fields)


def received(office: Office, name: str, number: int) -> str:
    """The holder's words, as his own page shows them."""
    page = browser(office, name).post(f"/ket-khoa/manh/{number}/").content.decode()
    found = WORDS.findall(unescape(page))
    assert len(found) == 8
    return "\n".join(found)


def prove(office: Office, name: str, number: int, words: str) -> object:
    return browser(office, name).post(f"/ket-khoa/manh/{number}/", {"share": words})


def made(office: Office) -> dict[str, str]:
    """A set of two of three in force; the words by holder."""
    assert order(office, *HOLDERS).status_code == 302  # type: ignore[attr-defined]
    words = {name: received(office, name, number) for number, name in enumerate(HOLDERS, start=1)}
    for number, name in enumerate(HOLDERS, start=1):
        assert prove(office, name, number, words[name]).status_code == 302  # type: ignore[attr-defined]
    return words


def test_two_custodians_order_and_each_holder_proves_his_own(custody: Office) -> None:
    words = made(custody)
    found = queries.in_force(by=SYSTEM)
    assert found is not None and [person for _, person in found.holders] == [
        getattr(custody, n).person for n in HOLDERS
    ]
    assert (found.asked_by, found.agreed_by) == (custody.giang.person, custody.nam.person)
    verbs = Leaf.unchecked.filter(verb__startswith="vault.", decision="granted").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "vault.ask",
        "vault.agree",
        *["vault.share"] * 6,
        "vault.shares",
    ]
    page = browser(custody, "giang").get("/ket-khoa/").content.decode()
    assert all(custody.world.accounts[name].name in page for name in HOLDERS)
    assert f"2 trong 3 mảnh, bộ {found.set_name.upper()}" in page
    assert not any(line in page for text in words.values() for line in text.split("\n"))


def test_a_holder_who_has_left_is_named_as_such(custody: Office) -> None:
    made(custody)
    access.leave(custody.quan.person, until=today() - timedelta(1), by=custody.ha)
    page = browser(custody, "giang").get("/ket-khoa/").content.decode()
    assert f"{custody.world.accounts['quan'].name}: đã thôi việc" in page and page.count("đã thôi việc") == 1


def test_the_sealed_page_takes_a_share_from_each_holder(custody: Office) -> None:
    words = made(custody)
    client.seal_again()
    visitor = Client()
    page = visitor.get("/niem-phong/").content.decode()
    assert "Đã có 0 trong 2 mảnh" in page and "Mở niêm phong bằng mảnh khóa" in page and "một người mở được" in page
    first = visitor.post("/niem-phong/", {"share": words["quan"]})
    text = first.content.decode()
    assert first.status_code == 503 and "Đã có 1 trong 2 mảnh" in text and "Mảnh số 3" in text
    assert words["quan"].split("\n")[0] not in text
    wrong = words["nam"].split("\n")
    wrong[4] = wrong[3]
    assert "Dòng 5 gõ sai" in Client().post("/niem-phong/", {"share": "\n".join(wrong)}).content.decode()
    assert Client().post("/niem-phong/", {"share": words["nam"].upper()}).status_code == 302
    assert client.status()["state"] == "open"
    assert Leaf.unchecked.filter(verb="vault.open").count() == 1


def test_the_passphrase_still_opens_until_it_is_dropped(custody: Office) -> None:
    made(custody)
    client.seal_again()
    assert Client().post("/niem-phong/", {"passphrase": PASSPHRASE}).status_code == 302
    client_keys.drop({"passphrase": PASSPHRASE}, kind="passphrase")
    client.seal_again()
    page = Client().get("/niem-phong/").content.decode()
    assert 'name="passphrase"' not in page and 'name="share"' in page
    assert "Đã có 0 trong 2" in Client().post("/niem-phong/", {"passphrase": PASSPHRASE}).content.decode()
    assert client.status()["state"] == "sealed"


def test_a_share_is_printed_for_its_holder_alone(custody: Office) -> None:
    order(custody, *HOLDERS)
    sheet = browser(custody, "nam").post("/ket-khoa/manh/2/in/")
    assert sheet.status_code == 200 and sheet.content.startswith(b"%PDF-")
    assert sheet.headers["Content-Disposition"].startswith("inline") and sheet.headers["Cache-Control"] == "no-store"
    for name, number in (("nam", 1), ("giang", 2), ("hanh", 1), ("nam", 4)):
        visitor = browser(custody, name)
        assert visitor.post(f"/ket-khoa/manh/{number}/in/").status_code == 404
        assert visitor.post(f"/ket-khoa/manh/{number}/").status_code == 404
        assert visitor.get(f"/ket-khoa/manh/{number}/").status_code == 404


def test_a_share_is_not_shown_again_after_it_was_proven(custody: Office) -> None:
    order(custody, *HOLDERS)
    words = received(custody, "nam", 2)
    assert "Đây là mảnh khác" in prove(custody, "giang", 1, words).content.decode()  # type: ignore[attr-defined]
    assert prove(custody, "nam", 2, words).status_code == 302  # type: ignore[attr-defined]
    visitor = browser(custody, "nam")
    assert visitor.post("/ket-khoa/manh/2/").status_code == 404 == visitor.post("/ket-khoa/manh/2/in/").status_code


@pytest.mark.parametrize(
    ("second", "password", "holders", "says"),
    [
        ("giang", PASSWORD, HOLDERS, "phải là hai người khác nhau"),
        ("nam", "sai", HOLDERS, "Không đăng nhập được"),
        ("an", PASSWORD, HOLDERS, "không có nhiệm vụ"),
        ("nam", PASSWORD, ("quan", "quan", "nam"), "nhiều nhất một mảnh"),
        ("nam", PASSWORD, ("quan",), "bắt buộc"),
    ],
)
def test_an_order_that_is_none_makes_no_set(
    custody: Office, second: str, password: str, holders: tuple[str, ...], says: str
) -> None:
    if second == "an":
        custody.world.log_in("an")
    answer = order(custody, *holders, second=second, password=password)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert client.status()["keys"]["ceremony"] == {} and queries.in_force(by=SYSTEM) is None
    assert says in unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_only_custodians_order_and_seal(custody: Office) -> None:
    for name in ("quan", "ha", "an", "hanh"):
        visitor = browser(custody, name)
        assert visitor.get("/ket-khoa/chia-manh/").status_code == 403
        assert visitor.post("/ket-khoa/dong/", {"once": uuid4()}).status_code == 403
    assert client.status()["state"] == "open"
    assert browser(custody, "giang").post("/ket-khoa/dong/", {"once": uuid4()}).status_code == 302
    assert client.status()["state"] == "sealed"


def test_the_state_tells_memory_and_swap(custody: Office) -> None:
    page = browser(custody, "quan").get("/ket-khoa/").content.decode()
    for word in ("Khóa bộ nhớ", "Chụp được bộ nhớ", "Vùng tráo đổi", "Chỉ mục tìm kiếm", "chỉ mở bằng cụm mật khẩu"):
        assert word in page


WORDS_PAGE = "/ket-khoa/tim-trong-tai-lieu/"


def test_two_persons_allow_the_words_of_documents_and_one_ends_them(custody: Office) -> None:
    def pressed(name: str, act: str) -> int:
        return browser(custody, name).post(f"{WORDS_PAGE}{act}/", {"once": uuid4()}).status_code

    assert "Tắt" in browser(custody, "ha").get(WORDS_PAGE).content.decode()
    assert [pressed(name, "de-nghi") for name in ("hanh", "an", "quan", "ha")] == [403, 403, 403, 302]
    kept = queries.word_search()
    assert kept is not None and kept.agreed_by is None
    assert f"{kept.uuid}/cho-phep" in browser(custody, "an").get(WORDS_PAGE).content.decode()
    assert "Cho tìm trong chữ của tài liệu" in unescape(browser(custody, "an").get("/hom-nay/").content.decode())
    assert [pressed(name, f"{kept.uuid}/cho-phep") for name in ("ha", "quan", "an")] == [403, 403, 302]
    client.poke()
    for _ in range(200):
        if client.status()["words"]["state"] == "done":
            break
        sleep(0.02)
    page = unescape(browser(custody, "quan").get(WORDS_PAGE).content.decode())
    assert "Bật" in page and custody.an.name in page and custody.ha.name in page and "Tài liệu đã đọc" in page
    assert "Tài liệu đã đọc" not in browser(custody, "an").get(WORDS_PAGE).content.decode()
    assert "Tìm trong chữ của tài liệu" in browser(custody, "giang").get("/ket-khoa/").content.decode()
    assert [pressed(name, f"{kept.uuid}/thoi") for name in ("ha", "an", "an")] == [403, 302, 404]
    assert queries.word_search() is None
    verbs = ("words.ask", "words.agree", "words.end")
    assert [Leaf.unchecked.filter(verb=v, object=kept.uuid, decision="granted").count() for v in verbs] == [1, 1, 1]


def test_who_asked_does_not_allow(custody: Office) -> None:
    """Nobody holds both duties by his roles; if he did, he would be refused all the same."""
    both = replace(custody.an, duties=custody.an.duties | custody.ha.duties)
    kept = actions.ask_word_search(by=both)
    with pytest.raises(Refused):
        actions.agree_word_search(kept.uuid, by=both)
    assert actions.agree_word_search(kept.uuid, by=custody.khoi).agreed_by == custody.khoi.person


def test_two_custodians_turn_the_level_keys_and_the_page_says_when_keys_changed(custody: Office) -> None:
    def turned(name: str, second: str) -> int:
        typed = {"username": custody.world.accounts[second].username, "password": PASSWORD, "once": uuid4()}
        return browser(custody, name).post("/ket-khoa/thay-khoa/", typed).status_code

    assert "chưa đổi từ khi lập" in browser(custody, "giang").get("/ket-khoa/").content.decode()
    assert [turned("quan", "nam"), turned("giang", "giang"), turned("giang", "an")] == [403, 409, 409]
    assert turned("giang", "nam") == 302
    page = browser(custody, "giang").get("/ket-khoa/").content.decode()
    assert "Lần đổi khóa gần nhất" in page and "Thay khóa mức mật, " in page
    assert Leaf.unchecked.filter(verb="vault.rotate", decision="granted").count() == 1
