"""What a corpus folder's tables lack or say twice: nothing that stops it, each with its fix."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from framing.corpus import is_folded
from framing.faults import Finding
from framing.placing import UNKNOWN_OUTLET, address_key, host, is_day, stage_of
from framing.wording import counted

FAR = 92                   # days from an event beyond which a date is asked about
GENRES = "news, analysis, opinion, editorial, wire, official"


@dataclass(frozen=True)
class Kind:
    """A sort of finding: its level, what it is about, what is said of it, and how it is mended.

    ``fix`` may use {folder}.
    """

    level: str
    noun: str
    says: str
    fix: str

    def title(self, n: int) -> str:
        """Say how many there are."""
        return f"{counted(n, self.noun)} {self.says}" if self.noun else self.says


KINDS = {
    "no text": Kind("warning", "article", "without a text: nothing but the headline counts",
                    "`framing fetch {folder}` gets those with an address; or put the text into text/<id>.txt"),
    "no headline": Kind("warning", "article", "without a headline: out of all that compares headlines",
                        "fill in headline in articles.csv; with a text, `framing fetch {folder}` may find it"),
    "no date": Kind("warning", "article", "without a date: no stage can be told, and out of figures over time",
                    "fill in published (YYYY-MM-DD) in articles.csv; `framing fetch {folder}` fills in what pages say"),
    "no event": Kind("warning", "article", "of no event: on no side where events are compared or held alike",
                     "fill in event in articles.csv with one of events.csv"),
    "no stage": Kind("warning", "article", "of no stage, though dates of article and event are known",
                     "`framing features {folder}` fills it in"),
    "no genre": Kind("warning", "article", "without a genre: nobody can tell whether like is compared with like",
                     f"fill in genre in articles.csv ({GENRES})"),
    "future date": Kind("warning", "article", "dated in the future", "mend published in articles.csv"),
    "far from its event": Kind("warning", "article", f"dated more than {FAR} days before or after its event",
                               "mend published or event in articles.csv, or remove the row"),
    "stage against date": Kind("warning", "article", "whose stage isn't what the dates say",
                               "mend the dates; or empty the cells in stage: `framing features {folder}` fills them"),
    "address twice": Kind("warning", "article", "at the address of another",
                          "remove the row, or see `framing copies {folder}`"),
    "headline twice": Kind("warning", "article", "with headline, outlet and day of another",
                           "remove the row, or see `framing copies {folder}`"),
    "event without dates": Kind("warning", "event", "without dates: no before, during and after",
                                "fill in starts and ends (YYYY-MM-DD) in events.csv"),
    "no group": Kind("warning", "outlet", "of no group: on no side where kinds of outlets are compared",
                     "fill in group in outlets.csv (private, public broadcaster, wire, ...)"),
    "outlet twice": Kind("warning", "outlet", "that may be another under a second name",
                         "write one name in articles.csv and remove the other row of outlets.csv"),
    "outlet unknown": Kind("warning", "outlet", "that stands for articles of unknown publishers",
                           "fill in outlet in articles.csv, with a row in outlets.csv"),
    "no actors": Kind("warning", "", "actors.csv has no rows: nobody who speaks is known, and no name masked",
                      "`framing suggest {folder}` proposes names from the texts"),
    "no topics": Kind("warning", "", "topics.csv has no rows: nothing can be said of topics",
                      "`framing suggest {folder}` proposes topics from the texts"),
    "text in another form": Kind("warning", "file", "in text/ that nothing reads",
                                 "move them elsewhere, then `framing add {folder} FILE`"),
    "no feeds": Kind("note", "", "feeds.csv has no rows: nothing can be said of what outlets left out",
                     "where every item of a feed was looked at, say so in feeds.csv (see the codebook)"),
    "folded copy": Kind("note", "article", "folded into another as its copy: out of every comparison",
                        "`framing copies {folder} --keep` takes them back"),
    "outlet without articles": Kind("note", "outlet", "without an article or a feed", "remove the row of outlets.csv"),
}


def gaps(folder, tables: dict[str, pd.DataFrame], today: str = "") -> list[Finding]:
    """Return what the tables of a folder lack or say twice.

    Parameters
    ----------
    folder : path-like
    tables : dict of DataFrame
        As `faults.examine` reads them, without a fault.
    today : str, optional
        ISO date after which a date is in the future.

    Examples
    --------
    >>> from framing.corpus import default_folder
    >>> from framing.faults import examine
    >>> found = gaps(default_folder(), examine(default_folder())[0])
    >>> "future date" in {finding.kind for finding in found}
    False
    """
    folder = Path(folder)
    found = [*_missing(folder, tables["articles"]), *_dates(tables, today or date.today().isoformat()),
             *_twice(tables["articles"]), *_events(tables), *_outlets(tables), *_lists(tables), *_others(folder)]
    return [finding(folder, *parts) for parts in found]


def finding(folder, kind: str, file: str, row: int | None, what: str, column: str = "", value: str = "",
            kinds: dict[str, Kind] = KINDS) -> Finding:
    """Make a finding of a known kind.

    Examples
    --------
    >>> print(finding("mine", "no date", "articles.csv", 2, "a has no date"))
    articles.csv, row 2: a has no date
    """
    return Finding(kinds[kind].level, kind, file, row, what, kinds[kind].fix.format(folder=shlex.quote(str(folder))),
                   column, value)


def _missing(folder: Path, articles: pd.DataFrame) -> Iterator[tuple]:
    """Go through cells that could be filled in, and texts that could be there; of folded copies nothing is missed."""
    texts = {path.stem for path in (folder / "text").glob("*.txt")}
    copies = is_folded(articles)
    absent = articles["extent"].ne("full") & ~articles["id"].isin(texts)
    for column, kind in (("text", "no text"), ("headline", "no headline"), ("published", "no date"),
                         ("event", "no event"), ("genre", "no genre")):
        lacks = absent if column == "text" else articles[column].str.strip().eq("")
        for row, name in articles.loc[lacks & ~copies, "id"].items():
            yield kind, "articles.csv", row, f"{name} has no {kind.removeprefix('no ')}", column, ""
    for row, (name, reason) in articles.loc[copies, ["id", "use_reason"]].iterrows():
        yield "folded copy", "articles.csv", row, f"{name} is a {reason}", "use_reason", reason


def _dates(tables, today) -> Iterator[tuple]:
    """Go through dates that can't be right, and stages that dates contradict."""
    days = {row.event: (row.starts, row.ends) for row in tables["events"].itertuples() if row.starts}
    for row in tables["articles"].itertuples():
        place, published = ("articles.csv", row.Index), row.published
        if published > today:
            yield "future date", *place, f"{row.id} is dated {published}", "published", published
        if not (published and row.event in days):
            continue
        starts, ends = days[row.event]
        away = max(_days(published, starts), _days(ends, published))
        stage = stage_of(published, starts, ends)
        if away > FAR:
            yield ("far from its event", *place, f"{row.id} is dated {published}, {away} days from {row.event}",
                   "published", published)
        if not row.stage:
            yield "no stage", *place, f"{row.id} has no stage; the dates say {stage}", "stage", ""
        elif row.stage != stage:
            yield ("stage against date", *place, f"{row.id} has stage {row.stage!r}; the dates say {stage}", "stage",
                   row.stage)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _twice(articles) -> Iterator[tuple]:
    """Go through articles that share address, or outlet, headline and day, with one above; no folded copies."""
    addresses, facts = {}, {}
    for row in articles[~is_folded(articles)].itertuples():
        other = addresses.setdefault(address_key(row.url), row.id) if row.url else row.id
        if other != row.id:
            yield "address twice", "articles.csv", row.Index, f"{row.id} has the address of {other}", "url", row.url
            continue
        key = (row.outlet, row.headline.casefold(), row.published)
        other = facts.setdefault(key, row.id) if row.headline else row.id
        if other != row.id:
            yield ("headline twice", "articles.csv", row.Index, f"{row.id} has headline, outlet and day of {other}",
                   "headline", row.headline)


