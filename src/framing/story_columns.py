"""Which column of a table holds what: guessed from its header, shown, and changed by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from framing import foreign
from framing.corpus import CorpusError
from framing.records import Broken
from framing.wording import listed

# Names of columns by what they hold, letters and figures only, without accents (``Publish Date`` is ``publishdate``,
# ``source.name`` is ``sourcename``, ``Überschrift`` is ``uberschrift``). Where a table has several, the one that stands
# first here is taken; of text and headline only one may be there. After the headers of news data sets, scrapers and
# archives (All the News, NELA, CC-News, AllSides, Guardian and NYT APIs, Media Cloud, Webhose, news-please,
# trafilatura, LexisNexisTools, ProQuest). After the English names come German, French, Spanish, Italian, Dutch and
# Portuguese ones.
SYNONYMS = {
    "text": ["text", "body", "content", "article", "fulltext", "articletext", "articlebody", "bodytext", "maintext",
             "plaintext", "contenttext", "textbody", "volltext", "artikeltext", "artikel", "inhalt", "texte",
             "textearticle", "contenu", "texto", "contenido", "articulo", "testo", "contenuto", "articolo", "tekst",
             "inhoud", "conteudo", "artigo"],
    "headline": ["headline", "title", "headlinemain", "articletitle", "webtitle", "headlinetext", "hlead", "heading",
                 "uberschrift", "ueberschrift", "schlagzeile", "titel", "titre", "titulo", "titular", "titolo", "kop",
                 "krantenkop", "manchete"],
    "outlet": ["outlet", "outletname", "publication", "publicationname", "publisher", "publishername", "newspaper",
               "newspapername", "medianame", "mediaoutlet", "newsoutlet", "newssource", "sourcename", "sourcetitle",
               "pubtitle", "sitename", "sourcehostname", "source", "media", "medium", "journal", "website", "site",
               "domain", "sourcedomain", "hostname", "zeitung", "quelle", "publikation", "quotidien", "periodico",
               "medio", "diario", "fuente", "testata", "giornale", "quotidiano", "fonte", "krant", "bron", "jornal",
               "veiculo"],
    "published": ["published", "publisheddate", "datepublished", "publishdate", "publishingdate", "publicationdate",
                  "publishedat", "publishedon", "datepublish", "pubdate", "webpublicationdate", "articledate", "date",
                  "datetime", "timestamp", "seendate", "erscheinungsdatum", "veroffentlichungsdatum",
                  "veroeffentlichungsdatum", "publikationsdatum", "datum", "datedepublication", "datedeparution",
                  "fechadepublicacion", "fechapublicacion", "fecha", "datadipubblicazione", "datapubblicazione",
                  "publicatiedatum", "datadepublicacao", "datapublicacao", "data"],
    "url": ["url", "articleurl", "link", "articlelink", "weburl", "address", "permalink", "documenturl", "href", "lien",
            "enlace", "collegamento", "adresse", "adres"],
    "byline": ["byline", "author", "authors", "bylineoriginal", "authorname", "writer", "journalist", "reporter",
               "verfasser", "verfasserin", "autor", "autorin", "autoren", "auteur", "auteurs", "autores", "autora",
               "autore", "autori", "schrijver"],
    "genre": ["genre", "articletype", "section", "sectionname", "category", "rubric"],
    "event": ["event", "eventid", "eventname"],
}
ONE_ONLY = ("text", "headline")
SHOWN_COLUMNS = 30
NAN = {"nan"}
NULLS = {*NAN, "none", "null", "na", "n/a", "#n/a", "<na>", "nat"}


@dataclass(frozen=True)
class Table:
    """A file of rows: its name and columns, and what gives its rows from the first one on, each time it is called.

    A row is its place and its cells by column, or Broken.
    """

    name: str
    columns: list[str]
    rows: Callable[[], Iterator[tuple[str, dict[str, str]] | Broken]]


def mapping(columns: Iterable[str], given: Mapping[str, str] | None = None, name: str = "table") -> dict[str, str]:
    """Say what each column of a table holds.

    Parameters
    ----------
    columns : iterable of str
        Its header.
    given : mapping, optional
        From field (``text``, ``headline``, ``outlet``, ``published``, ``url``, ``byline``, ``genre``, ``event``) to the
        column that has it; an empty one says that none has.
    name : str
        The file's, for messages.

    Returns
    -------
    dict
        From every column to its field; empty where the column isn't used.

    Raises
    ------
    CorpusError
        If neither text nor headline is found, two columns look like either, or ``given`` names what isn't there.

    Examples
    --------
    >>> mapping(["id", "source", "source_url", "url", "date", "title", "text"])  # doctest: +NORMALIZE_WHITESPACE
    {'id': '', 'source': 'outlet', 'source_url': '', 'url': 'url', 'date': 'published', 'title': 'headline',
     'text': 'text'}
    >>> mapping(["Story", "Head"], {"text": "Story", "headline": "Head"})
    {'Story': 'text', 'Head': 'headline'}
    """
    columns, given = list(columns), given or {}
    found = _as_given(columns, given, name)
    for field in SYNONYMS:
        if field not in given:
            column = _guessed(field, found, name)
            found |= {column: field} if column else {}
    if not set(ONE_ONLY) & set(found.values()):
        raise CorpusError(f"{name}: no column for text or headline; expected one, or say it to `framing import` "
                          f"with `--column text=COLUMN --column headline=COLUMN`; the columns are {some(columns)}")
    return found


def shown(found: Mapping[str, str]) -> list[str]:
    """Say in lines which column is taken for what, and which aren't used.

    Examples
    --------
    >>> shown({"id": "", "source": "outlet", "title": "headline", "bias": ""})
    ["headline from 'title'", "outlet from 'source'", "not used: 'id' and 'bias'"]
    """
    columns = {field: column for column, field in found.items() if field}
    unused = [column for column, field in found.items() if not field]
    lines = [f"{field} from {foreign.shown(columns[field])}" for field in SYNONYMS if field in columns]
    return lines + ([f"not used: {some(unused)}"] if unused else [])


def fields_of(found: Mapping[str, str]) -> dict[str, str]:
    """Turn a mapping round: from each field that is there to its column."""
    return {field: column for column, field in found.items() if field}


def recognised(columns: Iterable[str], given: Mapping[str, str] | None = None) -> int:
    """Count the columns whose names say something: how well a way of cutting a header fits."""
    known = {name for names in SYNONYMS.values() for name in names}
    return sum(plain_name(column) in known or column in (given or {}).values() for column in columns)


def unique_names(header: Iterable[str]) -> list[str]:
    """Name every column of a header: empty and repeated names get their number.

    Examples
    --------
    >>> unique_names(["", "title", " title "])
    ['column 1', 'title', 'title (column 3)']
    """
    names: dict[str, None] = {}
    for number, name in enumerate(header, 1):
        name = " ".join(name.split()) or f"column {number}"
        while name in names:
            name = f"{name} (column {number})"
        names[name] = None
    return list(names)


def filled(cell: str, field: str = "") -> str:
    """Give a cell as it stands, or nothing where it only says that it has nothing.

    A headline may be *None*, *Null* or *N/A*: of a headline only ``nan`` is nothing, as pandas writes what is missing.

    Examples
    --------
    >>> filled(" NaN "), filled("NA"), filled("NA", "headline"), filled("None of them"), filled("=1+1")
    ('', '', 'NA', 'None of them', '=1+1')
    """
    return "" if len(cell) < 10 and cell.strip().lower() in (NAN if field == "headline" else NULLS) else cell


def plain_name(column: str) -> str:
    """Reduce a column's name to small letters and figures without accents, as in `SYNONYMS`.

    Examples
    --------
    >>> plain_name("Überschrift"), plain_name("date_de Parution"), plain_name("Conteúdo")
    ('uberschrift', 'datedeparution', 'conteudo')
    """
    column = unicodedata.normalize("NFKD", re.sub(r" \(column \d+\)$", "", column))
    return re.sub(r"[\W_]+", "", "".join(sign for sign in column if not unicodedata.combining(sign))).casefold()


def candidates(field: str, columns: Iterable[str]) -> list[str]:
    """Give the columns whose names say that they hold a field, the likeliest first.

    Examples
    --------
    >>> candidates("published", ["datetime", "Date", "outlet"])
    ['Date', 'datetime']
    """
    ranks = {synonym: rank for rank, synonym in enumerate(SYNONYMS[field])}
    return sorted((column for column in columns if plain_name(column) in ranks),
                  key=lambda column: ranks[plain_name(column)])


def _as_given(columns, given, name):
    found = dict.fromkeys(columns, "")
    for field, column in given.items():
        if field not in SYNONYMS:
            raise CorpusError(f"{name}: field {field!r}; expected one of {', '.join(SYNONYMS)}")
        if column and column not in found:
            raise CorpusError(f"{name}: no column {column!r} for {field}; the columns are {some(columns)}")
        if column and found[column]:
            raise CorpusError(f"{name}: column {column!r} is given for {found[column]} and {field}; expected one")
        found |= {column: field} if column else {}
    return found


def _guessed(field, found, name):
    fitting = candidates(field, [column for column, taken in found.items() if not taken])
    if field in ONE_ONLY and len(fitting) > 1:
        raise CorpusError(f"{name}: {len(fitting)} columns look like the {field}, {some(fitting)}; expected one, or "
                          f"`--column {field}=COLUMN`; the columns are {some(list(found))}")
    return fitting[0] if fitting else ""


def some(columns: list[str]) -> str:
    """Name columns in a message: the first thirty, and how many more there are."""
    parts = [foreign.shown(column) for column in columns[:SHOWN_COLUMNS]]
    more = len(columns) - len(parts)
    return listed(parts + ([f"{more} more"] if more > 0 else [])) if parts else "none"
