"""One article a file: text, Markdown, web page, PDF, Word, rich text; lists of addresses; and a folder of files.

A text may begin with facts, a line each, up to the first blank line::

    Headline: Talks end without a deal
    Outlet: The Example
    Date: 2024-04-03

They are taken only if every line of that head is one (`KEYS`). In Markdown they stand in the front matter. What they
leave open may stand in lines between headline and first paragraph, as newspapers print them: `framing.pdfs.told_above`.
In a folder the facts of all its files can stand in one table, ``facts.csv``.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from framing import dates
from framing.corpus import CorpusError, read_table
from framing.foreign import name_of, safe_name, shown
from framing.limits import decode, lines, open_stream, quiet, read_bytes
from framing.newsbanks import container, docx_text, rtf_text, squeezed
from framing.pages import body_text
from framing.pdfs import LONGEST_HEADLINE, bare, first_line, joined, pdf_text, told_above
from framing.records import Broken, Record
from framing.story_columns import candidates, plain_name, some

KEYS = {"headline": "headline", "title": "headline", "outlet": "outlet", "source": "outlet", "publication": "outlet",
        "date": "published", "published": "published", "author": "byline", "byline": "byline", "url": "url",
        "link": "url", "genre": "genre", "event": "event"}
MAX_TEXT = 20_000_000  # bytes of a text, twenty novels; longer ones are no article
MAX_RTF = 5_000_000  # bytes of an RTF file without pictures; striprtf takes five seconds for them
PICTURE = re.compile(rb"(?<![0-9a-fA-F\r\n])[0-9a-fA-F\r\n]{1000,}+")  # as RTF writes its bytes
MAX_FRONT = 10_000  # signs of front matter; what is longer is text
MAX_BRACKETS = 200  # in front matter
CONTROL = 0.01  # share of control signs from which a file is no text
WIDEST = 120  # signs of a line of wrapped text
PROSE_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
AN_ADDRESS = "expected an address that starts with http:// or https://"
ADDRESS = re.compile(r"(?:URL=)?(https?://[^\s<>\"]+)", re.I)
FACTS_FILE, FACTS = "facts.csv", ("headline", "outlet", "byline", "published", "url", "genre", "event")
FILE_COLUMNS = ("file", "filename")
LITTER = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # what systems leave in folders
Facts = dict[str, str]


def read_text(path: Path) -> Iterator[Record | Broken]:
    """Read a plain text: facts in its head, else its first line as headline where it can be one.

    Text wrapped at a fixed width is rejoined to paragraphs; else every line stays as it is. A text of nothing but
    addresses is a list of links.
    """
    path = Path(path)
    text = _prose(path)
    if text.strip() and all(ADDRESS.fullmatch(line.strip()) for line in text.split("\n") if line.strip()):
        yield from _links(name_of(path), text.split("\n"))
    else:
        yield _from_text(name_of(path), rejoined(text))


def read_markdown(path: Path) -> Iterator[Record | Broken]:
    """Read Markdown: facts in YAML front matter, the first ``#`` line as headline; marks in the text stay."""
    path = Path(path)
    facts, text = _front_matter(_prose(path), name_of(path))
    text = rejoined(text)
    if not facts:
        yield _from_text(name_of(path), text, _first_heading(text))
    else:
        yield _record(name_of(path), text, facts, _first_heading(text))


def read_html(path: Path) -> Iterator[Record | Broken]:
    """Read a saved web page, see `framing.pages.body_text`."""
    path = Path(path)
    yield body_text(read_bytes(path), place=name_of(path))


def read_pdf(path: Path) -> Iterator[Record | Broken]:
    """Read a PDF that has text, see `framing.pdfs`; its metadata isn't believed, the type's size tells the headline."""
    path = Path(path)
    text, title = pdf_text(read_bytes(path), name_of(path))
    yield _from_text(name_of(path), text, title)