def _events(tables) -> Iterator[tuple]:
    for row in tables["events"].itertuples():
        if not is_day(row.starts):
            yield "event without dates", "events.csv", row.Index, f"{row.event} has no dates", "starts", ""


def _outlets(tables) -> Iterator[tuple]:
    """Go through outlets without a group, with two names, or with nothing of theirs."""

    outlets, articles = tables["outlets"], tables["articles"]
    hosts = articles.assign(host=articles["url"].map(host)).groupby("host")["outlet"].unique()
    present = set(articles["outlet"]) | set(tables["feeds"]["outlet"])
    seen: dict[str, str] = {}
    for row in outlets.itertuples():
        place = ("outlets.csv", row.Index)
        other = seen.setdefault(_bare(row.outlet), row.outlet)
        at_host = [name for name in hosts.get(row.outlet.lower(), ()) if name != row.outlet]
        if row.outlet == UNKNOWN_OUTLET:
            yield "outlet unknown", *place, f"{row.outlet!r} is no publisher", "outlet", row.outlet
        elif other != row.outlet:
            yield "outlet twice", *place, f"{row.outlet!r} is written like {other!r}", "outlet", row.outlet
        elif at_host:
            yield ("outlet twice", *place, f"{row.outlet!r} is an address where articles of {at_host[0]!r} stand",
                   "outlet", row.outlet)
        if not row.group.strip():
            yield "no group", *place, f"{row.outlet} has no group", "group", ""
        if row.outlet not in present:
            yield "outlet without articles", *place, f"{row.outlet} has no article and no feed", "outlet", row.outlet


def _bare(name: str) -> str:
    """Reduce an outlet's name to what can't be a matter of writing: no case, spaces, marks, leading *the*."""
    return re.sub(r"\W", "", re.sub(r"^the\s+", "", name.casefold().strip())) or name


def _lists(tables) -> Iterator[tuple]:
    for name in ("actors", "topics", "feeds"):
        if tables[name].empty:
            yield f"no {name}", f"{name}.csv", None, f"{name}.csv has no rows"


def _others(folder) -> Iterator[tuple]:
    """Go through files in text/ that are no texts; the log of `framing fetch` is one of its own."""
    for path in sorted((folder / "text").glob("*")):
        if path.suffix != ".txt" and path.name != "fetch.csv" and not path.name.startswith("."):
            yield "text in another form", f"text/{path.name}", None, "isn't read"
