"""Every notebook ends on every odd corpus in figures or in a sentence that says why not."""

import ast
import re
import warnings

import matplotlib.pyplot as plt
import nbformat
import pytest
from odd_corpora import CASES

from framing.build import build_features
from framing.execute import FIGURE_SUFFIXES, STRICT, execute, figure_names, source_notebooks, without_case
from framing.inference import NoAnswer

QUICK = ("one_article", "headlines_only")  # under a minute together; the others run in `make test-slow`
CROWDED = {"strange_names"}  # names that no page can hold


@pytest.fixture(scope="module", params=[
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in CASES])
def folder(request, tmp_path_factory):
    """A corpus folder with its features."""
    made = CASES[request.param](tmp_path_factory.mktemp("odd") / request.param)
    build_features(made)
    return made


def run(path, corpus):
    """Run a notebook's cells as `execute` does, without a kernel; returns the sentences that stand for answers."""
    names, reasons = {"__name__": "__main__", "display": lambda *tables: [repr(table) for table in tables]}, []
    for cell in without_case(nbformat.read(path, as_version=4)).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = [tree.body.pop()] if isinstance(tree.body[-1], ast.Expr) else []
        try:
            exec(compile(tree, cell.id, "exec"), names)
            for expression in last:
                repr(eval(compile(ast.Expression(expression.value), cell.id, "eval"), names))
        except NoAnswer as error:
            reasons.append(str(error))
        except NameError:
            assert reasons, cell.source
        plt.close("all")
    return reasons


@pytest.mark.parametrize("path", source_notebooks(own=True), ids=lambda path: path.stem)
def test_a_notebook_ends_in_figures_or_in_a_sentence(folder, path, monkeypatch, capsys):
    monkeypatch.setenv("FRAMING_CORPUS", str(folder))
    with warnings.catch_warnings(), plt.rc_context():
        exec(STRICT, {"__name__": "__main__"})
        reasons = run(path, folder)
    assert not capsys.readouterr().err
    named = figure_names(path.read_text(encoding="utf-8"), path.name[:2])
    files = [folder / "figures" / f"{name}{suffix}" for name in named for suffix in FIGURE_SUFFIXES]
    missing = [file.name for file in files if not file.exists()]
    assert reasons or not missing
    assert all("\n" not in reason and len(reason.split()) > 4 for reason in reasons)
    for name in named:
        caption = folder / "figures" / f"{name}.md"
        if caption.exists() and folder.name not in CROWDED:
            text = caption.read_text(encoding="utf-8")
            assert "**Layout**" not in text
            assert not re.search(r"against None|\bNone against|\b[Tt]he The\b|‘’|“”", text), name
            assert not {"nan", "NaT", "inf"} & set(text.replace("–", " ").replace(",", " ").split()), name


def test_executed_the_sentence_stands_where_the_figure_would(tmp_path):
    folder = CASES["headlines_only"](tmp_path / "corpus")
    build_features(folder)
    path = next(path for path in source_notebooks() if path.name.startswith("04"))
    notebook = execute(path, tmp_path, folder)
    written = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any(text.startswith("Nothing is shown here. No article has a text") for text in written)
    assert not any("Traceback" in text for text in written)
    assert "No article has a text" in (tmp_path / "04-topics.md").read_text(encoding="utf-8")
    assert not any("case" in cell.metadata.get("tags", []) for cell in notebook.cells)
