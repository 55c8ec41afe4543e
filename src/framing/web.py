"""One polite request: at most so often a host, so long, so many bytes; redirects followed one checked hop at a time."""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3.exceptions import HTTPError

from framing.addresses import DeadHost, Refused, Target, connection, joined, target

CONNECT = 10.0  # seconds until a host must have taken the call
SILENCE = 20.0  # seconds a host may say nothing
HOPS = 5        # redirects
MEMBERS = 100   # parts of one gzip stream
TIME_UP = "not done when its time was up"
BUSY = (408, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 1 << 16


class NoAnswer(Exception):
    """No answer that could be used this time.

    Attributes
    ----------
    again : bool
        Whether another try may help.
    status : int
        What the host said; 0 where it said nothing.
    rest : float
        Seconds it asks to be left alone.
    """

    def __init__(self, reason: str, *, again: bool = True, status: int = 0, rest: float = 0.0):
        super().__init__(reason)
        self.again, self.status, self.rest = again, status, rest


class Unusable(Exception):
    """An answer that will be of no use next time either: too large, a circle of redirects, damaged."""


@dataclass
class Budget:
    """Seconds of connection time that are left; one article's tries and redirects share them."""

    left: float


@dataclass(frozen=True)
class Answer:
    """What a server said: ``headers`` by name in small letters; ``body`` unpacked, and only of a status 200."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def expect_ready(self) -> None:
        """Raise `NoAnswer` where the host is busy or has failed."""
        if self.status in BUSY:
            raise NoAnswer(f"status {self.status}", status=self.status, rest=retry_after(self.headers))


@dataclass
class Pace:
    """How often a host may be asked.

    Attributes
    ----------
    delay : float
        Seconds between one request to a host, once it is done, and the next.
    gaps : dict
        Longer ones, by host.
    clock, sleep : callable
    """

    delay: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    gaps: dict[str, float] = field(default_factory=dict)
    _ready: dict[str, float] = field(default_factory=dict)

    def ready(self, host: str) -> float:
        """Return the moment from which on the host may be asked."""
        return self._ready.get(host, 0.0)

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        self._ready[host] = max(self.ready(host), self.clock() + seconds)

    def until(self, moment: float) -> None:
        """Sleep until a moment has come."""
        while (seconds := moment - self.clock()) > 0:
            self.sleep(seconds)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the host's turn; when it is over, leave the host alone for its gap."""
        self.until(self.ready(host))
        try:
            yield
        finally:
            self.rest(host, max(self.delay, self.gaps.get(host, 0.0)))


class Web:
    """The one way out: every request goes through `follow`.

    Parameters
    ----------
    user_agent : str
    pace : Pace
    max_bytes : int
        Of one answer, packed and unpacked.
    allow_private : bool
    """

    def __init__(self, user_agent: str, pace: Pace, *, max_bytes: int, allow_private: bool = False):
        self.user_agent, self.pace, self.max_bytes, self.allow_private = user_agent, pace, max_bytes, allow_private
        self._context = ssl.create_default_context()

    def target(self, url: str) -> Target:
        """Take an address apart by this session's rules."""
        return target(url, allow_private=self.allow_private)

    def follow(self, url: str, budget: Budget, *, headers: Mapping[str, str] | None = None,
               headers_for: str = "", may: Callable[[Target], None] | None = None) -> Answer:
        """Ask for an address, and for those it redirects to.

        Parameters
        ----------
        url : str
        budget : Budget
            Connection time; what is used is taken off.
        headers : mapping, optional
            More headers, sent only to the address ``headers_for``.
        may : callable, optional
            Asked before each hop; stops by raising.

        Raises
        ------
        Refused, DeadHost
            As `addresses` says, for any hop.
        NoAnswer, Unusable
        """
        seen: list[str] = []
        while True:
            to = self.target(url)
            if to.url in seen:
                raise Unusable("redirects in a circle; the page may want cookies, which are never sent")
            if len(seen) > HOPS:
                raise Unusable(f"more than {HOPS} redirects")
            seen.append(to.url)
            if may:
                may(to)
            with self.pace.turn(to.host):
                answer = self._ask(to, budget, headers if headers and to.url == headers_for else {})
            if answer.status not in REDIRECTS or not answer.headers.get("location"):
                return answer
            url = joined(to.url, answer.headers["location"])

    def _ask(self, to: Target, budget: Budget, headers: Mapping[str, str]) -> Answer:
        """Make one request, cut when the budget is used up, whatever the server is doing then."""
        begun, late = time.monotonic(), threading.Event()
        link = connection(to, min(CONNECT, max(budget.left, 0.01)), context=self._context,
                          allow_private=self.allow_private)
        watch = threading.Timer(max(budget.left, 0.01), lambda: (late.set(), link.cut()))
        watch.daemon = True
        watch.start()
        try:
            answer = self._exchange(link, to, headers)
        except (DeadHost, Refused):
            raise
        except (Unusable, NoAnswer, OSError, HTTPError, http.client.HTTPException, ValueError) as error:
            if late.is_set():
                raise NoAnswer(TIME_UP, again=False) from error
            if isinstance(error, (Unusable, NoAnswer)):
                raise
            raise NoAnswer(_reason(error), again=not isinstance(error, ssl.SSLCertVerificationError)) from error
        finally:
            watch.cancel()
            link.release()
            budget.left -= time.monotonic() - begun
        if late.is_set():
            raise NoAnswer(TIME_UP, again=False)
        return answer

    def _exchange(self, link, to: Target, headers: Mapping[str, str]) -> Answer:
        link.connect()
        link.timeout = SILENCE
        link.request("GET", to.path, preload_content=False, decode_content=False, headers={
            "User-Agent": self.user_agent, "Accept": "text/html, application/xhtml+xml, text/plain, */*;q=0.1",
            "Accept-Encoding": "gzip", "Connection": "close", **headers})
        response = link.getresponse()
        found = {name.lower(): value for name, value in response.headers.items()}
        body = self._body(response, found) if response.status == 200 else b""
        response.close()
        return Answer(to.url, response.status, found, body)

    def _body(self, response, headers: Mapping[str, str]) -> bytes:
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > self.max_bytes:
            raise Unusable(f"{int(stated):,} bytes; expected at most {self.max_bytes:,}")
        body = bytearray()
        while block := response.read(_BLOCK):
            body += block
            if len(body) > self.max_bytes:
                raise Unusable(f"more than {self.max_bytes:,} bytes")
        packed = headers.get("content-encoding", "").strip().lower()
        if packed in ("gzip", "x-gzip"):
            return unpacked(bytes(body), self.max_bytes)
        if packed not in ("", "identity"):
            raise Unusable(f"packed as {packed[:40]!r}; expected gzip or nothing")
        return bytes(body)


def unpacked(data: bytes, most: int) -> bytes:
    """Unpack gzip data, but no more than ``most`` bytes of it.

    Raises
    ------
    Unusable
        If there are more, or it is damaged.
    NoAnswer
        If it broke off.

    Examples
    --------
    >>> import gzip
    >>> unpacked(gzip.compress(b"Talks ") + gzip.compress(b"end"), 100)
    b'Talks end'
    >>> unpacked(gzip.compress(bytes(1000)), 100)
    Traceback (most recent call last):
    framing.web.Unusable: unpacks to more than 100 bytes
    """
    done = bytearray()
    for _ in range(MEMBERS):
        member = zlib.decompressobj(wbits=31)
        try:
            done += member.decompress(data, most + 1 - len(done))
        except zlib.error as error:
            raise Unusable(f"damaged gzip data ({error})") from error
        if len(done) > most:
            raise Unusable(f"unpacks to more than {most:,} bytes")
        if not member.eof:
            raise NoAnswer("gzip data that broke off in the middle")
        data = member.unused_data.lstrip(b"\0")  # some servers pad
        if not data:
            return bytes(done)
    raise Unusable(f"more than {MEMBERS} parts of gzip data")


def retry_after(headers: Mapping[str, str]) -> float:
    """Return how many seconds a host asks to be left alone; 0 where it doesn't say.

    Examples
    --------
    >>> retry_after({"retry-after": "30"}), retry_after({"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"})
    (30.0, 0.0)
    """
    stated = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", stated):
        return float(stated)
    try:
        until = parsedate_to_datetime(stated)
        return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


def _reason(error: Exception) -> str:
    """Say in one line why there was no answer."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate isn't valid ({error.verify_message})"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no word from the host in time"
    if "IncompleteRead" in str(error):
        return "the page broke off in the middle"
    words = getattr(error, "strerror", None) or ("" if isinstance(error, HTTPError) else str(error))
    return f"the connection failed ({' '.join(words.split())[:200] or type(error).__name__})"
