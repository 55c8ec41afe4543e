"""What a column holds, as headers of data sets name it; what isn't clear is asked for."""

import pytest

from framing.corpus import CorpusError
from framing.story_columns import SYNONYMS, candidates, fields_of, filled, mapping, recognised, shown, unique_names

# Headers as known data sets, services and programs have them, and what should be taken from where.
HEADERS = {
    "id source source_url url date topic title bias text":
        {"text": "text", "headline": "title", "outlet": "source", "published": "date", "url": "url"},
    "date year month day author title article url section publication":
        {"text": "article", "headline": "title", "outlet": "publication", "published": "date", "url": "url",
         "byline": "author", "genre": "section"},
    "id date source title content author url published published_utc collection_utc":
        {"text": "content", "headline": "title", "outlet": "source", "published": "published", "url": "url",
         "byline": "author"},
    "ID Source_File Newspaper Date Length Section Author Edition Headline Article":
        {"text": "Article", "headline": "Headline", "outlet": "Newspaper", "published": "Date", "byline": "Author",
         "genre": "Section"},
    "title author hostname date fingerprint raw_text text language source source-hostname excerpt":
        {"text": "text", "headline": "title", "outlet": "source-hostname", "published": "date", "byline": "author"},
    "webTitle webPublicationDate webUrl sectionName bodyText":
        {"text": "bodyText", "headline": "webTitle", "published": "webPublicationDate", "url": "webUrl",
         "genre": "sectionName"},
    "source.id source.name author title publishedAt url":
        {"headline": "title", "outlet": "source.name", "published": "publishedAt", "url": "url", "byline": "author"},
    "Publish Date,BODY,Media Name": {"text": "BODY", "outlet": "Media Name", "published": "Publish Date"},
    "Heading Kicker Text": {"text": "Text", "headline": "Heading"},
    "Überschrift Volltext Zeitung Erscheinungsdatum Verfasser Link":
        {"text": "Volltext", "headline": "Überschrift", "outlet": "Zeitung", "published": "Erscheinungsdatum",
         "byline": "Verfasser", "url": "Link"},
    "TITEL ARTIKELTEXT QUELLE DATUM AUTOR":
        {"text": "ARTIKELTEXT", "headline": "TITEL", "outlet": "QUELLE", "published": "DATUM", "byline": "AUTOR"},
    "titre,texte,journal,date de publication,auteur,lien":
        {"text": "texte", "headline": "titre", "outlet": "journal", "published": "date de publication",
         "byline": "auteur", "url": "lien"},
    "Título Texto Periódico Fecha Autor Enlace":
        {"text": "Texto", "headline": "Título", "outlet": "Periódico", "published": "Fecha", "byline": "Autor",
         "url": "Enlace"},
    "titolo testo testata data autore":
        {"text": "testo", "headline": "titolo", "outlet": "testata", "published": "data", "byline": "autore"},
    "kop tekst krant datum auteur":
        {"text": "tekst", "headline": "kop", "outlet": "krant", "published": "datum", "byline": "auteur"},
    "titulo conteu\u0301do jornal data autor":
        {"text": "conteu\u0301do", "headline": "titulo", "outlet": "jornal", "published": "data", "byline": "autor"},
}


@pytest.mark.parametrize("header", HEADERS)
def test_headers_of_known_tables_are_read(header):
    columns = header.split("," if "," in header else " ")
    assert fields_of(mapping(columns)) == HEADERS[header]


def test_no_name_stands_for_two_fields():
    names = [name for field in SYNONYMS.values() for name in field]
    assert len(names) == len(set(names)) and all(name.isascii() and name.islower() for name in names)
    assert candidates("headline", ["title", "Überschrift", "x", "Headline"]) == ["Headline", "title", "Überschrift"]


def test_given_columns_come_first_and_can_be_none():
    found = mapping(["Story", "title", "teaser", "source"], {"text": "Story", "headline": "teaser", "outlet": ""})
    assert found == {"Story": "text", "title": "", "teaser": "headline", "source": ""}
    assert shown(found) == ["text from 'Story'", "headline from 'teaser'", "not used: 'title' and 'source'"]


@pytest.mark.parametrize(("columns", "given", "message"), [
    (["a", "b"], {}, "t.csv: no column for text or headline; expected one, or say it to `framing import` with "
                     "`--column text=COLUMN --column headline=COLUMN`; the columns are 'a' and 'b'"),
    ([], {}, "the columns are none"),
    (["text", "Body", "title"], {}, "2 columns look like the text, 'text' and 'Body'; expected one, or `--column "
                                    "text=COLUMN`"),
    (["title", "headline"], {}, "2 columns look like the headline, 'headline' and 'title'"),
    (["text"], {"words": "text"}, "field 'words'; expected one of text, headline, outlet"),
    (["text"], {"headline": "head"}, "no column 'head' for headline; the columns are 'text'"),
    (["text"], {"text": "text", "headline": "text"}, "column 'text' is given for text and headline; expected one"),
    (["x" * 1000] * 1, {}, "'" + "x" * 40 + "…'"),
    ([f"c{i}" for i in range(1000)], {}, "'c29' and 970 more"),
])
def test_what_is_not_clear_is_said_with_the_columns_there_are(columns, given, message):
    with pytest.raises(CorpusError) as error:
        mapping(columns, given, "t.csv")
    assert message in str(error.value) and len(str(error.value)) < 2000


def test_a_choice_by_hand_settles_two_columns_that_look_alike():
    assert fields_of(mapping(["text", "body"], {"text": "body"})) == {"text": "body"}
    columns = unique_names(["text", "text", ""])
    assert columns == ["text", "text (column 2)", "column 3"]
    with pytest.raises(CorpusError, match="2 columns look like the text"):
        mapping(columns)
    assert fields_of(mapping(columns, {"text": "text (column 2)"})) == {"text": "text (column 2)"}


def test_names_that_say_something_are_counted():
    assert recognised(["Title", "x", "Story"], {"text": "Story"}) == 2


@pytest.mark.parametrize("cell", ["NaN", " nan ", "None", "null", "NULL", "NA", "n/a", "#N/A", "<NA>", "NaT"])
def test_a_cell_that_says_nothing_is_empty(cell):
    assert filled(cell) == ""


def test_other_cells_stay():
    for cell in ("None of them", "=cmd|' /C calc'!A0", "@SUM(A1)", " x ", "0"):
        assert filled(cell) == cell
