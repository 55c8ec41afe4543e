"""Two hundred inputs nobody should trust, made at run time: `INPUTS` maps a name to a function.

Each function writes files into the folder it is given and returns the arguments that follow ``framing add DIR`` or
``framing import DIR``. Nothing in them was ever published.
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

BODY = ("The mayor of Northport opened the new bridge on Monday.", "“Nobody came to see it,” said Ida Brandt.",
        "The bridge took four years to build and cost more than the old one.", "Rain fell all morning in the bay.")
TEXT = "Bridge opens in the rain\n\n" + "\n".join(BODY * 3) + "\n"
ROW = {"headline": "Bridge opens in the rain", "outlet": "The Herald", "published": "2030-05-06",
       "url": "https://herald.example/bridge", "text": "\n".join(BODY * 3)}
INPUTS: dict[str, Callable[[Path], list[str]]] = {}


def file(folder: Path, name: str, data: bytes | str, *options: str) -> list[str]:
    """Write one file; return the arguments that hand it over."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return [str(path), *options]


def put(label: str, name: str, data, *options: str) -> None:
    """List an input of one file; ``data`` is bytes, text, or a function that gives them."""
    INPUTS[label] = lambda folder: file(folder, name, data() if callable(data) else data, *options)


# ---- a sound file of every kind --------------------------------------------------------------------------


def docx(paragraphs=(BODY * 3)) -> bytes:
    from docx import Document

    document, buffer = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer)
    return buffer.getvalue()


def nexis() -> bytes:
    return docx(["Bridge opens in the rain", "The Herald", "May 6, 2030 Monday", "Copyright 2030 The Herald",
                 "Length: 60 words", "Body", *BODY, "Load-Date: May 7, 2030", "End of Document"])


def pdf(stream: bytes | None = None) -> bytes:
    lines = b" ".join(b"(" + line.encode("ascii", "ignore").replace(b"(", b"").replace(b")", b"") + b") Tj T*"
                      for line in TEXT.split("\n"))
    page = stream if stream is not None else b"BT /F1 12 Tf 14 TL 50 700 Td " + lines + b" ET"
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << "
             b"/Font << /F1 5 0 R >> >> >>", b"<< /Length %d %s>>\nstream\n%s\nendstream" % (
                 len(page), b"/Filter /FlateDecode " if stream is not None else b"", page),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n" \
        b"%%%%EOF\n" % len(out)


def html(inside: str = "", head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in BODY * 3)
    return (f"<html><head><meta charset='utf-8'><title>Bridge opens in the rain</title>{head}</head><body><article>"
            f"<h1>Bridge opens in the rain</h1>{body}{inside}</article></body></html>")


def warc(uri: str = "https://herald.example/bridge") -> bytes:
    page = html().encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2030-05-07T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


def parquet() -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame([ROW]).to_parquet(buffer, engine="pyarrow")
    return buffer.getvalue()


def table(rows=(ROW,), separator=",") -> str:
    return pd.DataFrame(list(rows)).to_csv(index=False, sep=separator)


def rtf(text: str = TEXT) -> str:
    plain = "".join(sign if ord(sign) < 128 else rf"\u{ord(sign)}?" for sign in text.replace("\n", "\\par\n"))
    return "{\\rtf1\\ansi " + plain + "}"


STORY = {"title": ROW["headline"], "url": ROW["url"], "publishedAt": "2030-05-06T10:00:00Z", "author": "Ann",
         "source": {"name": "The Herald"}, "description": "x", "content": "x [+99 chars]"}
