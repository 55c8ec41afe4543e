"""Fetching from a server that misbehaves: every outcome is told, nothing is lost, repeated or written elsewhere."""

import csv
import gzip
import os
import signal
import subprocess
import sys
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
    redirect,
    story,
    text,
)

from framing import fetch_log, fetch_run
from framing.corpus import COLUMNS, CorpusError, read_table
from framing.fetch import USER_AGENT, fetch
from framing.store import fill

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
KIND = "text/plain"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "corpus"


def log(folder):
    with open(folder / "text" / "fetch.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pdf(words):
    """Make the smallest PDF that says something."""
    stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                   % (table, len(data)))


PLAIN = "Ships waited in the bay.\nBakers ran out of flour.\n"
CYRILLIC = "Порт закрыт из-за шторма, сказал начальник порта. " * 8
GOOD = {
    "page": answer(story()),
    "gzip": answer(gzip.compress(story().encode()), Content_Encoding="gzip"),
    "redirect": redirect("page", 301),
    "plain": answer(PLAIN, kind=KIND),
    "pdf": answer(pdf("Ships waited in the bay until the evening."), kind="application/pdf"),
    "pdf-as-html": answer(pdf("Ships waited in the bay until the evening.")),
    "no-kind": raw(b"HTTP/1.1 200 OK\r\n\r\n" + story().encode()),
    "xhtml": answer(story(), kind="application/xhtml+xml"),
    "stated": answer(f"<html><p>{CYRILLIC}</p></html>".encode("cp1251"), kind="text/html; charset=windows-1251"),
    "wrongly-stated": answer(f"<html><p>{CYRILLIC}</p></html>".encode(), kind="text/html; charset=iso-8859-1"),
    "in-the-page": answer(f'<html><meta charset="koi8-r"><p>{CYRILLIC}</p></html>'.encode("koi8-r"),
                          kind="text/html; charset=iso-8859-1"),
    "unknown-charset": answer(story(), kind="text/html; charset=talks-9"),
    "500-once": in_turn(answer(status=500), answer(story())),
    "cut-once": in_turn(raw(HEAD + b"Content-Length: 99999\r\n\r\n<p>"), answer(story())),
    "429-twice": in_turn(answer(status=429, Retry_After=0), answer(status=429), answer(story())),
}
BAD = {
    "404": (answer(story(), status=404), "gone", "status 404"),
    "410": (answer(story(), status=410), "gone", "status 410"),
    "451": (answer(story(), status=451), "gone", "status 451"),
    "front": (redirect("/"), "gone", "redirected to a front page"),
    "gate": (redirect("/consent?to=gate"), "unusable", "redirected to a page that asks for consent or a login"),
    "401": (answer(story(), status=401), "unusable", "status 401"),
    "403": (answer(story(), status=403), "unusable", "status 403"),
    "204": (answer(status=204), "unusable", "status 204"),
    "304": (answer(status=304), "unusable", "status 304"),
    "loop": (redirect("loop"), "unusable", "redirects in a circle; the page may want cookies"),
    "hops": (redirect("hops1"), "unusable", "more than 5 redirects"),
    "to-file": (redirect("file:///etc/passwd"), "refused", "begins with file:"),
    "to-number": (redirect("http://2130706433/"), "refused", "written plainly"),
    "bomb": (answer(gzip.compress(bytes(60_000_000)), Content_Encoding="gzip"), "unusable", "unpacks to more than"),
    "12-mb": (answer("<html>" + "<p>" + "x" * 12_000_000), "unusable", "12,000,009 bytes; expected at most 10,000,000"),
    "empty": (answer(""), "unusable", "no HTML in it"),
    "no-text": (answer("<html><body><script>draw()</script></body></html>"), "unusable", "no article text"),
    "blank": (answer(" \n\n", kind=KIND), "unusable", "no text in it"),
    "picture": (answer(b"\x89PNG", kind="image/png"), "unusable", "content type 'image/png'"),
    "no-pdf": (answer(b"%PDF-1.4 and nothing"), "unusable", "PDF: a PDF that can't be read"),
    "brotli": (answer(b"x", Content_Encoding="br"), "unusable", "packed as 'br'"),
    "hidden": (answer(story()), "disallowed", "robots.txt doesn't allow it to framing"),
    "500": (answer(status=500), "failed", "status 500, after 4 tries"),
    "503": (answer(status=503), "failed", "status 503, after 4 tries"),
    "507": (answer(status=507), "failed", "status 507"),
    "cut": (raw(HEAD + b"Content-Length: 99999\r\n\r\n<p>"), "failed", "broke off in the middle, after 4 tries"),
    "nothing": (raw(b""), "failed", "the connection failed"),
    "drip": (raw(HEAD + b"\r\n" + b"y" * 5000, gap=0.02), "failed", "time was up, after 1 try"),
    "slow-headers": (raw(HEAD + b"X: " + b"y" * 5000, gap=0.02), "failed", "time was up, after 1 try"),
}


