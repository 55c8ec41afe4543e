"""What a host's robots.txt allows, asked once a run (RFC 9309; read by protego)."""

from __future__ import annotations

from protego import Protego

from framing.addresses import Target
from framing.limits import decode
from framing.web import Budget, NoAnswer, Unusable, Web

LONGEST_GAP = 60.0  # seconds between two requests that are waited; a host that asks for more is left alone
MOST = 512_000      # bytes that are read, as RFC 9309 has it


class Disallowed(Exception):
    """An address robots.txt keeps this program from; ``for_good`` unless only this time."""

    def __init__(self, reason: str, *, for_good: bool):
        super().__init__(reason)
        self.for_good = for_good


class Robots:
    """The rules of every host asked so far.

    Parameters
    ----------
    web : Web
        Its pace is slowed where a host asks for it.
    seconds : float
        Connection time for one robots.txt.
    tries : int
        After so many without an answer a host counts as unreachable for the run, and nothing of it is allowed.
    """

    def __init__(self, web: Web, *, seconds: float, tries: int):
        self.web, self.seconds, self.tries = web, seconds, tries
        self.name = web.user_agent.split("/")[0].strip()
        self._rules: dict[str, Protego | str] = {}
        self._failed: dict[str, int] = {}

    def knows(self, to: Target) -> bool:
        """Tell whether the host was asked already."""
        return to.origin in self._rules

    def check(self, to: Target) -> None:
        """Raise `Disallowed` where an address isn't allowed; `NoAnswer` where another try may tell.

        What `addresses` refuses, or finds dead, while the rules are asked for is so for the address, too.
        """
        if to.origin not in self._rules:
            self._rules[to.origin] = self._read(to)
        rules = self._rules[to.origin]
        if isinstance(rules, str):
            raise Disallowed(f"robots.txt: {rules}; nothing of the host is allowed this time", for_good=False)
        if not rules.can_fetch(to.url, self.name):
            raise Disallowed(f"robots.txt doesn't allow it to {self.name}", for_good=True)

    def _read(self, to: Target) -> Protego | str:
        """Return a host's rules, or why there are none; a status of 400 to 499 allows everything."""
        try:
            answer = self.web.follow(f"{to.origin}/robots.txt", Budget(self.seconds))
            answer.expect_ready()
        except NoAnswer as error:
            failed = self._failed[to.origin] = self._failed.get(to.origin, 0) + 1
            self.web.pace.rest(to.host, self.web.pace.delay * 2 ** failed)
            if error.again and failed < self.tries:
                raise NoAnswer(f"robots.txt: {error}", status=error.status, rest=error.rest) from error
            return str(error)
        except Unusable as error:
            return str(error)
        if answer.status >= 500 or 300 <= answer.status < 400:
            return f"status {answer.status}"
        rules = Protego.parse(decode(answer.body[:MOST]) if answer.status == 200 else "")
        gap = self._gap(rules)
        if gap > LONGEST_GAP:
            return f"asks for {gap:,.0f} seconds between two requests; at most {LONGEST_GAP:.0f} are waited"
        self.web.pace.gaps[to.host] = max(gap, self.web.pace.gaps.get(to.host, 0.0))
        self.web.pace.rest(to.host, gap)
        return rules

    def _gap(self, rules: Protego) -> float:
        rate = rules.request_rate(self.name)
        return max(rules.crawl_delay(self.name) or 0.0, rate.seconds / rate.requests if rate else 0.0)