SOUND = {
    "text": ("a.txt", TEXT), "markdown": ("a.md", "---\ntitle: Bridge opens\ndate: 2030-05-06\n---\n" + TEXT),
    "html": ("a.html", html), "pdf": ("a.pdf", pdf), "docx": ("a.docx", docx), "rtf": ("a.rtf", rtf),
    "links": ("a.links", "https://herald.example/bridge\n"), "csv": ("a.csv", table),
    "tsv": ("a.tsv", partial(table, separator="\t")), "jsonl": ("a.jsonl", json.dumps(ROW) + "\n"),
    "parquet": ("a.parquet", parquet),
    "mediacloud": ("m.csv", "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
                            "1,2030-05-07,en,The Herald,herald.example,2030-05-06,Bridge opens,https://herald.example/b\n"),
    "gdelt": ("g.csv", "URL,URL_Mobile,Date,Title\nhttps://herald.example/b,,2030-05-06 10:00:00,Bridge opens\n"),
    "newsapi": ("n.json", json.dumps({"status": "ok", "totalResults": 1, "articles": [STORY]})),
    "nexis": ("n.docx", nexis),
    "proquest": ("p.txt", "____________________\n\nTitle: Bridge opens\n\nPublication title: The Herald\n\n"
                          "Publication date: May 6, 2030\n\nFull text: " + TEXT + "\n____________________\n"),
    "factiva": ("f.html", "<html><body><div class='article'><p>Bridge opens</p><p>60 words</p><p>6 May 2030</p>"
                          "<p>The Herald</p><p>HRLD</p><p>English</p>" + "".join(f"<p>{line}</p>" for line in BODY)
                + "<p>Document HRLD000020300506e156</p></div></body></html>"),
    "ris": ("a.ris", "TY  - NEWS\nTI  - Bridge opens\nT2  - The Herald\nPY  - 2030/05/06\nER  - \n"),
    "bibtex": ("a.bib", "@article{b, title={Bridge opens}, journal={The Herald}, date={2030-05-06}}\n"),
    "warc": ("a.warc", warc), "liwc": ("a.dic", "%\n1\tharbour\n%\nquay*\t1\n"),
    "quanteda": ("a.yml", "harbour:\n  - quay*\n"), "list": ("a.csv", "class,term\nharbour,quay*\n")}
GUESSED = ("text", "markdown", "html", "pdf", "docx", "rtf", "links", "csv", "tsv", "jsonl", "parquet", "ris", "bibtex",
           "warc")


def sound(kind: str) -> tuple[str, bytes, list[str]]:
    """Return a kind's file name, its bytes, and the options that name the kind."""
    name, data = SOUND[kind]
    data = data() if callable(data) else data
    return name, data.encode() if isinstance(data, str) else data, [] if kind in GUESSED else ["--from", kind]


def _random(kind: str, folder: Path) -> list[str]:
    name, _, options = sound(kind)
    return file(folder, name, np.random.default_rng(len(kind)).bytes(5000), *options)


