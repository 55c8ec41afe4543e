"""One run of fetch: whose turn it is, and what an answer means for an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from framing.addresses import DeadHost, Refused
from framing.answers import article, language
from framing.fetch_log import Log
from framing.records import Broken
from framing.robots import Disallowed, Robots
from framing.wayback import Copy, nearest_copy, read_copy
from framing.web import Answer, Budget, NoAnswer, Unusable, Web
from framing.wording import counted

GONE = (404, 410, 451)
# Where a page leads that shows its articles to members, or after a click, only.
GATE = re.compile(r"[/.](consent|log-?in|sign-?in|sign-?up|register|subscribe|captcha)([/.?]|$)", re.I)
LONGEST_REST = 120.0  # seconds of rest a host may ask for within a run
SILENT = 3            # articles in a row without an answer: the host is left for the next run


@dataclass(eq=False)
class Job:
    """One article still to be fetched: ``host`` is asked next, not before ``ready``; ``gone`` says why its page is."""

    id: str
    url: str
    published: str
    budget: Budget
    host: str = ""
    ready: float = 0.0
    tries: int = 0
    gone: str = ""


@dataclass
class Run:
    """The state of one run: what it writes to, whom it asks, which hosts have fallen silent or are closed."""

    log: Log
    web: Web
    robots: Robots
    timeout: float
    retries: int
    archive: str
    silent: dict[str, int] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)

    def rows(self, jobs: list[Job]) -> Iterator[dict[str, str]]:
        """Do the jobs, each when its host may be asked, and yield the rows logged."""
        for job in jobs:
            job.host = self._host(job.url)
        while jobs:
            job = self._next(jobs)
            row = self._try(job)
            if row:
                jobs.remove(job)
                yield row

    def _host(self, url: str) -> str:
        try:
            return self.web.target(url).host
        except Refused:
            return ""

    def _next(self, jobs: list[Job]) -> Job:
        """Return the first job that can be done now; else wait for the one that can be done soonest."""
        pace = self.web.pace
        now = pace.clock()
        job = next((job for job in jobs if self._ready(job) <= now), None) or min(jobs, key=self._ready)
        pace.until(self._ready(job))
        return job

    def _ready(self, job: Job) -> float:
        return max(job.ready, self.web.pace.ready(job.host))

    def _try(self, job: Job) -> dict[str, str] | None:
        """Ask once for an article; return its row, or nothing where it has to be asked for again."""
        if job.host in self.closed:
            return self._add(job, "failed", self._so_far(job) + self.closed[job.host])
        try:
            return self._from_archive(job) if job.gone else self._from_page(job)
        except Disallowed as error:
            return self._add(job, "disallowed" if error.for_good else "failed", str(error))
        except DeadHost as error:
            return self._gone(job, str(error), dead=True)
        except (Refused, Unusable) as error:
            return self._add(job, "refused" if isinstance(error, Refused) else "unusable", str(error))
        except NoAnswer as error:
            return self._later(job, error)

    def _from_page(self, job: Job) -> dict[str, str] | None:
        to = self.web.target(job.url)
        if not self.robots.knows(to):
            self.robots.check(to)
            return None  # the page's turn comes later, that of other hosts now
        kept = self.log.kept.get(job.id, {}) if self._has_text(job) else {}
        asked = {header: kept[name] for header, name in (("If-None-Match", "etag"),
                                                         ("If-Modified-Since", "last_modified")) if kept.get(name)}
        answer = self.web.follow(job.url, job.budget, headers=asked, headers_for=kept.get("final_url", ""),
                                 may=self.robots.check)
        self.silent.pop(job.host, None)
        answer.expect_ready()
        if answer.status in GONE:
            return self._gone(job, f"status {answer.status}", answer)
        if answer.status == 200:
            if _is_front(answer.url) and not _is_front(to.url):
                return self._gone(job, "redirected to a front page", answer)
            if GATE.search(answer.url) and not GATE.search(to.url):
                return self._add(job, "unusable", "redirected to a page that asks for consent or a login", answer)
            return self._keep(job, answer, kept)
        if answer.status == 304 and kept:
            return self._add(job, "unchanged", "the host says so", answer, sha256=kept["sha256"],
                             etag=kept["etag"], last_modified=kept["last_modified"])
        return self._add(job, "failed" if answer.status >= 500 else "unusable", f"status {answer.status}", answer)

    def _has_text(self, job: Job) -> bool:
        return self.log.text_path(job.id).exists()

    def _later(self, job: Job, error: NoAnswer) -> dict[str, str] | None:
        """Put a job off, or give up on it for this run."""
        pause = max(error.rest, self.web.pace.delay * 2 ** (job.tries + 1))
        job.ready = self.web.pace.clock() + pause
        job.tries += 1
        reason = str(error)
        if error.rest > LONGEST_REST:
            reason += f"; the host asks for {error.rest:,.0f} seconds of rest, more than the {LONGEST_REST:.0f} waited"
            self.closed[job.host] = reason
        elif error.status in (429, 503):
            self.web.pace.rest(job.host, pause)
        if error.again and job.tries <= self.retries and job.budget.left > 0 and job.host not in self.closed:
            return None
        self._count_silence(job.host, error)
        return self._add(job, "failed", f"{self._so_far(job)}{reason}, after {counted(job.tries, 'try')}",
                         status=str(error.status or ""))

    def _so_far(self, job: Job) -> str:
        return f"{job.gone}; the archive: " if job.gone else ""

    def _count_silence(self, host: str, error: NoAnswer) -> None:
        self.silent[host] = 0 if error.status else self.silent.get(host, 0) + 1
        if self.silent[host] == SILENT:
            self.closed[host] = f"{host}: no answer for {SILENT} articles in a row; left for the next run"

    def _gone(self, job: Job, reason: str, answer: Answer | None = None, *, dead: bool = False):
        """Turn to the archive, unless the text is there or no archive is to be asked."""
        if self._has_text(job):
            return self._add(job, "gone", f"{reason}; the text stays", answer)
        if job.gone or not self.archive:  # a host without name may be us without network: asked again next time
            return self._add(job, "failed" if dead else "gone", self._so_far(job) + reason, answer)
        job.gone, job.host, job.ready, job.tries = reason, self._host(self.archive), 0.0, 0
        job.budget = Budget(self.timeout)
        return None

    def _from_archive(self, job: Job) -> dict[str, str] | None:
        try:
            copy = nearest_copy(self.web, job.url, job.published, job.budget, archive=self.archive)
        except (Refused, Unusable) as error:  # the archive isn't what it should be; it may be, next time
            raise NoAnswer(str(error), again=False) from error
        if copy is None:
            return self._add(job, "gone", f"{job.gone}; the archive has no copy")
        try:
            answer = read_copy(self.web, copy, job.budget)
        except (Refused, Unusable) as error:
            return self._add(job, "gone", f"{job.gone}; the archive's copy of {copy.day}: {error}")
        self.silent.pop(job.host, None)
        if answer.status != 200:
            return self._add(job, "gone", f"{job.gone}; the archive's copy of {copy.day}: status {answer.status}")
        return self._keep(job, answer, {}, copy)

    def _keep(self, job: Job, answer: Answer, kept: dict[str, str], copy: Copy | None = None):
        """Write the text an answer holds, unless the one that is there is the same or far longer."""
        found = article(answer)
        reason = found.reason if isinstance(found, Broken) else "" if found.text.strip() else "no text in it"
        if reason:
            return self._add(job, "gone" if copy else "unusable",
                             f"{job.gone}; the archive's copy of {copy.day}: {reason}" if copy else reason, answer)
        text = found.text.strip("\n") + "\n"
        said = {"etag": answer.headers.get("etag", ""), "last_modified": answer.headers.get("last-modified", ""),
                "found_headline": found.headline, "found_byline": found.byline, "found_published": found.published,
                "found_outlet": found.outlet, "found_language": language(answer.body)}
        if copy:
            return self._add(job, "archived", f"{job.gone}; the archive's copy of {copy.day}", answer, text,
                             copy=copy.timestamp, **said)
        if kept:
            old = self.log.text_path(job.id).read_text(encoding="utf-8")
            if text == old:
                return self._add(job, "unchanged", "the text is the same", answer, sha256=kept["sha256"], **said)
            if len(text) * 2 < len(old):
                return self._add(job, "shorter", f"{len(text):,} signs, where there were {len(old):,}", answer)
        return self._add(job, "fetched", "the page has changed" if kept else "", answer, text, **said)

    def _add(self, job: Job, outcome: str, reason: str, answer: Answer | None = None, text: str | None = None,
             **more: str) -> dict[str, str]:
        row = {"id": job.id, "url": job.url, "outcome": outcome, "reason": reason,
               "fetched_at": datetime.now(UTC).isoformat(timespec="seconds")}
        if answer:
            row |= {"status": str(answer.status), "final_url": answer.url}
        return self.log.add(row | more, text)


def _is_front(url: str) -> bool:
    """Tell a host's front page, where articles that are gone often lead."""
    return urlsplit(url)[2:4] == ("/", "")
