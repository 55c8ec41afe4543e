"""A run of fetch: hosts take turns and rest, what is gone comes from the archive, what has changed is fetched again."""

import socket
import time
from pathlib import Path

import pytest
from misbehaving_server import (
    FAST,
    Internet,
    answer,
    corpus_of,
    in_turn,
    outcomes,
    raw,
    story,
    text,
)

from framing import fetch_log
from framing.fetch import fetch

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
KIND = "text/plain"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "corpus"


def test_what_has_changed_is_fetched_again(server, folder):
    pages = {"same": answer(story(), ETag='"1"'), "longer": answer(story(), Last_Modified="Monday"),
             "failed": answer(status=403)} | dict.fromkeys(("shorter", "gone", "edited"), answer(story()))
    server.routes |= {f"/{name}": route for name, route in pages.items()}
    corpus_of(folder, {name: server.url(f"/{name}") for name in pages} | {"mine": server.url("/mine")})
    (folder / "text" / "mine.txt").write_text("Typed in by hand.\n")
    fetch(folder, **FAST)
    (folder / "text" / "edited.txt").write_text("Edited by hand.\n")
    old = text(folder, "same")
    server.routes |= {"/same": answer(status=304), "/longer": answer(story(paragraphs=6)), "/failed": answer(story()),
                      "/shorter": answer(story(paragraphs=1)), "/gone": answer(status=404)}
    server.asked.clear()
    got = fetch(folder, again=True, **FAST)
    asked = {path: headers for path, headers, _ in server.asked}
    assert set(asked) == {"/robots.txt", "/same", "/longer", "/shorter", "/gone", "/failed"}
    assert (asked["/same"]["If-None-Match"], asked["/longer"]["If-Modified-Since"]) == ('"1"', "Monday")
    assert {name: outcome for name, (outcome, _) in outcomes(got).items()} == {
        "same": "unchanged", "longer": "fetched", "shorter": "shorter", "gone": "gone", "failed": "fetched"}
    assert got.present == 2
    assert text(folder, "same") == text(folder, "shorter") == text(folder, "gone") == old
    assert len(text(folder, "longer")) > len(old)
    assert text(folder, "edited") == "Edited by hand.\n" and text(folder, "mine") == "Typed in by hand.\n"
    server.routes["/shorter"] = answer(story())
    got = fetch(folder, again=True, ids=["shorter"], **FAST)
    assert outcomes(got) == {"shorter": ("unchanged", "the text is the same")}


def test_a_page_that_is_gone_is_taken_from_the_archive(server, folder):
    page, copies = server.url("/old"), '[["timestamp","original"],["20300101000000","x"],["20300502101112","x"]]'
    query = ("/cdx/search/cdx?url=http%3A%2F%2F127.0.0.1%3A{}%2F{}&output=json&fl=timestamp%2Coriginal"
             "&filter=statuscode%3A200&collapse=timestamp%3A8").format
    server.routes |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /web/", kind=KIND),  # the archive's copies are for programs
        query(server.port, "old"): in_turn(answer(status=503), answer(copies)),
        query(server.port, "older"): answer("[]"), query(server.port, "bare"): answer(copies.replace('"x"', '"y"')),
        "/web/20300502101112id_/x": answer(story()), "/web/20300502101112id_/y": answer("<html></html>")}
    corpus_of(folder, {"old": page, "older": server.url("/older"), "bare": server.url("/bare")}, published="2030-05-01")
    got = fetch(folder, **FAST | {"wayback": True, "archive": server.url("")})
    assert outcomes(got) == {
        "old": ("archived", "status 404; the archive's copy of 2030-05-02"),
        "older": ("gone", "status 404; the archive has no copy"),
        "bare": ("gone", "status 404; the archive's copy of 2030-05-02: no article text in the page; expected "
                         "paragraphs (pages built by scripts and paywalls have none)")}
    assert text(folder, "old").count("Ships waited") == 4
    row = fetch_log.read(folder).set_index("id").loc["old"]
    assert row["copy"] == "20300502101112" and row["final_url"] == server.url("/web/20300502101112id_/x")
    assert fetch(folder, **FAST).settled == 2


