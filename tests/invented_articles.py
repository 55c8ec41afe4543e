"""Invented articles as news databases would hold them, and bytes to write them as."""

from __future__ import annotations

import io
import string
import zipfile
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

# Lines that look like a layout's own marks, each as running text.
TRAPS = ["The label read Length: 40 words, and nobody minded.", "He asked: “Body or soul?”",
         "IN OSLO the talks went on.", "She said the section: it was closed.", "Copyright law came up twice.",
         "HD television was shown | on walls.",
         "The end of document was near.", "A 512 words long letter.", "Full text of the deal: see below."]


@dataclass(frozen=True)
class Article:
    """An invented article; ``headline`` has its lines."""

    headline: list[str]
    outlet: str = "The Invented Herald"
    day: int = 19
    byline: str = "By Ann Example"
    deck: str = ""
    section: str = "World; Pg. 1"
    paragraphs: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.paragraphs)

    @property
    def published(self) -> str:
        return f"2030-06-{self.day:02d}"

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    def but(self, **changes) -> Article:
        return replace(self, **changes)


STORY = Article(["Harbour bridge opens after nine years"], paragraphs=[
    "The bridge across the invented harbour opened on Wednesday, nine years late.", *TRAPS,
    "“We waited,” said the mayor, “and we would wait again.”"])


def many(n: int) -> list[Article]:
    """Articles of one day, each with a text of its own; every third has the headline of another."""
    return [STORY.but(headline=[f"Bridge story {i - i % 3}"], paragraphs=[f"Story {i} begins.", *STORY.paragraphs])
            for i in range(n)]


def facts(record):
    """Name what a record must have taken from an article."""
    return record.headline, record.outlet, record.published, record.byline, record.text


def wanted(article: Article, deck: bool = False):
    text = "\n".join([article.deck, article.text] if deck and article.deck else [article.text])
    return " ".join(" ".join(article.headline).split()), article.outlet, article.published, article.byline, text


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def rtf_escaped(text: str) -> str:
    """Write text for RTF: signs beyond ASCII as UTF-16 units, its own signs with a backslash."""
    units = (int.from_bytes(text.encode("utf-16-le")[i:i + 2], "little") for i in range(0, 2 * _units(text), 2))
    return "".join({"\\": "\\\\", "{": "\\{", "}": "\\}", "\t": "\\tab ", "\n": "\\line "}.get(chr(unit)) or (
        chr(unit) if unit < 128 else f"\\u{unit - 65536 if unit > 32767 else unit}?") for unit in units)


def _units(text):
    return len(text.encode("utf-16-le")) // 2


def rtf(lines: list[str]) -> bytes:
    body = "\\par\n".join(rtf_escaped(line) for line in lines)
    head = "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}}\n\\pard "
    return (head + body + "\\par}").encode("ascii")


LETTERS = string.ascii_letters + string.digits + " .,;:!?-'\"()|{}\\<>&$%/éßΩж中文字العربية😀’“”\u00a0\u3000"
LINE = st.text(LETTERS, min_size=1, max_size=60).map(lambda text: f"q{text}q")  # no label begins or ends so
ARTICLES = st.lists(st.builds(
    Article, headline=st.lists(st.text(LETTERS.replace(" ", ""), max_size=20).map(lambda text: f"q{text}q"),
                               min_size=1, max_size=2),
    outlet=st.sampled_from(["The Invented Herald", "Gazette (Example City)", "例報"]), day=st.integers(1, 30),
    byline=st.sampled_from(["", "By Ann Example", "安"]), paragraphs=st.lists(LINE, min_size=1, max_size=6)),
    min_size=1, max_size=4)
