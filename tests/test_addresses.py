"""Which addresses are asked: nothing but plain public http and https, whatever a name stands for."""

import socket
import ssl
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from misbehaving_server import Internet, answer, redirect, running, story

from framing.addresses import DeadHost, Refused, connection, is_public, joined, lookup, target
from framing.web import Budget, NoAnswer, Pace, Web

PUBLIC = "93.184.216.34"


@pytest.fixture
def server():
    with running() as made:
        yield made


@pytest.fixture
def internet(server, monkeypatch):
    made = Internet(server, monkeypatch)
    made.names["herald.example"] = [PUBLIC]
    return made


@pytest.fixture
def web():
    return Web("framing/test", Pace(0.0), max_bytes=100_000)


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://herald.example/a", "data:text/html,talks", "javascript:alert(1)", "gopher://a.example",
    "herald.example/a", "//herald.example/a", "", "  ", "http:", "http://", "http:///a", "http:/herald.example/a",
    "http://user@herald.example/", "http://user:secret@herald.example/", "http://@herald.example/",
    "http://herald.example:22/", "http://herald.example:0/", "http://herald.example:99999/", "http://herald.example:x/",
    "http://127.0.0.1\\@herald.example/", "http://herald.example/a\r\nHost: inside", "http://herald.example/\0",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
    "http://127.0.0.1./", "http://127.0.0.01/", "http://[::1", "http://[fe80::1%25eth0]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://１２７.0.0.1/", "http://her ald.example/", "http://herald.example/" + "a" * 8000])
def test_what_is_no_plain_address_is_refused(url):
    with pytest.raises(Refused, match="expected"):
        target(url)


@pytest.mark.parametrize("url, asked", [
    ("https://herald.example/a?b=c&d#e", "https://herald.example/a?b=c&d"),
    ("http://HERALD.example:80", "http://herald.example/"),
    (" http://herald.example/ä ö ", "http://herald.example/%C3%A4%20%C3%B6"),
    ("https://herald.example:8443/a/../b", "https://herald.example:8443/b"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://8.8.8.8/a", "http://8.8.8.8/a"),
    ("http://[2001:4860:4860::8888]:8080/a", "http://[2001:4860:4860::8888]:8080/a")])
def test_a_plain_address_is_taken_apart_and_put_together(url, asked):
    assert target(url).url == asked
    assert target(asked).url == asked


@given(st.text(alphabet="abcx01é１/:@[]%?#.\\ \t\n\0-", max_size=30))
def test_any_text_is_refused_or_taken_apart_for_good(text):
    for url in (text, f"http://{text}", f"http://herald.example{text}"):
        with suppress(Refused):
            to = target(url)
            assert target(to.url) == to
            assert not set("@\\ /") & set(to.host)


@pytest.mark.parametrize("host", ["a..example", ".", "x" * 70 + ".example", "a\0b"])
def test_what_cant_be_looked_up_is_refused_or_fails(host):
    with pytest.raises((Refused, OSError)):
        lookup(host, 80)


def test_odd_ports_are_for_private_places():
    assert target("http://127.0.0.1:5001/a", allow_private=True).port == 5001


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001::1", "2001:db8::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "100::1"])
def test_no_inner_address_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888",
                                     "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"])
def test_an_outer_address_is_public(address):
    assert is_public(address)


def test_one_inner_address_among_a_names_addresses_refuses_the_name(internet):
    internet.names["both.example"] = [PUBLIC, "10.0.0.7"]
    with pytest.raises(Refused, match="both.example stands for 10.0.0.7"):
        lookup("both.example", 80)


@pytest.mark.parametrize("error, kind", [(socket.EAI_NONAME, DeadHost), (socket.EAI_AGAIN, OSError)])
def test_a_dead_host_differs_from_a_look_up_that_failed(internet, error, kind):
    internet.names["gone.example"] = [socket.gaierror(error, "said so")]
    with pytest.raises(OSError) as caught:
        lookup("gone.example", 80)
    assert type(caught.value) is kind


def test_the_connection_goes_to_the_address_that_was_checked(server, internet, web):
    """A name that turns inward at its second look-up (DNS rebinding) is looked up once."""
    server.routes["/a"] = answer(story())
    internet.names["turning.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert web.follow("http://turning.example/a", Budget(5)).status == 200
    assert internet.lookups == ["turning.example"]
    assert internet.connected == [(PUBLIC, 80)]
    assert server.asked[0][1]["Host"] == "turning.example"
    with pytest.raises(Refused):
        web.follow("http://turning.example/a", Budget(5))
    assert len(server.asked) == 1


@pytest.mark.parametrize("to", ["http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
                                "http://inside.example/", "file:///etc/passwd", "http://[::ffff:7f00:1]/",
                                "//2130706433/", "http://user@herald.example/", "http://[", "ftp://herald.example/"])
def test_every_hop_is_checked(server, internet, web, to):
    internet.names["inside.example"] = ["10.0.0.7"]
    server.routes["/a"] = redirect("/b")
    server.routes["/b"] = redirect(to)
    with pytest.raises(Refused):
        web.follow("http://herald.example/a", Budget(5))
    assert server.paths() == ["/a", "/b"]


def test_the_second_of_a_names_addresses_is_tried(server, internet, web, monkeypatch):
    server.routes["/a"] = answer(story())
    internet.names["two.example"] = ["93.184.216.1", "93.184.216.2"]
    connect = socket.create_connection

    def first_is_down(address, timeout=None):
        if address[0].endswith(".1"):
            raise ConnectionRefusedError(111, "Connection refused")
        return connect(address, timeout)

    monkeypatch.setattr(socket, "create_connection", first_is_down)
    assert web.follow("http://two.example/a", Budget(5)).status == 200


def test_proxies_of_the_environment_are_not_used(server, internet, web, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.routes["/a"] = answer(story())
    assert web.follow("http://herald.example/a", Budget(5)).status == 200


def test_a_location_may_be_relative_and_in_utf_8():
    assert joined("http://herald.example/a/b?c", "/ä".encode().decode("latin-1")) == "http://herald.example/ä"
    assert joined("http://herald.example/a/b", "../c") == "http://herald.example/c"


def test_a_connection_cut_before_it_is_made_is_not_made(internet):
    link = connection(target("http://herald.example/"), 1.0, context=ssl.create_default_context())
    link.cut()
    with pytest.raises(TimeoutError):
        link.connect()
    link.release()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for herald.example that nobody has signed."""
    import shutil
    import subprocess

    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=herald.example", "-addext", "subjectAltName=DNS:herald.example", "-keyout", "key.pem", "-out",
                    "cert.pem"], cwd=folder, check=True, capture_output=True)
    return folder


def test_certificates_are_checked_against_the_name(certificate, monkeypatch, web):
    with running(certificate) as server:
        internet = Internet(server, monkeypatch)
        internet.names |= {"herald.example": [PUBLIC], "other.example": [PUBLIC]}
        server.routes["/a"] = answer(story())
        with pytest.raises(NoAnswer, match="certificate isn't valid") as caught:
            web.follow("https://herald.example/a", Budget(5))
        assert not caught.value.again
        web._context.load_verify_locations(certificate / "cert.pem")
        assert web.follow("https://herald.example/a", Budget(5)).status == 200
        with pytest.raises(NoAnswer, match="certificate isn't valid"):
            web.follow("https://other.example/a", Budget(5))
        assert server.paths() == ["/a"]
