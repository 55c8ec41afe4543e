"""References in RIS and BibTeX: facts as Zotero and others write them; abstracts are no texts, years no days."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus import CorpusError
from framing.records import Broken, Record
from framing.references import read_bibtex, read_ris

RIS = """TY  - NEWS
TI  - Talks end; no result
AU  - One, Ann
AU  - Two, Bo
T2  - The Herald
DA  - 2030/05/01/
PY  - 2030
AB  - An abstract that goes on
over two lines
UR  - https://herald.example/a;id=1
KW  - talks
N1  - a note
L1  - file:///a.pdf
Y2  - 2031/01/01
ER  -\x20

TY  - BOOK
T1  - Second
PB  - House
PY  - 2029
ER  -\x20
TY  - MGZN
TI  - Third
JO  - Weekly
DA  - 2030/05//
"""
BIBTEX = r"""
@comment{made by hand}
@string{her = "The {Herald}"}
@string{her = "Another"}
@article{one, title = {Talks end in {Z{\"u}rich}: {\'E}t\'e \& more at 5\%}, author = {One, Ann and M{\"u}ller, Bo},
  journal = her, date = {2030-05-01}, url = {https://herald.example/a_b~c%20d?x=1\&y=2}, abstract = {Abstract},
  urldate = {2031-01-01}}
@misc{two, title = "Costs of $5 & 50% more", year = 2030, month = may, day = {2}, howpublished = {\url{http://b.example/2}}}
@article{two, title = {Same key}, year = 2030, month = may}
@article{four, title = {Open, year = 2030
@online{five, title = {Fine}, subtitle = {Very}, date = {2030-05}, organization = {Post}}
@book{six, title = {A book}, title = {twice}, publisher = {House}, year = {2030}, month = 3, day = 4}
"""


def test_ris_records_become_facts(tmp_path):
    path = tmp_path / "z.ris"
    path.write_text("\ufeffjunk\r\n" + RIS.replace("\n", "\r\n"), encoding="utf-8")
    assert list(read_ris(path)) == [
        Record("z.ris, record 1", headline="Talks end; no result", outlet="The Herald", byline="One, Ann; Two, Bo",
               published="2030-05-01", url="https://herald.example/a;id=1"),
        Record("z.ris, record 2", headline="Second", outlet="House",
               note="published 2029, day unknown; reference of the type 'BOOK'"),
        Record("z.ris, record 3", headline="Third", outlet="Weekly",
               note="published 2030, day unknown; the record has no end: the file may be cut short")]


@pytest.mark.parametrize(("written", "published", "note"), [
    ("DA  - 2030/05/01/evening", "2030-05-01", ""), ("DA  - 2030-05-01", "2030-05-01", ""),
    ("Y1  - 2030/05/01", "2030-05-01", ""), ("PY  - 2030/05/01/", "2030-05-01", ""),
    ("DA  - May 1, 2030", "2030-05-01", ""), ("PY  - 2030///", "", "published 2030, day unknown"),
    ("DA  - spring", "", ""), ("", "", "")])
def test_a_day_counts_and_a_year_is_noted(tmp_path, written, published, note):
    path = tmp_path / "z.ris"
    path.write_text(f"TY  - NEWS\nTI  - A\n{written}\nER  - \n")
    record, = read_ris(path)
    assert (record.published, record.note) == (published, note)


def test_bibtex_entries_become_facts(tmp_path, capfd):
    path = tmp_path / "z.bib"
    path.write_text(BIBTEX, encoding="utf-8")
    got = list(read_bibtex(path))
    assert got[:3] == [
        Record("z.bib, line 5", headline="Talks end in Zürich: Été & more at 5%", outlet="The Herald",
               byline="One, Ann; Müller, Bo", published="2030-05-01",
               url="https://herald.example/a_b~c%20d?x=1&y=2"),
        Record("z.bib, line 8", headline="Costs of $5 & 50% more", published="2030-05-02", url="http://b.example/2"),
        Record("z.bib, line 9", headline="Same key", note="published 2030, day unknown")]
    assert isinstance(got[3], Broken) and str(got[3]).startswith("z.bib, line 10: an entry that can't be read; ")
    assert got[4] == Record("z.bib, line 11", headline="Fine: Very", outlet="Post", note="published 2030, day unknown")
    assert got[5].published == "2030-03-04" and got[5].note == "reference of the type 'book'"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("reader", "name", "data", "message"), [
    (read_ris, "z.ris", b"", "z.ris: no line that begins with 'TY  - '; expected RIS references"),
    (read_ris, "z.ris", b"\x00\xff" * 99, "z.ris: no line"),
    (read_bibtex, "z.bib", b"no entry", "z.bib: no entry that begins with '@'; expected BibTeX references")])
def test_a_file_without_references_is_refused(tmp_path, reader, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CorpusError, match=message):
        list(reader(tmp_path / name))


def test_a_title_too_long_and_strings_that_explode_are_broken(tmp_path):
    path = tmp_path / "z.bib"
    strings = "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 60))
    path.write_text("@string{s0 = {haha}}\n" + strings + "@misc{a, title = s59}\n@misc{b, title = {Fine}}\n"
                    "@misc{c, title = {" + r"{\'E}t\'e " * 200_000 + "}}\n")
    started = time.process_time()
    long, fine, longer = read_bibtex(path)
    assert str(long) == "z.bib, line 61: title of more than 100,000 signs; expected fewer"
    assert fine.headline == "Fine" and isinstance(longer, Broken) and time.process_time() - started < 10


@pytest.mark.parametrize(("written", "outlet"), [
    ('"The " # h', "The Herald"), ("h # { and {} } # h", "Herald and Herald"), ('"A # b" # H', "A # bHerald"),
    ('{A "quoted" # sign}', 'A "quoted" # sign'), ("h#2", "Herald2"), ("unknown", "unknown"), ('"{"}A{"} b"', '"A" b')])
def test_values_are_put_together(tmp_path, written, outlet):
    path = tmp_path / "z.bib"
    path.write_text(f'@string{{h = "Herald"}}\n@article{{a, title = {{T}}, journal = {written}}}\n')
    assert [record.outlet for record in read_bibtex(path)] == [outlet]


@given(text=st.text() | st.text('@{}",=\\\n a%&$#~^_', max_size=120).map("@article{{x, title = {{{}}} }}".format)
       | st.text("TYERAU  -\n", max_size=120).map("TY  - NEWS\n{}".format),
       reader=st.sampled_from([read_ris, read_bibtex]))
def test_any_text_gives_references_or_a_clear_error(tmp_path_factory, text, reader):
    path = tmp_path_factory.mktemp("t") / "t.txt"
    path.write_text(text, encoding="utf-8")
    try:
        assert all(isinstance(got, (Record, Broken)) for got in reader(path))
    except CorpusError as error:
        assert str(error).startswith("t.txt: ")


def test_latex_that_cannot_be_read_stays_without_its_braces(tmp_path):
    path = tmp_path / "z.bib"
    path.write_text(r"@misc{a, title = {See \href{x}{the {page}}}}" + "\n@misc{b, title = {" + "{" * 2000 + "deep"
                    + "}" * 2000 + "}}")
    assert [record.headline for record in read_bibtex(path)] == [r"See \hrefxthe page", "deep"]