def test_good_answers_become_texts_and_bad_ones_reasons(server, folder, monkeypatch):
    monkeypatch.setattr(fetch_run, "SILENT", 99)
    server.routes |= {f"/{name}": route for name, route in GOOD.items()}
    server.routes |= {f"/{name}": route for name, (route, _, _) in BAD.items()}
    server.routes |= {f"/hops{n}": redirect(f"hops{n + 1}") for n in range(9)} | {
        "/robots.txt": answer("User-agent: *\nDisallow: /hidden", kind=KIND), "/": answer(story()),
        "/consent?to=gate": answer(story())}
    corpus_of(folder, {name: server.url(f"/{name}") for name in [*GOOD, *BAD]})
    got = fetch(folder, **FAST | {"timeout": 1.5})
    found = outcomes(got)
    assert {name for name, (outcome, _) in found.items() if outcome == "fetched"} == set(GOOD)
    for name, (_, outcome, reason) in BAD.items():
        assert found[name][0] == outcome and reason in found[name][1], (name, found[name])
    assert {path.stem for path in (folder / "text").glob("*.txt")} == set(GOOD)
    for name in ("page", "gzip", "redirect", "xhtml", "no-kind", "unknown-charset", "500-once"):
        assert text(folder, name) == text(folder, "page")
    assert text(folder, "page").count("Ships waited in the bay") == 4
    assert text(folder, "plain") == PLAIN
    assert text(folder, "pdf") == text(folder, "pdf-as-html") == "Ships waited in the bay until the evening.\n"
    for name in ("stated", "wrongly-stated", "in-the-page"):
        assert CYRILLIC.strip() in text(folder, name), name
    assert [path for path in server.paths() if path == "/hidden"] == []
    assert len([path for path, _, _ in server.asked if path == "/robots.txt"]) == 1
    assert all(row["fetched_at"].endswith("+00:00") for row in log(folder))


def test_the_log_has_what_a_page_says_of_itself(server, folder):
    head = ('<meta name="author" content="Ada Baker"><meta property="og:title" content="Storm closes harbour">'
            '<meta property="article:published_time" content="2030-05-01T08:00Z">'
            '<meta property="og:site_name" content="The Northport Herald">')
    server.routes |= {"/a": redirect("/b"), "/b": answer(story(head=head), ETag='"x"', Last_Modified="then")}
    corpus_of(folder, [server.url("/a")])
    got = fetch(folder, **FAST)
    row, = log(folder)
    assert row["url"] == server.url("/a") and row["final_url"] == server.url("/b") and row["status"] == "200"
    assert (row["etag"], row["last_modified"], row["copy"]) == ('"x"', "then", "")
    assert (row["found_headline"], row["found_byline"], row["found_published"], row["found_outlet"],
            row["found_language"]) == ("Storm closes harbour", "Ada Baker", "2030-05-01", "The Northport Herald", "en")
    assert got.facts.to_dict("records") == fetch_log.facts(folder).to_dict("records") == [
        {"id": "a0", "headline": "Storm closes harbour", "byline": "Ada Baker", "published": "2030-05-01"}]
    assert fill(folder, got.facts) == ["a0"]
    articles = read_table(folder / "articles.csv", COLUMNS["articles"])
    assert articles.loc[0, ["headline", "byline", "published"]].to_list() == [
        "Storm closes harbour", "Ada Baker", "2030-05-01"]