def read_docx(path: Path) -> Iterator[Record | Broken]:
    """Read a Word file as one article: paragraphs and tables in order; deleted words left out.

    The headline is the first paragraph, if it has the style of a title or heading or is the title in the file's
    properties. Author and dates of the properties are those of the file, and not taken.
    """
    path = Path(path)
    data = read_bytes(path)
    if container(data) != "zip":
        raise CorpusError(f"{name_of(path)}: {container(data)} by its first bytes; expected a Word file (.docx)")
    text = docx_text(data, name_of(path))
    yield _from_text(name_of(path), text, _word_title(data, text))


def read_rtf(path: Path) -> Iterator[Record | Broken]:
    """Read rich text as one article."""
    path = Path(path)
    data = PICTURE.sub(b"", read_bytes(path))
    if container(data) != "rtf":
        raise CorpusError(f"{name_of(path)}: {container(data)} by its first bytes; expected rich text")
    if len(data) > MAX_RTF:
        raise CorpusError(f"{name_of(path)}: {len(data):,} bytes without its pictures; expected at most {MAX_RTF:,}")
    yield _from_text(name_of(path), rtf_text(data, name_of(path)))


def read_links(path: Path) -> Iterator[Record | Broken]:
    """Read a list of addresses, one a line, ``#`` before a comment; or the address in a browser's ``.url`` file."""
    path = Path(path)
    if not any(isinstance(line, str) and ADDRESS.fullmatch(line.strip()) for line in lines(path)):
        yield Broken(name_of(path), f"no address in it; {AN_ADDRESS}")
    else:
        yield from _links(name_of(path), lines(path))


def _links(name: str, rows: Iterable[str | Broken]) -> Iterator[Record | Broken]:
    shortcut = False
    for row, line in enumerate(rows, 1):
        if isinstance(line, Broken):
            yield line
            continue
        line = line.strip()
        shortcut = shortcut or line.lower() == "[internetshortcut]"
        found = ADDRESS.fullmatch(line)
        if found:
            yield Record(f"{name}, row {row}", url=found[1])
        elif line and not line.startswith("#") and not shortcut:
            yield Broken(f"{name}, row {row}", f"{shown(line)}; {AN_ADDRESS}")


