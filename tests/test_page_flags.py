"""Flags of pages, on invented pages; how often real articles are flagged, where they are present."""

import json
import lzma
import os
from collections import Counter
from pathlib import Path

import pytest

from framing.page_flags import Flag, flags

LINE = "Officials met for a long second day of talks about trade and travel, a spokesman said on Monday."
PAGE = "\n".join(LINE.replace("second", day) for day in ("third", "fourth", "fifth", "sixth", "tenth", "last") * 2)
TEASER = f"{LINE}\n{LINE.replace('second', 'third')}"
PARAGRAPHS = PAGE.split("\n")
GERMAN = ("Die Minister trafen sich am Montag in der Hauptstadt und sprachen lange über den Hafen, sagte ein Sprecher, "
          "der nicht genannt werden wollte, weil die Gespräche noch nicht beendet sind und weitergehen sollen.")
FOREIGN = [GERMAN.replace("Montag", day) for day in ("Montag", "Dienstag", "Mittwoch", "Freitag")]


def kinds(text, headline="", url=""):
    return [flag.kind for flag in flags(text, headline, url)]


@pytest.mark.parametrize(("text", "headline", "url", "kind"), [
    (PAGE, "Talks: live updates", "", "live page"), (PAGE, "Talks end – live", "", "live page"),
    (PAGE, "The harbour debate, as it happened", "", "live page"), (PAGE, "", "https://x.example/live/1", "live page"),
    (PAGE, "", "https://x.example/world/talks-live-updates-2", "live page"),
    (PAGE + "\n10:42 a.m. Ministers arrive.\n11:05 a.m. They sit.\n11:30 a.m. They rise.\n12:01 p.m. They go.", "", "",
     "live page"),
    (PAGE, "Morning briefing: talks, bread, weather", "", "several items"),
    (PAGE, "", "https://x.example/newsletters/monday", "several items"),
    ("\n".join(f"{city} (AP) — {LINE}" for city in ("OSLO", "BERGEN", "TROMSO")) + PAGE, "", "", "several items"),
    (PAGE, "Full transcript: the minister’s speech", "", "transcript"),
    (f"This is a rush transcript. Copy may not be in its final form.\n{PAGE}", "", "", "transcript"),
    ("\n".join(f"{('ANN', 'BOB')[at % 2]}: {part}" for at, part in enumerate(PARAGRAPHS)), "", "", "transcript"),
    ("\n".join(f"{'QA'[at % 2]}: {line}" for at, line in enumerate(PARAGRAPHS)), "", "", "transcript"),
    ("\n".join(FOREIGN), "", "", "not English"), ("\n".join([*FOREIGN, *PARAGRAPHS[:5]]), "", "", "language mixed"),
    (f"{TEASER}\nMinisters then went to the harbour, where they… [+2345 chars]", "", "", "truncated"),
    (f"{TEASER}\nMinisters then went to the harbour, where […]", "", "", "truncated"),
    (f"{TEASER}\nMinisters then went to the…", "", "", "truncated"),
    (f"{TEASER}\nMinisters then went to the harbour of the capital, where the", "", "", "truncated"),
    (f"{TEASER}\nContinue reading", "", "", "truncated"),
    (f"{TEASER}\nSubscribe to continue reading this article.", "", "", "truncated"),
    ("Please enable JavaScript to view this page.\nThen try again.", "", "", "boilerplate only"),
    ("Sign in\nMenu\nShare on Facebook\nMinisters meet.", "", "", "boilerplate only"), ("", "", "", "boilerplate only"),
    (f"{PAGE}\nThis article was automatically translated from the original.", "", "", "machine-made"),
    (f"{PAGE}\nTranslated by Google Translate", "", "", "machine-made"),
    (f"{PAGE}\nThis story was written with the help of artificial intelligence.", "", "", "machine-made"),
    (f"{PAGE}\nThis text was machine-translated.", "", "", "machine-made"),
])
def test_a_sign_is_told(text, headline, url, kind):
    assert kinds(text, headline, url) == [kind]


@pytest.mark.parametrize(("text", "headline", "url"), [
    (PAGE, "How the poor live in the harbour", "https://x.example/world/alive-and-well"),
    (PAGE, "White House releases transcript of call", ""), (PAGE, "A brief history of the harbour", ""),
    (f"{PAGE}\nThe ministry said that the report was written by artificial intelligence.", "", ""),
    (f"{PAGE}\nMinisters want AI-generated text to be labelled, a spokesman said.", "", ""),
    (f"{PAGE}\nHe trailed off: “If only we…”", "", ""), (f"{PAGE}\nAnd so it went…", "", ""),
    (f"{PAGE}\n„Guten Tag“, he said.", "", ""),
    ("\n".join([*PARAGRAPHS, *["Mr. Ray disagreed.", "Mrs. Lee agreed with him."] * 9]), "", ""),
    ("\n".join(f"{'Facts' if at % 2 else 'Claim'}: {line}" for at, line in enumerate(PARAGRAPHS)), "", ""),
    (f"OSLO (Reuters) - {PAGE}", "", ""), ("\n".join(PARAGRAPHS[:3]), "Ministers meet", ""),
])
def test_an_article_is_not_flagged(text, headline, url):
    assert flags(text, headline, url) == []


def test_short_foreign_texts_are_not_judged():
    assert kinds(" ".join(GERMAN.split()[:15])) == ["boilerplate only"]


def test_the_reason_says_what_was_seen():
    assert flags("\n".join(FOREIGN)) == [Flag("not English", "100% of the words in another language, mostly de")]
    assert flags("Ministers meet.") == [Flag("boilerplate only", "0 tokens left after cleaning")]


BENCHMARK = Path(os.environ.get("FRAMING_BENCHMARKS", "nowhere")) / "allsides_articles" / "train_sample.jsonl.xz"


@pytest.mark.slow
@pytest.mark.skipif(not BENCHMARK.is_file(), reason="FRAMING_BENCHMARKS has no allsides_articles")
def test_real_articles_are_seldom_flagged():
    """Read one by one, most flags are true: transcripts, interviews in questions and answers, live pages."""
    with lzma.open(BENCHMARK, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = Counter(flag.kind for row in rows for flag in flags(row["text"], row["title"], row["url"]))
    assert all(n <= 0.01 * len(rows) for n in found.values())
    assert not found["not English"] + found["language mixed"] + found["machine-made"]
