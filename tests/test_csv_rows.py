"""Tables of characters row by row: marks, lines inside cells, ragged rows, delimiters; what is broken and why."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import limits
from framing.corpus import CorpusError
from framing.csv_rows import open_csv
from framing.records import Broken

# Text as cells can have it: line ends are those of a text, no NULs, no half characters.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufeff")).filter(
    lambda cell: cell.strip().lower() not in {"nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat"})
HEAD = "title,text,url\n"


@pytest.fixture
def read(tmp_path):
    """Read a table of the given characters or bytes: its columns, rows and broken places."""
    def reading(data, **options):
        path = tmp_path / "t.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        table = open_csv(path, **options)
        got = list(table.rows())
        assert got == list(table.rows())    # it can be read again
        return table.columns, [row for row in got if not isinstance(row, Broken)], [
            str(row) for row in got if isinstance(row, Broken)]
    return reading


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda row: any(map(str.strip, row))), max_size=8),
       delimiter=st.sampled_from(",;\t|"), quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
       encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), end=st.sampled_from(["\n", "\r\n"]))
def test_no_row_and_no_character_is_lost(tmp_path_factory, rows, delimiter, quoting, encoding, end):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([["title", "text", "url"], *rows])
    path.write_bytes(file.getvalue().encode(encoding))
    got = list(open_csv(path).rows())
    assert [tuple(cells.values()) for _, cells in got] == rows


def test_places_are_rows_and_lines_where_they_differ(read):
    _, rows, _ = read('title,text\nA,one\nB,"two\nlines"\n\nC,three\n')
    assert [place for place, _ in rows] == ["t.csv, row 2", "t.csv, row 3 (lines 3 to 4)", "t.csv, row 5 (line 6)"]
    assert rows[1][1] == {"title": "B", "text": "two\nlines"}


def test_ragged_rows_are_broken_and_the_rest_goes_on(read):
    _, rows, broken = read(HEAD + "A,one,u\nB,two\nC,three,u,more\nD,four,u,,\n,,\nE,five,u\n")
    assert [cells["title"] for _, cells in rows] == ["A", "D", "E"]
    assert broken == ["t.csv, row 3: 2 cells; expected 3, as in the header",
                      "t.csv, row 4: 4 cells; expected 3, as in the header"]


def test_an_inner_mark_breaks_its_row_with_all_its_lines_and_no_other(read):
    _, rows, broken = read(HEAD + 'A,one,http://a.example\nB,"He said "no" then\nwent, slowly, home\n\nand slept",'
                           'http://b.example\nC,three,http://c.example\n')
    assert [cells["title"] for _, cells in rows] == ["A", "C"]
    assert broken == ["t.csv, row 3 (lines 3 to 6): a quotation mark inside a cell in marks; expected it written twice"]


@pytest.mark.parametrize("after", ['C,"fine",http://c.example\n', "C,fine,http://c.example\n"])
def test_a_mark_that_never_closes_breaks_one_row(read, after):
    _, rows, broken = read(HEAD + 'A,"open,http://a.example\nB,two,http://b.example\n' + after)
    assert [tuple(cells.values()) for _, cells in rows] == [("B", "two", "http://b.example"),
                                                           ("C", "fine", "http://c.example")]
    assert len(broken) == 1 and broken[0].startswith("t.csv, row 2: a quotation mark")


def test_a_mark_that_closes_rows_later_swallows_none_unseen(read):
    _, rows, broken = read(HEAD + 'A,one,http://a.example\nB,"two,http://b.example\nC,three,http://c.example\n'
                           'D,four",http://d.example\nE,"five\nof, two, lines",http://e.example\n')
    assert [cells["title"] for _, cells in rows] == ["A", "C", "D", "E"]
    assert len(broken) == 1 and broken[0].startswith("t.csv, row 3: a quotation mark that closes in a later row")


def test_texts_of_several_lines_are_not_taken_for_rows(read):
    _, rows, broken = read(HEAD + 'A,one,http://a.example\nB,"two\nlines, mind",http://b.example\n"C\nD",x,http://c.example\n')
    assert not broken and [cells["title"] for _, cells in rows] == ["A", "B", "C\nD"]


def test_marks_after_backslashes_and_spaces_before_marks_are_read(read):
    _, rows, broken = read('title, text\n"\\"A\\", b","c, \\\\ d"\nE, "f, g"\n')
    assert not broken
    assert [tuple(cells.values()) for _, cells in rows] == [('"A", b', "c, \\ d"), ("E", "f, g")]


def test_in_a_table_with_tabs_marks_may_be_text(read):
    _, rows, broken = read('title\ttext\n"A" says\t"open\nB\tclosed"\nC\t"x\ny"\n')
    assert not broken and [tuple(cells.values()) for _, cells in rows] == [
        ('"A" says', '"open'), ("B", 'closed"'), ("C", "x\ny")]


def test_formulas_stay_text(read):
    _, rows, _ = read("title,text\n=cmd|' /C calc'!A0,@SUM(A1)\n\"=HYPERLINK(\"\"x\"\")\",-1+1\n")
    assert [tuple(cells.values()) for _, cells in rows] == [("=cmd|' /C calc'!A0", "@SUM(A1)"),
                                                           ('=HYPERLINK("x")', "-1+1")]


@pytest.mark.parametrize(("data", "columns"), [
    ("title;text\na;b,c\n", ["title", "text"]), ("title\ttext\na\tb\n", ["title", "text"]),
    ("a,b;title|text\nx|y\n", ["a,b;title", "text"]), ("text\nx, y; z\n", ["text"]),
    ("\n\nsep=;\ntitle;text\na;b\n", ["title", "text"]), ('"title","te\nxt"\na,b\n', ["title", "te xt"]),
    (",title,title\n1,a,b\n", ["column 1", "title", "title (column 3)"]), ("title,text\ra,b\rc,d\r", ["title", "text"]),
])
def test_delimiter_and_header_are_found(read, data, columns):
    found, rows, broken = read(data)
    assert found == columns and rows and not broken


def test_given_columns_help_to_find_the_delimiter(read):
    columns, _, _ = read("Kopf,Text;Zeile,Wort\na,b;c,d\n", given={"headline": "Text;Zeile"})
    assert columns == ["Kopf", "Text;Zeile", "Wort"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_other_encodings_are_read(read, encoding):
    text = "Le café fermé près de la forêt, où l’été était très doux; ça a plu à beaucoup. " * 5
    _, rows, _ = read(f'title,text\nÉtat,"{text}"\n'.encode(encoding))
    assert rows[0][1] == {"title": "État", "text": text}


@pytest.mark.parametrize(("data", "message"), [
    (b"", "t.csv: empty; expected a table with a header"), (b"\n \n\xef\xbb\xbf", "t.csv: empty"),
    (b'"title,text\na,b\n', "t.csv: the header can't be read as CSV"),
])
def test_a_file_without_a_header_is_refused(read, data, message):
    with pytest.raises(CorpusError, match=message):
        read(data)


def test_a_line_or_cell_too_long_is_broken_and_the_rest_goes_on(read, monkeypatch):
    monkeypatch.setattr(limits.lines, "__defaults__", (200,))
    _, rows, broken = read("title,text\nA," + "x" * 300 + '\nB,two\nC,"\n' + "y" * 300 + '\nend"\nD,four\n')
    assert [cells["title"] for _, cells in rows] == ["B", "D"]
    assert [line.split(":")[0] for line in broken] == ["t.csv, row 2", "t.csv, row 5", "t.csv, row 4 (lines 4 to 6)"]
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_LINE", 100)
    _, rows, broken = read('title,text\nA,"' + "line\n" * 50 + '"\nB,two\n')
    assert [cells["title"] for _, cells in rows] == ["B"] and "a cell of more than 100 characters" in broken[0]


@given(data=st.binary() | st.text('",\n\\ ab;\t', max_size=200).map(str.encode))
def test_any_bytes_give_rows_or_a_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(data)
    try:
        table = open_csv(path)
    except CorpusError as error:
        assert str(error).startswith("t.csv: ")
        return
    for got in table.rows():
        assert isinstance(got, Broken) or list(got[1]) == table.columns


def test_a_mark_that_never_closes_is_looked_for_within_bounds(tmp_path, monkeypatch):
    monkeypatch.setattr("framing.csv_rows.MOST_LINES", 50)
    path = tmp_path / "a.csv"
    path.write_text('headline,text\n"Bridge,' + "\nx,y" * 500 + "\n", encoding="utf-8")
    first, *rest = open_csv(path).rows()
    assert isinstance(first, Broken) and "a quotation mark that doesn't close" in first.reason
    assert len(rest) == 500
    whole = tmp_path / "b.csv"
    whole.write_text('headline,text\nBridge,"' + "line\n" * 40 + '"\n', encoding="utf-8")
    [(_, cells)] = open_csv(whole).rows()
    assert cells["text"].count("line") == 40