def _flipped(kind: str, folder: Path) -> list[str]:
    name, data, options = sound(kind)
    rng = np.random.default_rng(len(data))
    changed = np.frombuffer(data, np.uint8).copy()
    places = rng.integers(0, len(changed), max(3, len(changed) // 100))
    changed[places] = rng.integers(0, 256, len(places))
    return file(folder, name, changed.tobytes(), *options)


def _cut(kind: str, folder: Path) -> list[str]:
    name, data, options = sound(kind)
    return file(folder, name, data[:len(data) * 2 // 3], *options)


def _empty(kind: str, folder: Path) -> list[str]:
    name, _, options = sound(kind)
    return file(folder, name, b"", *options)


for _kind in SOUND:
    for _what, _make in (("random", _random), ("flipped", _flipped), ("cut", _cut), ("empty", _empty)):
        INPUTS[f"{_what}-{_kind}"] = partial(_make, _kind)

# ---- bombs and giants ------------------------------------------------------------------------------------


def zipped(members: dict[str, bytes | str], method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = zipped({"a.docx": nexis()})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def big(n: int = 200_000_000) -> bytes:
    return b"a" * n


put("bomb-docx", "a.docx", lambda: zipped({"word/document.xml": big(), "[Content_Types].xml": "x"}))
put("bomb-zip", "a.zip", lambda: zipped({f"{n}.docx": big(20_000_000) for n in range(10)}), "--from", "nexis")
for _depth in (1, 2, 5):
    put(f"nested-zip-{_depth}", "a.zip", partial(nested, _depth), "--from", "nexis")
put("bomb-csv-gz", "a.csv.gz", lambda: gzip.compress(big(), 1))
put("bomb-jsonl-gz", "a.jsonl.gz", lambda: gzip.compress(big(), 1))
put("bomb-jsonl-xz", "a.jsonl.xz", lambda: lzma.compress(big(), preset=0))
put("bomb-warc-gz", "a.warc.gz", lambda: gzip.compress(big(), 1))
put("bomb-pdf", "a.pdf", lambda: pdf(__import__("zlib").compress(big(), 9)))
put("laughs-docx", "a.docx", lambda: zipped({
    "[Content_Types].xml": "<?xml version='1.0'?><!DOCTYPE t [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1 if n > 1 else str()};' * 10}'>" for n in range(1, 12))
    + "]><Types>&a11;</Types>"}))
put("laughs-html", "a.html", "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + html("<p>&b;</p>"))
put("deep-html", "a.html", lambda: "<div>" * 100_000 + "x" * 200 + "</div>" * 100_000)
put("deep-json", "a.json", "[" * 100_000 + "]" * 100_000)
put("deep-yaml", "a.md", "---\ntitle: " + "[" * 5000 + "\n---\n" + TEXT)
put("alias-yaml", "a.md", "---\na: &a [x, x, x]\nb: &b [*a, *a, *a]\ntitle: [*b, *b, *b]\n---\n" + TEXT)
put("deep-rtf", "a.rtf", "{\\rtf1 " + "{" * 50_000 + "x" + "}" * 50_000 + "}")
put("long-cell", "a.csv", lambda: table([ROW | {"text": "word " * 5_000_000}]))
put("long-line-jsonl", "a.jsonl", lambda: json.dumps(ROW | {"text": "word " * 6_000_000}))
put("many-columns", "a.csv", ",".join(f"c{n}" for n in range(100_000)) + "\n" + "," * 99_999 + "\n")
put("many-lines", "a.txt", b"\n" * 3_000_000)
put("one-word-lines", "a.txt", b"word\n" * 200_000)
put("no-spaces", "a.txt", b"a" * 3_000_000)


def _gigabyte(name: str, folder: Path) -> list[str]:
    """Write a sparse file: one line of a gigabyte of NULs."""
    path = folder / name
    with open(path, "wb") as sparse:
        sparse.truncate(1 << 30)
    return [str(path)]


for _name in ("a.txt", "a.csv", "a.jsonl", "a.html", "a.pdf", "a.docx", "a.warc"):
    INPUTS[f"gigabyte-{_name[2:]}"] = partial(_gigabyte, _name)

# ---- names that lead elsewhere ---------------------------------------------------------------------------

for _number, _name in enumerate(["../../evil.docx", "/tmp/evil.docx", "C:\\evil.docx", "..\\..\\evil.docx",
                                 "a" * 300 + ".docx", "CON.docx", "x/../../evil.docx", "\u202efdp.docx"]):
    put(f"member-name-{_number}", "a.zip", lambda name=_name: zipped({name: nexis()}), "--from", "nexis")
for _number, _name in enumerate(["../../evil", "/etc/passwd", "..", ".hidden", "a/b\\c", "con", "x\0y", "\n", "*?<>|",
                                 "\u202egnp.exe", "🌉", "晚报", "الجريدة", "a" * 5000]):
    put(f"outlet-name-{_number}", "a.csv", lambda name=_name: table([ROW | {"outlet": name}]))
for _number, _name in enumerate(["file:///etc/passwd", "javascript:alert(1)", "http://[::1", "//x", "http://127.0.0.1/a",
                                 "https://u:p@h.example/", "data:text/html,x", "http://ex ample/\n"]):
    put(f"address-{_number}", "a.csv", lambda name=_name: table([ROW | {"url": name}]))
put("warc-file-uri", "a.warc", lambda: warc("file:///etc/passwd"))
put("facts-elsewhere", "in/facts.csv", "file,headline\n../../../etc/passwd,x\n/etc/passwd,y\n")
put("event-name", "a.csv", lambda: table([ROW | {"event": "../../evil"}]))


def _link(target: str, folder: Path) -> list[str]:
    (folder / "in").mkdir()
    os.symlink(target, folder / "in" / "a.txt")
    return [str(folder / "in")]


INPUTS["link-outside"] = partial(_link, "/etc/passwd")
INPUTS["link-loop"] = partial(_link, "a.txt")
INPUTS["link-to-folder"] = partial(_link, "..")


def _pipe(folder: Path) -> list[str]:
    os.mkfifo(folder / "a.txt")
    return [str(folder / "a.txt")]


INPUTS["pipe"] = _pipe
INPUTS["no-file"] = lambda folder: [str(folder / "nothing.txt")]
INPUTS["empty-folder"] = lambda folder: [str(folder)]

# ---- signs -----------------------------------------------------------------------------------------------

WORDS = {"rtl": "افتتح رئيس البلدية الجسر الجديد يوم الاثنين",
         "hebrew": "ראש העיר פתח את הגשר החדש ביום שני",
         "cjk": "市长周一为新桥剪彩。没有人来看。雨下了一整个上午。", "thai": "นายกเทศมนตรีเปิดสะพานใหม่ในวันจันทร์",
         "emoji": "👩‍👩‍👧‍👦🌉🌧️ " * 20, "stacked": "b" + "\u0301\u0323" * 500 + "ridge " * 20,
         "override": "\u202ereversed\u202c and \u2066isolated\u2069 " * 10,
         "control": "".join(map(chr, range(1, 32))) * 9,
         "surrogates": "a\ud800b\udfffc " * 20, "private": "\ue000\uf8ff" * 50, "zero-width": "w\u200bo\u200drd " * 30,
         "marks-only": "“”‘’«»„\"'" * 40, "one-mark": "“" + "said " * 200, "dots": "…" * 3000, "dashes": "—" * 500,
         "nul": "word\0word " * 30, "formula": "=HYPERLINK(\"http://evil.example\")", "dde": "=cmd|' /C calc'!A0",
         "plus": "+1+1", "at": "@SUM(A1)", "markup": "<b>&amp;&lt;script&gt;alert(1)</script>",
         "tex": "$x_1^{2}$ \\frac{a}{b}",
         "braces": "{{ 7*7 }} ${7*7} %(x)s {0}", "tabs": "a\tb\tc", "returns": "a\rb\r\nc\n\rd"}
for _name, _words in WORDS.items():
    put(f"words-{_name}", "a.jsonl", json.dumps(ROW | {"headline": _words, "outlet": _words, "text": "\n".join(
        [*BODY, _words])}) + "\n")
    if _name not in ("surrogates",):
        put(f"text-{_name}", "a.txt", "Bridge opens\n\n" + f"{_words}\n" * 3)
for _name in ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "cp037"):
    put(f"encoding-{_name}", "a.txt", TEXT.encode(_name, "replace"))
put("encoding-mixed", "a.txt", TEXT.encode() + "café à Northport\n".encode("latin-1") * 3 + "naïve\n".encode())
put("encoding-gb18030", "a.txt", (WORDS["cjk"] * 20).encode("gb18030"))
put("encoding-shift-jis", "a.csv", "title,text\n橋が開通,市長は新しい橋を開通させた\n".encode("shift-jis"))
put("encoding-overlong", "a.txt", TEXT.encode() + b"\xc0\xaf\xe0\x80\xaf\xed\xa0\x80")
put("mark-inside", "a.csv", "\ufeff" + table() + "\ufeff")

# ---- pages, cells and dates ------------------------------------------------------------------------------

for _number, _inside in enumerate([
        "<script>document.write('evil')</script>", "<img src=x onerror=alert(1)>", "<style>p{}</style>",
        "<iframe src='file:///etc/passwd'></iframe>", "<svg onload=alert(1)><script>evil</script></svg>", "<plaintext>",
        "<!-- --!><script>evil</script> -->", "<textarea><p>evil", "<noscript>evil</noscript>", "<![CDATA[ evil ]]>",
        "<template><p>evil</p></template>", "<a href='javascript:alert(1)'>x</a>"]):
    put(f"markup-{_number}", "a.html", html(_inside))
put("base-elsewhere", "a.html", html(head="<base href='file:///etc/'><link rel=canonical href='file:///etc/passwd'>"))
put("attributes", "a.html", "<html><body><p " + " ".join(f"a{n}=b" for n in range(60_000)) + f">{BODY[0]}</p>")
put("refresh", "a.html", html(head="<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"))
put("wrong-charset", "a.html", html().replace("utf-8", "utf-16").encode("latin-1", "ignore"))
put("headline-script", "a.html", html().replace("Bridge opens in the rain", "<script>alert(1)</script>Bridge"))
for _number, _day in enumerate([
        "31/02/2030", "2030-13-45", "0000-00-00", "9999-12-31", "0001-01-01", "١٢/٠٣/٢٠٣٠", "1e99", "-1", "yesterday",
        "2030-W19-1", "2030-05-06T25:61:61Z", "20300506", "06-May-30", "May 2030", "6. Mai 2030", "1893456000",
        "2030-05-06T10:00:00+99:00", "now" * 1000, "03/04/2030", "２０３０-０５-０６"]):
    put(f"date-{_number}", "a.csv", lambda day=_day: table([ROW | {"published": day}]))
put("ragged", "a.csv", "title,text,source\na,b\nc,d,e,f,g\n\"open,x,y\n")
put("same-columns", "a.csv", "text,text,title,title\na,b,c,d\n")
put("open-mark", "a.csv", lambda: 'headline,text\n"' + "x,\n" * 1_000_000)
put("no-columns", "a.csv", "x,y\n1,2\n")
put("quotes-everywhere", "a.csv", 'title,text\n"a ""b"" c","""""\n""""\nd,"e\nf"\n')
put("two-headers", "a.csv", table() + table())
put("types-json", "a.jsonl",
    '{"title": 7, "text": ["a", {"b": null}]}\n[]\n"x"\nnull\n{"title": {"a": 1}, "text": true}\n')
put("nan-json", "a.jsonl", '{"title": NaN, "text": Infinity}\n{"title": 1' + "0" * 5000 + "}\n")
put("parquet-header", "a.parquet", b"PAR1" + struct.pack("<I", 0x7fffffff) + b"PAR1")
