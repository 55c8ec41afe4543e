"""Download the articles a corpus lists by address: politely, one log row an outcome, and never the same one twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pandas as pd

from framing import __version__
from framing.addresses import Refused
from framing.corpus import COLUMNS, CorpusError, read_table
from framing.fetch_log import FOR_GOOD, OUTCOMES, WITH_TEXT, Log, digest, facts
from framing.fetch_run import Job, Run
from framing.placing import is_day, one_line
from framing.progress import track
from framing.robots import Robots
from framing.wayback import ARCHIVE
from framing.web import Budget, Pace, Web
from framing.wording import counted

USER_AGENT = f"framing/{__version__} (media research; at most one request a second; obeys robots.txt as framing)"


@dataclass(frozen=True)
class Fetched:
    """What a run of fetch came to.

    Attributes
    ----------
    rows : list of dict
        The rows of the log that the run added, see `fetch_log.COLUMNS`.
    facts : DataFrame
        What the pages said of all articles fetched so far, for `framing.store.fill`: see `fetch_log.facts`.
    present : int
        Articles whose text was there already.
    settled : int
        Articles that an earlier run failed to get for good.
    without_url : int
        Articles that have neither text nor address.
    """

    rows: list[dict[str, str]]
    facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    present: int = 0
    settled: int = 0
    without_url: int = 0

    @property
    def failed(self) -> list[dict[str, str]]:
        """The run's rows of articles for which no text was got."""
        return [row for row in self.rows if row["outcome"] not in (*WITH_TEXT, "shorter")]

    def lines(self) -> list[str]:
        """Say what came of it: a line an outcome, then a line an article without a text.

        Examples
        --------
        >>> rows = [{"id": "herald-2030", "outcome": "gone", "reason": "status 404", "url": "http://herald.example/a"}]
        >>> print(*Fetched(rows, present=2).lines(), sep="\\n")
        1 article gone: the page is gone, and no copy was found; a text that was there stays
        2 articles have a text already
        herald-2030: gone (status 404) http://herald.example/a
        """
        found = [row["outcome"] for row in self.rows]
        lines = [f"{counted(found.count(outcome), 'article')} {outcome}: {meaning}"
                 for outcome, meaning in OUTCOMES.items() if outcome in found]
        for n, says in ((self.present, "a text already"), (self.settled, "no text to be had, as text/fetch.csv "
                        "says of an earlier run"), (self.without_url, "neither text nor address")):
            if n:
                lines.append(f"{counted(n, 'article')} {'has' if n == 1 else 'have'} {says}")
        return lines + [f"{row['id']}: {row['outcome']} ({row['reason']}) {row['url']}"
                        for row in self.failed]


def fetch(folder, *, allow_private: bool = False, user_agent: str = USER_AGENT, delay: float = 1.0,
          timeout: float = 60.0, max_bytes: int = 10_000_000, retries: int = 3, wayback: bool = True,
          archive: str = ARCHIVE, ids: Collection[str] | None = None, again: bool = False) -> Fetched:
    """Download the articles of articles.csv that have an address and no text yet, in the manifest's order.

    Every outcome is a row of ``text/fetch.csv``. A run that ends early, however, is taken up by the next: what was
    fetched or failed for good is not asked for again. robots.txt is obeyed; hosts take turns.

    Parameters
    ----------
    folder : path-like
        A corpus folder.
    allow_private : bool
        Ask private addresses and odd ports, too: an intranet, a test.
    user_agent : str
        Sent with every request; what stands before the first slash is the name looked for in robots.txt.
    delay : float
        Seconds from the end of one request to a host to the next; more where its robots.txt says so. Between two
        tries of one article 2, 4, 8 ... times as many.
    timeout : float
        Seconds of connection time for one article, all tries and redirects together.
    max_bytes : int
        Of one page, as sent and unpacked.
    retries : int
        Further tries where a host is busy or doesn't answer.
    wayback : bool
        Take the archive's copy nearest the day of publication where a page or its host is gone.
    archive : str
        Address of the archive.
    ids : collection of str, optional
        Articles to look at; default all.
    again : bool
        Ask again for what was fetched (only whether it has changed, where the host can tell) and for what failed for
        good. A text that was put there or edited by hand stays untouched.

    Returns
    -------
    Fetched

    Raises
    ------
    CorpusError
        If the folder or an option can't be used, or another run has the folder's log open.
    """
    _check_options(user_agent, delay, timeout, max_bytes, retries)
    articles = _articles(Path(folder), ids)
    web = Web(user_agent, Pace(delay), max_bytes=max_bytes, allow_private=allow_private)
    try:
        web.target(archive)
    except Refused as error:
        raise CorpusError(f"archive: {error}") from error
    with Log(Path(folder)) as log:
        left = {"present": 0, "settled": 0, "without_url": 0}
        jobs = []
        for row in articles.itertuples():
            why = _settled(row, log, again)
            if why:
                left[why] += 1
            else:
                jobs.append(Job(row.id, one_line(row.url), row.published if is_day(row.published) else "",
                                Budget(timeout)))
        jobs.sort(key=lambda job: log.last.get(job.id, {}).get("outcome") == "failed")  # so that none starves the rest
        import_module("trafilatura")  # takes seconds: not between a page and its row of the log
        run = Run(log, web, Robots(web, seconds=timeout, tries=retries + 1), timeout, retries,
                  archive if wayback else "")
        rows = list(track(run.rows(jobs), "Fetching articles", total=len(jobs)))
        return Fetched(rows, facts(folder), **left)


def _check_options(user_agent, delay, timeout, max_bytes, retries) -> None:
    if not (user_agent.isascii() and user_agent.isprintable() and user_agent.split("/")[0].strip()):
        raise CorpusError(f"user agent {user_agent!r}; expected a name in plain letters, such as {USER_AGENT!r}")
    for name, value, least in (("delay", delay, 0), ("timeout", timeout, 0.1), ("max_bytes", max_bytes, 1),
                               ("retries", retries, 0)):
        if not least <= value < 1e12:
            raise CorpusError(f"{name} {value}; expected a number of {least} or more")


def _articles(folder: Path, ids):
    articles = read_table(folder / "articles.csv", COLUMNS["articles"])
    repeated = articles.loc[articles["id"].duplicated(), "id"]
    if len(repeated):
        raise CorpusError(f"articles.csv: id {repeated.iloc[0]!r} stands twice; expected unique ids")
    if ids is None:
        return articles
    unknown = sorted(set(ids) - set(articles["id"]))
    if unknown:
        raise CorpusError(f"articles.csv: no article {unknown[0]!r}; expected ids that are there")
    return articles[articles["id"].isin(set(ids))]


def _settled(row, log: Log, again: bool) -> str:
    """Say why there is nothing to do for an article; empty where there is."""
    path, url = log.text_path(row.id), one_line(row.url)
    if path.exists() and not (again and url and _is_ours(row.id, url, log)):
        return "present"
    if not url:
        return "without_url"
    last = log.last.get(row.id, {})
    done = last.get("url") == url and last["outcome"] in FOR_GOOD
    return "settled" if done and not again else ""


def _is_ours(name: str, url: str, log: Log) -> bool:
    """Tell whether a text is as it was fetched from this address."""
    kept = log.kept.get(name, {})
    return kept.get("url") == url and kept["sha256"] == digest(log.text_path(name))
