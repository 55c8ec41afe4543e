"""The kinds of files articles come in, and which reader opens which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from framing.corpus import CorpusError
from framing.foreign import name_of
from framing.records import Broken, Record

UNVERIFIED = "unverified: no real export seen"


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        As ``framing import --from`` takes it.
    reader : str
        Module and function, ``documents.read_html``; loaded when first used, for its libraries are slow to load.
    suffixes : tuple of str
        Of the files it reads; `guess` takes the first kind that has the suffix.
    says : str
        One line of help.
    columns : bool
        Whether its columns can be named by hand.
    verified : bool
        Whether it was tried on a real export.
    """

    name: str
    reader: str
    suffixes: tuple[str, ...]
    says: str
    columns: bool = False
    verified: bool = True

    def open(self) -> Callable[..., Iterator[Record | Broken]]:
        """Load the reader."""
        module, function = self.reader.split(".")
        return getattr(import_module(f"framing.{module}"), function)


KINDS = {kind.name: kind for kind in (
    Kind("text", "documents.read_text", (".txt",), "plain text, one article a file"),
    Kind("markdown", "documents.read_markdown", (".md", ".markdown"), "Markdown, facts in its front matter"),
    Kind("html", "documents.read_html", (".html", ".htm", ".xhtml"), "a saved web page"),
    Kind("pdf", "documents.read_pdf", (".pdf",), "PDF with text in it (no scans)"),
    Kind("docx", "documents.read_docx", (".docx",), "Word file, one article"),
    Kind("rtf", "documents.read_rtf", (".rtf",), "rich text, one article"),
    Kind("links", "documents.read_links", (".links", ".url", ".urls"), "a list of addresses, one a line"),
    Kind("csv", "story_tables.read_csv", (".csv", ".csv.gz", ".csv.xz"), "table, columns guessed and shown",
         columns=True),
    Kind("tsv", "story_tables.read_tsv", (".tsv", ".tab", ".tsv.gz", ".tsv.xz"), "table with tabs", columns=True),
    Kind("jsonl", "story_tables.read_jsonl",
         (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".jsonl.xz", ".json.gz", ".json.xz"),
         "JSON Lines, or one JSON list", columns=True),
    Kind("parquet", "story_tables.read_parquet", (".parquet", ".pq"), "Parquet table", columns=True),
    Kind("mediacloud", "story_lists.read_mediacloud", (".csv",), "Media Cloud story list: facts, no texts",
         verified=False),
    Kind("gdelt", "story_lists.read_gdelt", (".csv", ".json"), "GDELT DOC article list: facts, no texts",
         verified=False),
    Kind("newsapi", "story_lists.read_newsapi", (".json",), "NewsAPI answer: facts; its cut texts are not taken",
         verified=False),
    Kind("nexis", "nexis.read_nexis", (".docx", ".zip", ".rtf"), "Nexis Uni download", verified=False),
    Kind("proquest", "proquest.read_proquest", (".html", ".htm", ".rtf", ".txt"), "ProQuest export", verified=False),
    Kind("factiva", "factiva.read_factiva", (".html", ".htm", ".rtf"), "Factiva export: HTML, or RTF with field codes",
         verified=False),
    Kind("ris", "references.read_ris", (".ris",), "RIS references (Zotero, EndNote): facts"),
    Kind("bibtex", "references.read_bibtex", (".bib", ".bibtex"), "BibTeX references: facts"),
    Kind("warc", "warcs.read_warc", (".warc", ".warc.gz"), "web archive: its HTML pages"),
)}

# Word lists of the user's own: their reader in `framing.dictionaries`, and a line of help.
WORD_LISTS = {"liwc": ("read_liwc", "word list: LIWC .dic"), "quanteda": ("read_quanteda", "word list: quanteda YAML"),
              "list": ("read_list", "word list: CSV with a column term and one of class, category, topic")}


def guess(path) -> Kind:
    """Return the kind that a file's name suggests.

    Raises
    ------
    CorpusError
        If no kind has its suffix.

    Examples
    --------
    >>> guess("stories.CSV").name, guess("page.warc.gz").name
    ('csv', 'warc')
    """
    name = Path(path).name.lower()
    fitting = [kind for kind in KINDS.values() if name.endswith(kind.suffixes)]
    if not fitting:
        known = sorted({suffix for kind in KINDS.values() for suffix in kind.suffixes})
        raise CorpusError(f"{name_of(Path(path))}: can't tell what it is; expected a name that ends on one of "
                          f"{', '.join(known)}, or its kind: `framing import DIR FILE --from KIND`")
    return fitting[0]


def named(name: str) -> Kind:
    """Return a kind by its name.

    Raises
    ------
    CorpusError
        If there is none; the message lists those there are.
    """
    if name not in KINDS:
        raise CorpusError(f"kind {name!r}; expected one of {', '.join([*KINDS, *WORD_LISTS])}")
    return KINDS[name]


def read_files(paths: Iterable, kind: str = "", columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read files and folders; a file that can't be read is one broken record, and the rest goes on.

    Parameters
    ----------
    paths : iterable of path-like
        In a folder every file is read, each as its name suggests.
    kind : str, optional
        What all files are; by default what each one's name suggests.
    columns : mapping, optional
        For tables: from field (``headline``, ``text`` ...) to the column that has it.
    """
    from framing.documents import read_folder

    if kind:
        named(kind)
    for path in map(Path, paths):
        try:
            if path.is_dir():
                yield from read_folder(path, partial(read_file, kind=kind, columns=columns))
            else:
                yield from read_file(path, kind, columns)
        except CorpusError as error:
            place, _, reason = str(error).partition(": ")
            yield Broken(place, reason)


def read_file(path, kind: str = "", columns: Mapping[str, str] | None = None) -> Iterator[Record | Broken]:
    """Read one file.

    Raises
    ------
    CorpusError
        If it can't be read as its kind, or isn't there.
    """
    path = Path(path)
    chosen = named(kind) if kind else guess(path)
    reader = chosen.open()
    return reader(path, columns) if chosen.columns else reader(path)
