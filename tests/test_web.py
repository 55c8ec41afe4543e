"""One request: bounded in time and bytes, told apart in what went wrong, and never too soon after the last."""

import gzip
import time
import zlib

import pytest
from misbehaving_server import answer, in_turn, raw, redirect, running, story

from framing import web as module
from framing.web import Answer, Budget, NoAnswer, Pace, Unusable, Web, retry_after, unpacked

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def web():
    return Web("framing/0.1 (test)", Pace(0.0), max_bytes=1_000_000, allow_private=True)


def get(web, server, seconds=3.0, **options):
    return web.follow(server.url("/a"), Budget(seconds), **options)


def test_a_page_comes_with_its_headers(server, web):
    server.routes["/a"] = answer(story(), ETag='"x"')
    got = get(web, server)
    assert (got.status, got.url, got.headers["etag"], got.body.decode()) == (200, server.url("/a"), '"x"', story())
    asked = server.asked[0][1]
    assert asked["User-Agent"] == "framing/0.1 (test)"
    assert asked["Accept-Encoding"] == "gzip"
    assert asked["Cookie"] is asked["Referer"] is asked["Authorization"] is None


@pytest.mark.parametrize("route", [
    raw(HEAD + b"X: " + b"y" * 500, gap=0.02),                        # headers that drip
    raw(HEAD + b"Content-Length: 900\r\n\r\n" + b"y" * 500, gap=0.02),  # a body that drips
    raw(HEAD + b"\r\n" + b"y" * 500, gap=0.02),                       # one of no stated length
    raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, gap=0.01),            # waiting for the answer itself
])
def test_a_host_that_drips_is_cut_off_when_its_time_is_up(server, web, route):
    server.routes["/a"] = route
    begun = time.monotonic()
    budget = Budget(0.4)
    with pytest.raises(NoAnswer, match="time was up") as caught:
        web.follow(server.url("/a"), budget)
    assert time.monotonic() - begun < 5
    assert budget.left <= 0 and not caught.value.again


def test_redirects_share_one_budget(server, web):
    server.routes |= {"/a": redirect("/b"), "/b": raw(HEAD + b"\r\n" + b"y" * 500, gap=0.02)}
    budget = Budget(0.4)
    with pytest.raises(NoAnswer, match="time was up"):
        web.follow(server.url("/a"), budget)


def test_a_silent_host_is_given_up(server, web, monkeypatch):
    monkeypatch.setattr(module, "SILENCE", 0.2)
    server.routes["/a"] = raw(b"", until=server.over)
    with pytest.raises(NoAnswer, match="no word from the host in time") as caught:
        get(web, server)
    assert caught.value.again


