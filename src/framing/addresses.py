"""Which addresses may be asked, and connections that go to the very address that was checked.

A name is looked up once, while the connection is made: every address it stands for must be public, and one of these
is connected to. So no second look-up can lead elsewhere, and a redirect is checked as the first address was. Proxies
named by the environment are never used: a proxy looks names up itself, out of our sight.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

PORTS = {"http": 80, "https": 443}
MORE_PORTS = (8080, 8443)
LONGEST = 8000  # signs of an address
TRIED = 3       # of a name's addresses, should one not answer
# Public by the registry, but answering inside a data centre: metadata of two cloud providers.
INSIDE = [ipaddress.ip_network(net) for net in ("192.0.0.0/24", "168.63.129.16/32")]
UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(ValueError):
    """An address that is never asked; the message says why."""


class DeadHost(OSError):
    """A host name that no longer stands for any address."""


@dataclass(frozen=True)
class Target:
    """An address in its parts, fit to be asked: ``host`` as looked up, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        return self.origin + self.path


def target(url: str, *, allow_private: bool = False) -> Target:
    """Take an address apart, or refuse it. Nothing is looked up yet.

    Parameters
    ----------
    url : str
        An address in full; its fragment is dropped.
    allow_private : bool
        Allow any port, too.

    Raises
    ------
    Refused
        If it isn't http or https, has a user name, an odd port, or a host that isn't plainly written.

    Examples
    --------
    >>> target("HTTPS://Herald.example/talks end?page=2#top").url
    'https://herald.example/talks%20end?page=2'
    >>> target("file:///etc/passwd")
    Traceback (most recent call last):
    framing.addresses.Refused: 'file:///etc/passwd' begins with file:; expected http or https
    """
    url, shown = url.strip(), repr(url[:200])
    if len(url) > LONGEST:
        raise Refused(f"{shown}... has {len(url):,} signs; expected at most {LONGEST:,}")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", url, re.I)
    if not scheme or not re.match(r"https?://[^/]", url, re.I):
        begins = f"begins with {scheme[0].lower()}" if scheme else "has no http:// in front"
        raise Refused(f"{shown} {begins}; expected http or https")
    if "\\" in url or not url.isprintable():
        raise Refused(f"{shown} has a backslash or a control character; expected a plain address")
    try:
        parts = parse_url(url)
    except (HTTPError, ValueError) as error:
        raise Refused(f"{shown} can't be read as an address ({str(error).splitlines()[0]}); expected a plain "
                      "one") from error
    if "@" in re.split("[/?#]", url)[2] or not parts.host:
        raise Refused(f"{shown} has a user name in it, or no host; expected a plain address")
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    if port not in (*PORTS.values(), *MORE_PORTS) and not allow_private:
        raise Refused(f"{shown} asks for port {port}; expected 80, 443, 8080 or 8443")
    return Target(parts.scheme, _plain_host(parts.host, shown), port, parts.request_uri)


def joined(base: str, location: str) -> str:
    """Return where a redirect leads; a server's UTF-8 arrives as Latin-1."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise Refused(f"a redirect to {location[:200]!r}, which is no address") from error


def _plain_host(host: str, shown: str) -> str:
    """Refuse the odd ways to write a number: decimal, octal, hexadecimal, short, with a zone."""
    host = host.strip("[]")
    last = host.rstrip(".").rsplit(".", 1)[-1]
    if ":" in host or last.isdigit() or last.startswith("0x"):
        try:
            if str(ipaddress.ip_address(host)) != host or "%" in host:
                raise ValueError
        except ValueError:
            raise Refused(f"{shown} has a number for a host that isn't written plainly; expected a name") from None
    return host


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, also where it wraps another.

    Examples
    --------
    >>> [is_public(address) for address in ("8.8.8.8", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False]
    >>> [is_public(address) for address in ("2001:4860:4860::8888", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1")]
    [True, False, False, False]
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and not any(found in net for net in INSIDE)
    if found in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    wrapped = found.ipv4_mapped or found.sixtofour
    if wrapped:
        return is_public(str(wrapped))
    return found in UNICAST and found.is_global


def lookup(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """Return the addresses a name stands for, all of them public.

    Raises
    ------
    Refused
        If one of them isn't.
    DeadHost
        If there are none.
    OSError
        If nobody could say.

    Examples
    --------
    >>> lookup("127.0.0.1", 80)
    Traceback (most recent call last):
    framing.addresses.Refused: 127.0.0.1 isn't a public address; expected one, or --allow-private
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise Refused(f"{host[:200]!r} can't be a host's name") from None
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
            raise DeadHost(f"no host is called {host} any more") from error
        raise OSError(f"the name {host} couldn't be looked up ({error.strerror})") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allow_private and not is_public(address.partition("%")[0]):
            named = address if address == host else f"{host} stands for {address}, which"
            raise Refused(f"{named} isn't a public address; expected one, or --allow-private")
    return addresses


class _Checked:
    """A connection to an address that was checked, which another thread can cut at any moment."""

    allow_private = False
    _handle = None
    _was_cut = False

    def _new_conn(self) -> socket.socket:
        """Connect; urllib3 calls this where it would look the name up itself."""
        failed: OSError | None = None
        for address in lookup(self._dns_host, self.port, allow_private=self.allow_private)[:TRIED]:
            try:
                made = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                failed = error
            else:
                self._handle = made.dup()  # stays valid when TLS takes the socket over
                if self._was_cut:
                    made.close()
                    raise TimeoutError("cut while connecting")
                return made
        raise failed or OSError("no address to connect to")

    def cut(self) -> None:
        """End the connection: whoever reads from it finds its end."""
        self._was_cut = True
        if self._handle:
            with contextlib.suppress(OSError):  # it has ended already
                self._handle.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Close everything."""
        self.close()
        if self._handle:
            self._handle.close()


class _Plain(_Checked, HTTPConnection):
    pass


class _Secure(_Checked, HTTPSConnection):
    pass


def connection(to: Target, timeout: float, *, context: ssl.SSLContext, allow_private: bool = False) -> _Plain | _Secure:
    """Return a connection, not yet made; certificates are checked against the name, not the address."""
    made = (_Secure(to.host, to.port, timeout=timeout, ssl_context=context) if to.scheme == "https"
            else _Plain(to.host, to.port, timeout=timeout))
    made.allow_private = allow_private
    return made