def read_folder(folder: Path, read: Callable[[Path], Iterator[Record | Broken]]) -> Iterator[Record | Broken]:
    """Read every file of a folder and its subfolders, in the order of their names.

    A table ``facts.csv`` in it (column ``file``, and any of headline, outlet, byline, published, url, genre, event, by
    these or other names, see `framing.story_columns.SYNONYMS`) goes before what the files say. Where neither names the
    outlet, the first subfolder's name does. Hidden files, what systems leave behind and the parts saved beside a web
    page (``page_files``) are passed over; a link is Broken.

    Parameters
    ----------
    folder : Path
        Its records' places begin with the file's path in it.
    read : callable
        Reads one file, as `framing.kinds.read_file`.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CorpusError(f"{name_of(folder)}: no such folder in {folder.parent}")
    facts, unused = _facts_table(folder)
    if unused:
        what = f"column {some(unused)} isn't" if len(unused) == 1 else f"columns {some(unused)} aren't"
        yield Broken(f"{FACTS_FILE}, row 1", f"{what} used; expected file and any of {', '.join(FACTS)}")
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        place = safe_name(name)
        outlet = name.split("/")[0] if "/" in name else ""
        given = facts.pop(unicodedata.normalize("NFC", name), {})
        try:
            for found in [Broken(place, "a link; expected the file itself")] if path.is_symlink() else read(path):
                found = replace(found, place=place + found.place.removeprefix(name_of(path)))
                yield found if isinstance(found, Broken) else _completed(found, given, outlet)
        except CorpusError as error:
            yield Broken(place, str(error).removeprefix(path.name).removeprefix(name_of(path)).lstrip(":, "))
    yield from (Broken(f"{FACTS_FILE}, row {given['row']}", f"file {shown(name)}; expected a file of the folder")
                for name, given in facts.items())


def _files(folder: Path) -> Iterator[Path]:
    """Give the files below a folder in the order of their names; links to folders aren't followed."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        saved_with_page = path.name.endswith("_files") and any(
            path.with_name(path.name[:-6] + suffix).exists() for suffix in (".html", ".htm", ".xhtml"))
        if path.name.startswith((".", "~$")) or path.name in LITTER or path.name == FACTS_FILE or saved_with_page:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _facts_table(folder: Path) -> tuple[dict[str, Facts], list[str]]:
    """Read the facts of a folder's files, by file; and name the table's columns that hold none."""
    path = folder / FACTS_FILE
    if not path.exists():
        return {}, []
    open_stream(path, MAX_TEXT).close()
    table = read_table(path, [], numbers=())
    files = [column for column in table.columns if plain_name(column) in FILE_COLUMNS]
    if not files:
        raise CorpusError(f"{FACTS_FILE}: missing column file")
    names = table[files[0]].str.strip().str.replace("\\", "/").str.normalize("NFC")  # systems spell é in two ways
    twice = names.duplicated().to_numpy()
    if twice.any():
        row = int(twice.argmax())
        raise CorpusError(f"{FACTS_FILE}, row {row + 2}: file {shown(names[row])} again; expected each file once")
    fitting = {field: candidates(field, table.columns) for field in FACTS}
    columns = {columns[0]: field for field, columns in fitting.items() if columns}
    rows = table[list(columns)].rename(columns=columns).to_dict("records")
    facts = {name: {key: squeezed(value) for key, value in given.items()} | {"row": str(row)}
             for row, (name, given) in enumerate(zip(names, rows, strict=True), 2)}
    return facts, [column for column in table.columns if column not in columns and column != files[0]]


def _completed(record: Record, given: Facts, outlet: str) -> Record:
    """Let the facts of the table go before the record's own, and the folder's name stand in for a missing outlet."""
    given = {key: value for key, value in given.items() if value and key != "row"}
    if "published" in given:
        note = dates.note(given["published"])
        given |= {"published": dates.iso(given["published"]), "note": "; ".join(filter(None, [record.note, note]))}
    return replace(record, **({"outlet": record.outlet or outlet} | given))


def rejoined(text: str) -> str:
    r"""Rejoin text that is wrapped at a fixed width: only where lines break just where the next word had not fitted.

    Examples
    --------
    >>> rejoined("A line of its own.\nAnother line.")
    'A line of its own.\nAnother line.'
    """
    rows = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, rows))
    if not 40 <= width <= WIDEST:
        return text
    wrapped = [bool(line and after) and line == line.lstrip() and len(line) + 1 + len(after.split()[0]) > width
               for line, after in zip(rows, [*rows[1:], ""], strict=True)]
    open_ends = sum(wraps and not PROSE_ENDS.search(line) for wraps, line in zip(wrapped, rows, strict=True))
    if open_ends < 3 or open_ends * 2 < sum(wrapped):
        return text
    paragraphs = [[rows[0]]]
    for wraps, line in zip(wrapped, rows[1:], strict=False):
        if wraps:
            paragraphs[-1].append(line.lstrip())
        else:
            paragraphs.append([line])
    return "\n".join(map(joined, paragraphs))


def _prose(path: Path) -> str:
    """Read a file that should be text, and say what it is if it isn't."""
    data = read_bytes(path, MAX_TEXT)
    text = decode(data)
    kind = container(data)
    if kind in ("PDF", "zip", "rtf", "old Word (.doc)"):
        raise CorpusError(f"{name_of(path)}: {kind} by its first bytes; expected text")
    controls = sum(unicodedata.category(sign) == "Cc" and sign not in "\t\n\f\v\x85" for sign in text[:100_000])
    if controls > CONTROL * len(text[:100_000]):
        raise CorpusError(f"{name_of(path)}: {controls:,} control signs; expected text")
    return text


