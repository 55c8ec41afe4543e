"""Figures of a folder without make: what is stale is executed, what fails is named, and what a user changed stays."""

import json
import os
import random
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from odd_corpora import article, write

from framing import execute, figures_run
from framing.corpus import CorpusError
from framing.figures_run import figures, notebooks

DRAW = """import framing
from framing.style import Caption, page, save_figure

corpus = framing.read_corpus()
caption = Caption("Articles", "Count", "Dot.", str(len(corpus.articles)), "Dots.")
save_figure(page(caption, 0.2), corpus.articles, "01-count", caption)"""


def cell(source, tags=(), code=True):
    make = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
    return make(source, id=f"c{abs(hash(source)) % 10**6}", metadata={"tags": list(tags)})


def source(folder, name, *cells):
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), folder / name)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A source tree of three notebooks, and a corpus of one headline."""
    tree = tmp_path / "tree" / "notebooks"
    tree.parent.mkdir()
    source(tree, "01-one.ipynb", cell("# How many?", code=False), cell("Ours.", ["case"], code=False), cell(DRAW),
           cell("1 / 0", ["case"]))
    source(tree, "02-two.ipynb", cell("# Why?", code=False), cell("from framing.inference import NoAnswer"),
           cell('raise NoAnswer("there is no text")'), cell('table\n"02-why"'))
    source(tree, "09-example.ipynb", cell("# Ours", ["case"], code=False), cell("1 / 0"))
    monkeypatch.setattr("framing.style.CHECKOUT", tree.parent)
    corpus = write(tmp_path / "my corpus", [article(random.Random(1), 1, "Herald", text="")])
    (corpus / "features").mkdir()
    (corpus / "features" / "sentences.csv").write_text("article\n")
    return corpus


def in_process(path, corpus):
    try:
        execute.run(path, corpus / "build" / path.name, corpus / "figures", corpus)
    except execute.NotebookError as error:
        return str(error)
    return ""


def test_figures_and_reasons_are_made_and_then_nothing_is_left_to_do(project, monkeypatch):
    monkeypatch.setattr(figures_run, "_run", in_process)
    made = figures(project)
    assert made.failed == {} and made.executed == ["01-one.ipynb", "02-two.ipynb"]
    assert sorted(path.name for path in (project / "figures").iterdir()) == sorted(
        f"{name}.{suffix}" for name in ("01-count", "02-why") for suffix in ("csv", "md", "png", "svg"))
    assert "There is no text." in (project / "figures" / "02-why.md").read_text()
    executed = nbformat.read(project / "build" / "02-two.ipynb", as_version=4)
    assert [output.text for cell in executed.cells[2:] for output in cell.outputs] == 2 * [
        "Nothing is shown here. There is no text.\n"]
    first = nbformat.read(project / "build" / "01-one.ipynb", as_version=4)
    assert [cell.source for cell in first.cells] == ["# How many?", DRAW]
    assert figures(project).current == ["01-one.ipynb", "02-two.ipynb"]
    later = time.time() + 5
    os.utime(project / "articles.csv", (later, later))
    assert figures(project, notebooks=["01"]).executed == ["01-one.ipynb"]
    for file in (project / "build").iterdir():
        os.utime(file, (later + 5, later + 5))
    (project / "figures" / "01-count.png").unlink()
    assert figures(project).executed == ["01-one.ipynb"]


def test_a_notebook_that_fails_is_named_in_one_line_and_stops_no_other(project, tmp_path, monkeypatch):
    source(tmp_path / "tree" / "notebooks", "03-bad.ipynb", cell("# Bad?", code=False), cell("1 / 0"))
    source(tmp_path / "tree" / "notebooks", "04-bad.ipynb", cell("# Bad?", code=False), cell("unknown_name"))
    monkeypatch.setattr(figures_run, "_run", in_process)
    made = figures(project)
    assert made.executed == ["01-one.ipynb", "02-two.ipynb"]
    assert "ZeroDivisionError" in made.failed["03-bad.ipynb"] and "NameError" in made.failed["04-bad.ipynb"]
    assert not (project / "build" / "03-bad.ipynb").exists()


def test_a_subprocess_says_its_first_line(tmp_path):
    path = tmp_path / "notebooks" / "03-bad.ipynb"
    source(path.parent, path.name, cell("1 / 0"))
    said = figures_run._run(path, tmp_path)
    assert said == f"{path}, cell 1: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(("prepare", "options", "says"), [
    (lambda corpus: shutil.rmtree(corpus / "features"), {}, "framing features"),
    (lambda corpus: None, {"notebooks": ["12"]}, "12"),
    (lambda corpus: (corpus / "articles.csv").unlink(), {}, "articles.csv"),
])
def test_one_line_says_what_is_missing(project, prepare, options, says):
    prepare(project)
    with pytest.raises(CorpusError, match=says) as error:
        figures(project, **options)
    assert len(str(error.value).splitlines()) == 1


def test_without_the_source_tree_one_line_says_so(project, tmp_path, monkeypatch):
    shutil.rmtree(tmp_path / "tree" / "notebooks")
    for ask in (figures, notebooks):
        with pytest.raises(CorpusError, match="checkout"):
            ask(project)


def test_the_shipped_corpus_has_its_own_way(tmp_path):
    for ask in (figures, notebooks):
        with pytest.raises(CorpusError, match="shipped"):
            ask(execute.Path(figures_run.PACKAGE).parents[1] / "corpus")


def test_copies_run_where_they_are_and_may_move(project, tmp_path):
    copied = notebooks(project)
    assert copied.written == ["01-one.ipynb", "02-two.ipynb"]
    moved = tmp_path / "moved"
    project.rename(moved)
    text = (moved / "notebooks" / "01-one.ipynb").read_text()
    assert str(tmp_path) not in text and "Ours." not in text
    code = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FRAMING_")}
    subprocess.run([sys.executable, "-c", code], cwd=moved / "notebooks", env=environment | {"MPLBACKEND": "agg"},
                   check=True)
    assert (moved / "figures" / "01-count.png").exists()
    assert not (moved / "notebooks" / "figures").exists()


def test_a_changed_copy_is_never_overwritten(project, tmp_path):
    notebooks(project)
    copy = project / "notebooks" / "01-one.ipynb"
    mine = json.dumps(json.loads(copy.read_text()) | {"metadata": {"mine": 1}})
    copy.write_text(mine)
    assert notebooks(project).current == ["01-one.ipynb", "02-two.ipynb"]
    source(tmp_path / "tree" / "notebooks", "01-one.ipynb", cell("# How many now?", code=False), cell(DRAW))
    again = notebooks(project)
    assert again.beside == {"01-one.ipynb": "01-one-new.ipynb"} and again.current == ["02-two.ipynb"]
    assert copy.read_text() == mine
    assert "How many now?" in (project / "notebooks" / "01-one-new.ipynb").read_text()
    assert notebooks(project).current == ["01-one.ipynb", "02-two.ipynb"]


def test_an_unchanged_copy_follows_the_source(project, tmp_path):
    notebooks(project)
    source(tmp_path / "tree" / "notebooks", "01-one.ipynb", cell("# How many now?", code=False), cell(DRAW))
    assert notebooks(project).written == ["01-one.ipynb"]
    assert "How many now?" in (project / "notebooks" / "01-one.ipynb").read_text()
