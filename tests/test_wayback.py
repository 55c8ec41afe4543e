"""The archive's copy nearest a day is found and read as it was stored."""

import json

import pytest
from misbehaving_server import answer, in_turn, raw, redirect, story

from framing.addresses import Refused
from framing.wayback import Copy, choose, nearest_copy, read_copy
from framing.web import Budget, NoAnswer, Pace, Unusable, Web

PAGE = "http://herald.example/storm?id=2"
QUERY = ("/cdx/search/cdx?url=http%3A%2F%2Fherald.example%2Fstorm%3Fid%3D2&output=json&fl=timestamp%2Coriginal"
         "&filter=statuscode%3A200&collapse=timestamp%3A8")


@pytest.fixture
def web():
    return Web("framing/test", Pace(0.0), max_bytes=1_000_000, allow_private=True)


def listing(*stamps, page=PAGE):
    return answer(json.dumps([["timestamp", "original"], *([stamp, page] for stamp in stamps)]))


def nearest(web, server, published="2030-05-01"):
    return nearest_copy(web, PAGE, published, Budget(3.0), archive=server.url("/"))


@pytest.mark.parametrize("published, day", [
    ("2030-05-01", "2030-04-30"), ("2030-05-02", "2030-05-03"), ("2031-12-31", "2031-06-01"), ("", "2030-01-01"),
    ("2000-01-01", "2030-01-01")])
def test_the_nearest_copy_is_chosen(published, day):
    copies = [Copy(stamp + "000000", "") for stamp in ("20310601", "20300503", "20300101", "20300430")]
    assert choose(copies, published).day == day


def test_of_two_as_near_the_older_is_taken():
    copies = [Copy("20300503000000", "b"), Copy("20300501235959", "a")]
    assert choose(copies, "2030-05-02").url == choose(copies[::-1], "2030-05-02").url == "a"
    assert choose([], "2030-05-02") is None


def test_a_copy_is_found_and_read(server, web):
    server.routes[QUERY] = listing("20290101000000", "20300502101112")
    server.routes[f"/web/20300502101112id_/{PAGE}"] = answer(story())
    copy = nearest(web, server)
    assert copy.timestamp == "20300502101112"
    assert read_copy(web, copy, Budget(3.0)).body.decode() == story()


@pytest.mark.parametrize("route", [answer("[]"), answer(""), answer(status=403), answer(status=404), listing()])
def test_an_archive_without_a_copy_says_so(server, web, route):
    server.routes[QUERY] = route
    assert nearest(web, server) is None


@pytest.mark.parametrize("route", [
    answer("<html>Down</html>"), answer("{}"), answer("[[1,2],[3]]"), answer("[[1,2],3]"), answer('[[1,2],["x","y"]]'),
    answer('[[1,2],["20301350000000","y"]]'), answer("[" * 100_000),
    answer('[[1,2],["２０３００１０１０００００００","y"]]'),
    answer(status=503), answer(status=429), raw(b"")])
def test_an_archive_that_cant_be_understood_is_no_archive_without_a_copy(server, web, route):
    server.routes[QUERY] = route
    with pytest.raises(NoAnswer):
        nearest(web, server)


def test_the_archives_wish_to_be_left_alone_is_passed_on(server, web):
    server.routes[QUERY] = answer(status=429, Retry_After=90)
    with pytest.raises(NoAnswer) as caught:
        nearest(web, server)
    assert (caught.value.status, caught.value.rest) == (429, 90.0)


def test_a_copy_may_move_within_the_archive_only(server, web):
    stored = Copy("20300502101112", server.url("/web/20300502101112id_/x"))
    server.routes["/web/20300502101112id_/x"] = in_turn(redirect("/web/20300503id_/x"), redirect("http://herald.example/"))
    server.routes["/web/20300503id_/x"] = answer(story())
    assert read_copy(web, stored, Budget(3.0)).url.endswith("/web/20300503id_/x")
    with pytest.raises(Unusable, match="out of the archive"):
        read_copy(web, stored, Budget(3.0))


def test_a_copy_of_no_plain_address_is_refused(server, web):
    server.routes[QUERY] = listing("20300502101112", page="x\ny\\z")
    with pytest.raises(Refused):
        read_copy(web, nearest(web, server), Budget(3.0))
