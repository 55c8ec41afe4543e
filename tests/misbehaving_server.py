"""A server on 127.0.0.1 that answers as a test tells it to, however badly, and remembers who asked for what."""

import csv
import socket
import ssl
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from framing import scaffold
from framing.corpus import COLUMNS

FAST = {"allow_private": True, "delay": 0.005, "timeout": 5.0, "wayback": False}  # options of fetch for tests
WORDS = ("The harbour of Northport was closed on Monday after a storm broke two of its cranes, the port office said. "
         "Ships waited in the bay until the evening, and bakers in the old town ran out of flour before noon. "
         "Nobody was hurt, and the mayor promised new cranes before the winter. ")


def story(title="Storm closes harbour", paragraphs=4, more="", head=""):
    """Make an invented article's page."""
    body = "".join(f"<p>Part {number} of {title}. {WORDS}</p>" for number in range(1, paragraphs + 1))
    return (f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><article>'
            f"<h1>{title}</h1>{body}{more}</article></body></html>")


def answer(body="", status=200, kind="text/html; charset=utf-8", **headers):
    """Make a route that gives the same answer each time; header names have _ for -."""
    data = body if isinstance(body, bytes) else body.encode()

    def route(handler):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in {"Content_Length": len(data), **headers}.items():
            handler.send_header(name.replace("_", "-"), str(value))
        handler.end_headers()
        handler.wfile.write(data)

    return route


def redirect(to, status=302):
    return answer(status=status, Location=to)


def in_turn(*routes):
    """Make a route that answers in another way each time, and by the last from then on."""
    left = list(routes)

    def route(handler):
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return route


def raw(data, gap=0.0, until=None, then=b""):
    """Make a route that sends bytes as they are, one by one with a gap; ``then`` over and over until an event."""
    def route(handler):
        handler.close_connection = True
        try:
            for place in range(len(data)) if gap else ():
                handler.wfile.write(data[place:place + 1])
                time.sleep(gap)
            if not gap:
                handler.wfile.write(data)
            while until and not until.is_set():
                handler.wfile.write(then)
                until.wait(0.05 if len(then) < 100 else 0.0)
        except OSError:
            pass  # the client has gone, as it should

    return route


class Server:
    """``routes`` by path with query; ``asked`` has (path, headers, moment) of every request."""

    def __init__(self, port):
        self.port, self.routes, self.asked, self.over = port, {}, [], Event()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


@contextmanager
def running(certificate=None):
    """Run a server, over TLS where a folder has key.pem and cert.pem; what it has no route for is 404."""
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            server.asked.append((self.path, self.headers, time.monotonic()))
            server.routes.get(self.path, answer(status=404))(self)

        def log_message(self, *_):
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # clients that hang up are what is tested

    made = Quiet(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        made.socket = context.wrap_socket(made.socket, server_side=True, do_handshake_on_connect=False)
    server = Server(made.server_port)
    thread = Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        made.shutdown()
        made.server_close()
        thread.join()


def corpus_of(folder, urls, **cells):
    """Make a corpus folder that lists addresses, as ``a0``, ``a1`` ... or by the ids given."""
    scaffold.new(folder)
    rows = urls if isinstance(urls, dict) else {f"a{place}": url for place, url in enumerate(urls)}
    with open(folder / "articles.csv", "a", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS["articles"], lineterminator="\n")
        table.writerows({"id": name, "url": url, **cells} for name, url in rows.items())
    return folder


class Internet:
    """Names that stand for addresses; public addresses all lead to the server, others to a failed test."""

    def __init__(self, server, monkeypatch):
        self.names, self.lookups, self.connected = {}, [], []
        look_up, connect = socket.getaddrinfo, socket.create_connection

        def fake_look_up(host, port, *rest, **more):
            if host not in self.names:
                return look_up(host, port, *rest, **more)
            self.lookups.append(host)
            found = self.names[host]
            found = found.pop(0) if isinstance(found[0], list) else found
            if isinstance(found[0], Exception):
                raise found[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

        def fake_connect(address, timeout=None):
            self.connected.append(address)
            assert address[0].startswith("93.184.216."), address
            return connect(("127.0.0.1", server.port), timeout)

        monkeypatch.setattr(socket, "getaddrinfo", fake_look_up)
        monkeypatch.setattr(socket, "create_connection", fake_connect)


def outcomes(fetched):
    """Give what came of each article of a run: outcome and reason."""
    return {row["id"]: (row["outcome"], row["reason"]) for row in fetched.rows}


def text(folder, name="a0"):
    """Read an article's text."""
    return (folder / "text" / f"{name}.txt").read_text(encoding="utf-8")