def test_two_runs_give_equal_texts(server, tmp_path):
    server.routes |= {f"/{n}": answer(story(f"Storm {n}")) for n in range(4)}
    for name in ("one", "two"):
        corpus_of(tmp_path / name, [server.url(f"/{n}") for n in range(4)])
        fetch(tmp_path / name, **FAST)
    for n in range(4):
        assert text(tmp_path / "one", f"a{n}") == text(tmp_path / "two", f"a{n}")


def test_nothing_is_repeated_but_what_failed(server, folder):
    server.routes |= {"/a": answer(story()), "/b": answer(status=403), "/d": answer(status=404),
                      "/c": in_turn(answer(status=507), answer(story()))}
    corpus_of(folder, [server.url(path) for path in ("/a", "/b", "/c", "/d")] + ["file:///etc/passwd", ""])
    first = fetch(folder, **FAST)
    assert len(first.rows) == 5
    assert first.without_url == 1
    server.asked.clear()
    second = fetch(folder, **FAST)
    assert server.paths() == ["/c"]
    assert {name: outcome for name, (outcome, _) in outcomes(second).items()} == {"a2": "fetched", "a4": "refused"}
    assert (second.present, second.settled, second.without_url) == (1, 2, 1)
    assert [row["id"] for row in second.failed] == ["a4"]
    server.asked.clear()
    fetch(folder, **FAST)
    assert not server.asked


def test_a_text_removed_or_an_address_changed_is_fetched(server, folder):
    server.routes |= {"/a": answer(story()), "/b": answer(story("Another storm"))}
    corpus_of(folder, [server.url("/a"), server.url("/x")])
    fetch(folder, **FAST)
    (folder / "text" / "a0.txt").unlink()
    table = folder / "articles.csv"
    table.write_text(table.read_text().replace("/x,", "/b,"))
    assert {name: outcome for name, (outcome, _) in outcomes(fetch(folder, **FAST)).items()} == {
        "a0": "fetched", "a1": "fetched"}


def test_a_killed_run_loses_nothing_and_repeats_nothing(server, folder):
    n = 12
    server.routes |= {f"/{i}": answer(story(f"Storm {i}")) for i in range(n)} | {"/3": answer(status=403)}
    corpus_of(folder, [server.url(f"/{i}") for i in range(n)])
    run = f"from framing.fetch import fetch; fetch({str(folder)!r}, **{FAST | {'delay': 0.05}!r})"
    killed = subprocess.Popen([sys.executable, "-c", run], cwd=folder.parent)
    while killed.poll() is None and len(server.paths()) < 6:
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    asked = server.paths()
    assert len(asked) < n
    fetch(folder, **FAST)
    repeated = {path for path in server.paths() if server.paths().count(path) > 1}
    assert repeated <= {asked[-1]}  # at most the one that was on its way
    assert {path.name for path in (folder / "text").iterdir()} == {
        "fetch.csv", *(f"a{i}.txt" for i in range(n) if i != 3)}
    assert len(log(folder)) == n