def test_an_archive_that_doesnt_answer_is_asked_in_the_next_run(server, folder):
    corpus_of(folder, [server.url("/a")])
    got = fetch(folder, **FAST | {"wayback": True, "archive": "http://127.0.0.1:9"})
    outcome, reason = outcomes(got)["a0"]
    assert outcome == "failed" and reason.startswith("status 404; the archive: the connection failed")
    assert fetch(folder, **FAST).rows


def test_a_dead_host_is_looked_up_in_the_archive(server, folder, monkeypatch):
    internet = Internet(server, monkeypatch)
    internet.names |= {"gone.example": [socket.gaierror(socket.EAI_NONAME, "said so")],
                       "archive.example": ["93.184.216.9"]}
    corpus_of(folder, ["http://gone.example/a"])
    strict = FAST | {"allow_private": False}
    assert outcomes(fetch(folder, **strict)) == {"a0": ("failed", "no host is called gone.example any more")}
    got = fetch(folder, **strict | {"wayback": True, "archive": "http://archive.example"})
    assert outcomes(got) == {"a0": ("gone", "no host is called gone.example any more; the archive has no copy")}


def test_hosts_take_turns(server, folder, monkeypatch):
    internet = Internet(server, monkeypatch)
    internet.names |= {f"{name}.example": ["93.184.216.34"] for name in ("a", "b")}
    server.routes |= {f"/{n}": answer(story()) for n in range(3)}
    corpus_of(folder, [f"http://{host}.example/{n}" for host in "ab" for n in range(3)])
    got = fetch(folder, **FAST | {"allow_private": False, "delay": 0.3})
    assert [row["outcome"] for row in got.rows] == ["fetched"] * 6
    by_host = {}
    for path, headers, moment in server.asked:
        by_host.setdefault(headers["Host"], []).append((path, moment))
    assert [path for path, _ in by_host["a.example"]] == ["/robots.txt", "/0", "/1", "/2"]
    for asked in by_host.values():
        moments = [moment for _, moment in asked]
        assert all(later - sooner >= 0.3 for sooner, later in zip(moments, moments[1:], strict=False))
    assert by_host["b.example"][1][1] < by_host["a.example"][2][1]


def test_a_host_that_asks_for_a_long_rest_is_left_for_the_next_run(server, folder):
    server.routes |= {f"/{n}": answer(status=429, Retry_After=3600) for n in range(3)}
    corpus_of(folder, [server.url(f"/{n}") for n in range(3)])
    got = fetch(folder, **FAST)
    assert server.paths() == ["/0"]
    assert {outcome for outcome, _ in outcomes(got).values()} == {"failed"}
    assert "3,600 seconds of rest, more than the 120 waited" in outcomes(got)["a2"][1]


def test_a_host_that_falls_silent_is_left_for_the_next_run(server, folder):
    server.routes |= {f"/{n}": raw(b"") for n in range(6)}
    corpus_of(folder, [server.url(f"/{n}") for n in range(6)])
    got = fetch(folder, **FAST | {"retries": 0})
    assert len(server.paths()) == 3
    assert outcomes(got)["a5"] == ("failed", "127.0.0.1: no answer for 3 articles in a row; left for the next run")


def test_a_host_without_rules_to_be_had_is_left_for_the_next_run(server, folder):
    server.routes |= {"/robots.txt": answer(status=500), "/a": answer(story())}
    corpus_of(folder, [server.url("/a"), server.url("/b")])
    got = fetch(folder, **FAST)
    assert {outcome for outcome, _ in outcomes(got).values()} == {"failed"}
    assert not server.paths() and len(server.asked) == 4


def test_one_article_takes_no_longer_than_its_time(server, folder):
    server.routes["/a"] = raw(HEAD + b"\r\n" + b"y" * 5000, gap=0.02)
    corpus_of(folder, [server.url("/a")])
    begun = time.monotonic()
    fetch(folder, **FAST | {"timeout": 0.5, "retries": 9})
    assert time.monotonic() - begun < 5
