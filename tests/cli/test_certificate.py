"""Other PCs reach a site by TLS 1.3 only, with the certificate that `somat init --lan` makes (R39)."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from somat.cli import certificate
from somat.cli.start import Stopped
from tests import sites

pytestmark = pytest.mark.once  # certificates, not engines

NAME = "so-mat.lan"


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.make(tmp_path_factory.mktemp("lan") / "site", "--lan", NAME, "--lan", "127.0.0.1")


@pytest.fixture(scope="module")
def serving(folder: Path, port: int) -> Iterator[http.client.HTTPSConnection]:
    words = folder.parent / "site.notes" / "passphrase"
    command: list[str | Path] = [sites.SOMAT, "serve", folder, "--host", "0.0.0.0", "--port", str(port)]
    command += ["--passphrase-file", words]
    with subprocess.Popen(command, env=sites.plain()) as process:
        try:
            yield reached(folder, port)
        finally:
            process.terminate()


def reached(folder: Path, port: int) -> http.client.HTTPSConnection:
    """A connection of a PC that trusts the certificate; tried until the site is up."""
    context = ssl.create_default_context(cafile=str(certificate.pair(folder).certificate))
    for _ in range(300):
        line = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
        try:
            line.request("GET", "/dang-nhap/")
            answer = line.getresponse()
            answer.read()
            if answer.status == 200:  # until then the vault is being unsealed
                return line
        except ConnectionRefusedError:
            pass
        time.sleep(0.1)
    raise AssertionError("the site did not come up")


def test_a_pc_that_trusts_the_certificate_is_served_and_its_cookies_stay_under_tls(
    serving: http.client.HTTPSConnection,
) -> None:
    serving.request("GET", "/dang-nhap/")
    answer = serving.getresponse()
    answer.read()
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert answer.status == 200
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


def test_a_pc_that_does_not_trust_it_and_one_with_older_tls_are_refused(
    serving: http.client.HTTPSConnection, folder: Path, port: int
) -> None:
    older = ssl.create_default_context(cafile=str(certificate.pair(folder).certificate))
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    for context in (ssl.create_default_context(), older):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, pytest.raises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname="127.0.0.1")


def test_only_root_of_the_folder_reads_the_key_and_the_names_are_those_given(folder: Path) -> None:
    there = certificate.pair(folder)
    names = x509.load_pem_x509_certificate(there.certificate.read_bytes()).extensions
    given = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert given.get_values_for_type(x509.DNSName) == [NAME]
    assert [str(address) for address in given.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert there.key.stat().st_mode & 0o777 == 0o600


def test_a_second_certificate_takes_the_place_of_the_first(folder: Path) -> None:
    before = certificate.pair(folder).certificate.read_bytes()
    done = sites.somat("init", folder, "--lan", "may-moi.lan")
    assert (done.returncode, "may-moi.lan" in done.stdout) == (0, True)
    assert certificate.pair(folder).certificate.read_bytes() != before


def test_without_a_usable_certificate_no_other_pc_is_served(folder: Path, tmp_path: Path) -> None:
    def serve() -> str:
        done = sites.somat("serve", tmp_path, "--host", "0.0.0.0", "--port", "8")
        assert done.returncode == 1
        return done.stderr

    (tmp_path / "site.toml").write_text((folder / "site.toml").read_text("utf-8"), "utf-8")
    for name in folder.glob("*.url"):
        (tmp_path / name.name).write_text(name.read_text("utf-8"), "utf-8")
    assert "phải có chứng thư" in serve()
    certificate.pair(tmp_path).key.parent.mkdir(exist_ok=True)
    certificate.pair(tmp_path).certificate.write_text("không phải chứng thư", "utf-8")
    assert "Không đọc được chứng thư" in serve()


def test_an_expired_certificate_is_named_with_its_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "DAYS", 1 / 48)  # half an hour from an hour ago
    certificate.make(tmp_path, (NAME,))
    with pytest.raises(Stopped, match=r"hết hạn ngày \d\d/\d\d/\d{4}"):
        certificate.usable(tmp_path)


@pytest.mark.parametrize("name", ["sổ-mật.lan", "a b", "", "-a", "a..b", "x" * 254])
def test_what_is_no_name_is_refused_before_anything_is_made(name: str, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="không phải tên máy"):
        certificate.make(tmp_path, (name,))
    assert list(tmp_path.iterdir()) == []
