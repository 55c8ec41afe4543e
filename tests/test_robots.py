"""robots.txt is asked once a run, obeyed, and stands for no when it can't be had."""

import pytest
from misbehaving_server import Internet, answer, in_turn, raw, redirect

from framing.addresses import DeadHost, Refused
from framing.robots import Disallowed, Robots
from framing.web import NoAnswer, Pace, Web

TEXT = "text/plain"


@pytest.fixture
def robots():
    web = Web("framing/0.1 (test)", Pace(0.0), max_bytes=1_000_000, allow_private=True)
    return Robots(web, seconds=2.0, tries=3)


def check(robots, server, path="/a"):
    robots.check(robots.web.target(server.url(path)))


@pytest.mark.parametrize("text, allowed, forbidden", [
    ("User-agent: *\nDisallow: /private/", ["/a", "/privately"], ["/private/", "/private/a"]),
    ("User-agent: *\nDisallow: /", [], ["/", "/a"]),
    ("User-agent: *\nDisallow:", ["/a"], []),
    ("User-agent: *\nDisallow: /\n\nUser-agent: framing\nDisallow: /b", ["/a"], ["/b"]),
    ("User-agent: Framing\nDisallow: /\n\nUser-agent: *\nAllow: /", [], ["/a"]),
    ("User-agent: *\nDisallow: /*.pdf$\nAllow: /open/", ["/a.html", "/open/a.pdfx"], ["/a.pdf"]),
    ("User-agent: *\r\nDisallow: /a\r\nAllow: /a/b", ["/a/b"], ["/a/c"]),
    ("\ufeffUser-agent: *\nDisallow: /a", ["/b"], ["/a"]),
    ("User-agent: research\nDisallow: /", ["/a"], []),
    ("<html>Not found</html>", ["/a"], []),
    ("", ["/a"], [])])
def test_rules_are_obeyed(server, robots, text, allowed, forbidden):
    server.routes["/robots.txt"] = answer(text, kind=TEXT)
    for path in allowed:
        check(robots, server, path)
    for path in forbidden:
        with pytest.raises(Disallowed) as caught:
            check(robots, server, path)
        assert caught.value.for_good
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_rules_everything_is_allowed(server, robots, status):
    server.routes["/robots.txt"] = answer("User-agent: *\nDisallow: /", status=status)
    check(robots, server)


@pytest.mark.parametrize("route", [answer(status=500), answer(status=503), answer(status=429), raw(b""), raw(b"?\r\n")])
def test_rules_that_cant_be_had_allow_nothing_this_time(server, robots, route):
    server.routes["/robots.txt"] = route
    for _ in range(2):
        with pytest.raises(NoAnswer, match="robots.txt: "):
            check(robots, server)
    for _ in range(2):
        with pytest.raises(Disallowed, match="nothing of the host is allowed this time") as caught:
            check(robots, server)
        assert not caught.value.for_good
    assert len(server.asked) == 3


@pytest.mark.parametrize("route", [answer(status=501), redirect("/robots.txt"),
                                   answer("x" * 2_000_000, kind=TEXT), answer(status=304)])
def test_rules_that_never_come_allow_nothing(server, robots, route):
    server.routes["/robots.txt"] = route
    with pytest.raises(Disallowed) as caught:
        check(robots, server)
    assert not caught.value.for_good


def test_a_host_that_fails_once_is_asked_again(server, robots):
    server.routes["/robots.txt"] = in_turn(answer(status=500), answer("User-agent: *\nDisallow: /b", kind=TEXT))
    with pytest.raises(NoAnswer):
        check(robots, server)
    check(robots, server)


def test_redirected_rules_count(server, robots):
    server.routes["/robots.txt"] = redirect("/rules")
    server.routes["/rules"] = answer("User-agent: *\nDisallow: /a", kind=TEXT)
    with pytest.raises(Disallowed):
        check(robots, server)


@pytest.mark.parametrize("text, gap", [("Crawl-delay: 7", 7.0), ("Request-rate: 1/5", 5.0), ("Crawl-delay: nan", 0.0),
                                       ("Crawl-delay: 2\nRequest-rate: 2/30s", 15.0)])
def test_the_pace_a_host_asks_for_is_kept(server, robots, text, gap):
    server.routes["/robots.txt"] = answer(f"User-agent: *\n{text}", kind=TEXT)
    check(robots, server)
    assert robots.web.pace.gaps["127.0.0.1"] == gap
    assert robots.web.pace.ready("127.0.0.1") <= robots.web.pace.clock() + gap


def test_a_host_that_asks_for_too_slow_a_pace_is_left_alone(server, robots):
    server.routes["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 3600", kind=TEXT)
    with pytest.raises(Disallowed, match="3,600 seconds") as caught:
        check(robots, server)
    assert not caught.value.for_good


def test_each_origin_has_its_own_rules(server, robots, monkeypatch):
    internet = Internet(server, monkeypatch)
    internet.names |= {"herald.example": ["93.184.216.34"], "gazette.example": ["93.184.216.35"]}
    server.routes["/robots.txt"] = in_turn(answer("User-agent: *\nDisallow: /", kind=TEXT), answer("", kind=TEXT))
    with pytest.raises(Disallowed):
        robots.check(robots.web.target("http://herald.example/a"))
    robots.check(robots.web.target("http://gazette.example/a"))
    assert [headers["Host"] for _, headers, _ in server.asked] == ["herald.example", "gazette.example"]


def test_a_host_that_is_refused_is_said_to_be(server, robots):
    server.routes["/robots.txt"] = redirect("file:///etc/passwd")
    with pytest.raises(Refused):
        check(robots, server)


def test_a_dead_host_is_said_to_be_dead(server, robots, monkeypatch):
    import socket

    Internet(server, monkeypatch).names["gone.example"] = [socket.gaierror(socket.EAI_NONAME, "said so")]
    with pytest.raises(DeadHost):
        robots.check(robots.web.target("http://gone.example/a"))