@pytest.mark.parametrize("route, reason", [
    (raw(HEAD + b"Content-Length: 9000\r\n\r\n<html>"), "broke off in the middle"),
    (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n<html>"), "broke off in the middle"),
    (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n<html>"), "connection failed|broke off"),
    (raw(b""), "connection failed"), (raw(b"talks\r\n\r\n"), "connection failed"),
    (raw(b"HTTP/1.1 abc\r\n\r\n"), "connection failed"),
    (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"), "connection failed"),
    (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"), "connection failed"),
    (raw(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(story().encode())[:-20]), "gzip data that broke")])
def test_a_broken_answer_may_be_asked_for_again(server, web, route, reason):
    server.routes["/a"] = route
    with pytest.raises(NoAnswer, match=reason) as caught:
        get(web, server)
    assert caught.value.again and "\n" not in str(caught.value)


def test_a_closed_port_is_no_answer(web):
    with running() as gone:
        url = gone.url("/a")
    with pytest.raises(NoAnswer, match="connection failed .Connection refused"):
        web.follow(url, Budget(2.0))


@pytest.mark.parametrize("route, reason", [
    (answer("y" * 1_000_001), "1,000,001 bytes; expected at most 1,000,000"),
    (raw(HEAD + b"\r\n" + b"y" * 1_000_001), "more than 1,000,000 bytes"),
    (answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"), "unpacks to more than 1,000,000 bytes"),
    (answer(gzip.compress(b"") * 2000, Content_Encoding="gzip"), "more than 100 parts"),
    (answer(b"no gzip", Content_Encoding="gzip"), "damaged gzip"),
    (answer(b"x", Content_Encoding="br"), "packed as 'br'"),
    (answer(b"x", Content_Encoding="gzip, gzip"), "packed as 'gzip, gzip'")])
def test_what_is_too_large_or_packed_oddly_is_of_no_use(server, web, route, reason):
    server.routes["/a"] = route
    with pytest.raises(Unusable, match=reason):
        get(web, server)


def test_an_endless_page_is_left_when_it_is_too_large(server, web):
    server.routes["/a"] = raw(HEAD + b"\r\n", until=server.over, then=b"<p>and so on</p>" * 1000)
    with pytest.raises(Unusable, match="more than 1,000,000 bytes"):
        get(web, server)


def test_gzip_is_unpacked(server, web):
    server.routes["/a"] = answer(gzip.compress(story().encode()), Content_Encoding="gzip")
    assert get(web, server).body.decode() == story()
    assert unpacked(gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 9, 10) == b"ab"
    assert unpacked(gzip.compress(bytes(10)), 10) == bytes(10)
    with pytest.raises(Unusable):
        unpacked(zlib.compress(b"a"), 10)


def test_bodies_of_other_answers_arent_read(server, web):
    server.routes["/a"] = answer("x" * 5_000_000, status=404)
    assert get(web, server).body == b""


def test_redirects_are_followed_but_not_in_circles_nor_for_ever(server, web):
    server.routes |= {"/a": redirect("/b?c"), "/b?c": redirect("d#e", 308), "/d": answer(story())}
    assert get(web, server).url == server.url("/d")
    server.routes["/d"] = redirect("/a")
    with pytest.raises(Unusable, match="in a circle; the page may want cookies"):
        get(web, server)
    server.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)} | {"/a": redirect("/0")}
    server.asked.clear()
    with pytest.raises(Unusable, match="more than 5 redirects"):
        get(web, server)
    assert len(server.asked) == 6
    server.routes["/a"] = answer(status=302)
    assert get(web, server).status == 302


def test_every_hop_is_asked_about_before_it_is_asked(server, web):
    server.routes |= {"/a": redirect("/b"), "/b": answer(story())}
    hops = []
    get(web, server, may=lambda to: hops.append((to.path, len(server.asked))))
    assert hops == [("/a", 0), ("/b", 1)]


def test_more_headers_go_to_their_address_only(server, web):
    server.routes |= {"/a": redirect("/b"), "/b": answer(status=304)}
    assert get(web, server, headers={"If-None-Match": '"x"'}, headers_for=server.url("/b")).status == 304
    assert [headers["If-None-Match"] for _, headers, _ in server.asked] == [None, '"x"']


@pytest.mark.parametrize("stated, seconds", [("120", 120.0), ("", 0.0), ("soon", 0.0), ("-3", 0.0), ("1e9", 0.0)])
def test_odd_wishes_for_rest_are_read(stated, seconds):
    assert retry_after({"retry-after": stated}) == seconds


def test_a_date_to_come_back_is_read():
    assert retry_after({"retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"}) > 1e9


def test_a_busy_answer_says_so():
    with pytest.raises(NoAnswer, match="status 503") as caught:
        Answer("", 503, {"retry-after": "7"}).expect_ready()
    assert (caught.value.status, caught.value.rest, caught.value.again) == (503, 7.0, True)
    Answer("", 404, {}).expect_ready()


class Clock:
    """A clock that only sleeping moves."""

    now = 100.0

    def sleep(self, seconds):
        self.now += seconds


def test_each_host_is_asked_once_a_while():
    clock, turns = Clock(), []
    pace = Pace(1.0, clock=lambda: clock.now, sleep=clock.sleep)
    pace.gaps["slow.example"] = 5.0
    for host in ("a.example", "b.example", "a.example", "slow.example", "a.example", "slow.example"):
        with pace.turn(host):
            turns.append((host[0], clock.now))
            clock.now += 0.5
    assert turns == [("a", 100.0), ("b", 100.5), ("a", 101.5), ("s", 102.0), ("a", 103.0), ("s", 107.5)]
    pace.rest("a.example", 30.0)
    pace.rest("a.example", 3.0)
    assert pace.ready("a.example") == clock.now + 30.0


def test_requests_of_one_host_keep_their_distance(server):
    web = Web("framing/test", Pace(0.15), max_bytes=1000, allow_private=True)
    server.routes |= {"/a": in_turn(redirect("/b"), answer("x")), "/b": answer("x")}
    get(web, server)
    get(web, server)
    moments = [moment for _, _, moment in server.asked]
    assert all(later - sooner >= 0.15 for sooner, later in zip(moments, moments[1:], strict=False))