def test_private_addresses_are_never_asked(server, folder, monkeypatch):
    internet = Internet(server, monkeypatch)
    internet.names |= {"herald.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"],
                       "turning.example": [["93.184.216.35"], ["127.0.0.1"]]}
    server.routes |= {"/to-inside": redirect("http://inside.example/"), "/to-cloud": redirect("http://169.254.169.254/"),
                      "/to-self": redirect("http://[::1]:80/"), "/a": answer(story())}
    urls = ["http://127.0.0.1/", "http://localhost/", server.url("/a"), "http://inside.example/", "http://[::1]/",
            "file:///etc/passwd", "ftp://herald.example/", "http://herald.example/to-inside",
            "http://herald.example/to-cloud", "http://herald.example/to-self", "http://turning.example/a"]
    corpus_of(folder, [*urls, "http://herald.example/a"])
    got = fetch(folder, **FAST | {"allow_private": False})
    found = [outcome for outcome, _ in (outcomes(got)[f"a{n}"] for n in range(len(urls) + 1))]
    assert found == ["refused"] * len(urls) + ["fetched"]
    assert server.paths() == ["/to-inside", "/to-cloud", "/to-self", "/a"]
    assert {address for address, _ in internet.connected} == {"93.184.216.34", "93.184.216.35"}


def test_nothing_is_written_outside_the_text_folder(server, folder, tmp_path):
    server.routes["/a"] = answer(story())
    corpus_of(folder, [server.url("/a")])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    fetch(folder, **FAST)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.relative_to(folder).as_posix() for path in after.keys() - before.keys()} == {
        "text/a0.txt", "text/fetch.csv"}
    assert before.items() <= after.items()


@pytest.mark.parametrize("name", ["../a", "/tmp/a", "a/../../b", "a\\b/c"])
def test_an_id_with_a_path_in_it_stops_the_run(server, folder, name):
    corpus_of(folder, {"a0": server.url("/a"), name: server.url("/a")})
    with pytest.raises(CorpusError, match="expected a name a file can have"):
        fetch(folder, **FAST)
    assert not server.asked


def test_a_linked_text_stops_the_run(server, folder, tmp_path):
    corpus_of(folder, [server.url("/a")])
    (folder / "text" / "a0.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="is a link"):
        fetch(folder, **FAST)
    assert not server.asked and not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("option, message", [
    ({"delay": -1}, "delay -1; expected a number of 0 or more"), ({"timeout": 0}, "timeout 0"),
    ({"max_bytes": 0}, "max_bytes 0"), ({"retries": -1}, "retries -1"), ({"delay": float("nan")}, "delay nan"),
    ({"user_agent": "a\r\nX: y"}, "user agent"), ({"user_agent": ""}, "user agent"),
    ({"user_agent": " /1"}, "user agent"),
    ({"archive": "web.archive.example"}, "archive: .*expected http"), ({"ids": ["a0", "b"]}, "no article 'b'")])
def test_options_that_cant_be_are_refused(server, folder, option, message):
    corpus_of(folder, [server.url("/a")])
    with pytest.raises(CorpusError, match=message):
        fetch(folder, **FAST | option)
    assert not server.asked


def test_ids_choose_articles_and_twins_stop_the_run(server, folder):
    server.routes |= {"/a": answer(story()), "/b": answer(story())}
    corpus_of(folder, [server.url("/a"), server.url("/b")])
    assert list(outcomes(fetch(folder, ids=["a1"], **FAST))) == ["a1"]
    with open(folder / "articles.csv", "a") as file:
        file.write(Path(folder / "articles.csv").read_text().splitlines()[1] + "\n")
    with pytest.raises(CorpusError, match="id 'a0' stands twice"):
        fetch(folder, **FAST)


def test_the_named_user_agent_is_sent_and_looked_for(server, folder):
    server.routes |= {"/a": answer(story()), "/robots.txt": answer("User-agent: harbour\nDisallow: /", kind=KIND)}
    corpus_of(folder, [server.url("/a")])
    assert outcomes(fetch(folder, user_agent="harbour/2 (study)", **FAST))["a0"][0] == "disallowed"
    assert server.asked[0][1]["User-Agent"] == "harbour/2 (study)"
    assert USER_AGENT.startswith("framing/0")


def test_no_folder_and_no_articles(folder):
    with pytest.raises(CorpusError, match="articles.csv: no such file"):
        fetch(folder)
    corpus_of(folder, [])
    assert fetch(folder).lines() == []