def _from_text(place: str, text: str, headline: str = "") -> Record | Broken:
    """Make a record of a text that may have facts in its head."""
    if not text.strip():
        return Broken(place, "no text in it; expected an article")
    head, _, rest = text.lstrip("\n").partition("\n\n")
    found = [re.fullmatch(r"([A-Za-z]+)\s*:\s*(.*)", line.strip()) for line in head.split("\n")]
    if not all(match and match[1].lower() in KEYS for match in found):
        return _told_in_lines(place, text, {}, headline)
    facts: Facts = {}
    for match in found:
        key, value = KEYS[match[1].lower()], squeezed(match[2])
        facts[key] = f"{facts[key]}, {value}" if key == "byline" and facts.get(key) and value else \
            facts.get(key) or value
    return _told_in_lines(place, rest, facts, headline)


def _told_in_lines(place: str, text: str, facts: Facts, headline: str) -> Record:
    """Make a record; what its explicit facts leave open may stand in the lines above the first paragraph."""
    headline = headline or first_line(text)
    found = told_above(text, facts.get("headline") or headline)
    return _record(place, text, found | {key: value for key, value in facts.items() if value}, headline)


def _record(place: str, text: str, facts: Facts, headline: str) -> Record:
    """Make a record; a first line that says the headline isn't text."""
    facts = {"headline": headline} | {key: value for key, value in facts.items() if value}
    lines_left = text.strip("\n").split("\n")
    if facts["headline"] and bare(lines_left[0]) == bare(facts["headline"]):
        text = "\n".join(lines_left[1:])
    note = dates.note(facts.get("published", ""))
    facts["published"] = dates.iso(facts.get("published", ""))
    return Record(place, text.strip("\n"), note=note, **facts)


def _first_heading(text: str) -> str:
    found = re.search(r"^# +(\S.*)$", text, re.M) or re.match(r"\n*(\S.*)\n=+ *(?:\n|$)", text)
    return re.sub(r"(?<=\S) #+$", "", squeezed(found[1])) if found else ""


def _front_matter(text: str, name: str) -> tuple[Facts, str]:
    """Take YAML front matter off a text; only its plain values count."""
    import yaml

    found = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text[:MAX_FRONT], re.S)
    if not found:
        return {}, text
    try:
        if sum(map(found[1].count, "[{")) > MAX_BRACKETS:  # the time that pyyaml takes grows with their square
            raise yaml.YAMLError(f"more than {MAX_BRACKETS} brackets")
        values = yaml.safe_load(found[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        row = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise CorpusError(f"{name}, row {row}: front matter that isn't YAML; expected lines such as headline: "
                          "\"Talks end\"") from error
    if not isinstance(values, dict):
        return {}, text
    facts: Facts = {}
    for key, value in values.items():
        parts = value if isinstance(value, list) else [] if value is None else [value]
        # A list of lists isn't looked into: written out, lists of aliases grow without end.
        if str(key).lower() in KEYS and parts and not any(isinstance(part, (list, dict)) for part in parts):
            facts.setdefault(KEYS[str(key).lower()], squeezed(", ".join(map(str, parts))))
    return facts, text[found.end():]


def _word_title(data: bytes, text: str) -> str:
    """Return a Word file's first line, if its style or the file's properties call it the title."""
    import docx

    first = squeezed(next((line for line in text.split("\n") if line.strip()), ""))
    with quiet("docx"):
        try:
            document = docx.Document(io.BytesIO(data))
            title = squeezed(document.core_properties.title)
            opening = next(paragraph for paragraph in document.iter_inner_content() if paragraph.text.strip())
            style = opening.style.name.lower()
        except Exception:  # a part that isn't needed for the text may be damaged in any way, or a table come first
            return ""
    return first if len(first) <= LONGEST_HEADLINE and (style in ("title", "heading 1") or title == first) else ""
