"""Notebooks run strictly, come out the same every time, and leave nothing behind when they fail."""

import os

import nbformat
import pytest

from framing.execute import NotebookError, execute, main, run, strip_metadata

FIGURE = """
import os
from pathlib import Path
for suffix in ("svg", "png", "csv", "md"):
    Path(os.environ["FRAMING_FIGURES"], "02-words." + suffix).write_text("drawn")
name = "02-words"
"""


def write(folder, *sources, name="02-words.ipynb"):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}", metadata={"collapsed": True, "tags": ["kept"]})
             for i, source in enumerate(sources)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        "kernelspec": {"name": "my-kernel", "display_name": "Mine", "language": "python"},
        "language_info": {"name": "python", "version": "3.8.1"}})
    path = folder / "notebooks" / name
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """One notebook run twice in its own folder."""
    folder = tmp_path_factory.mktemp("twice")
    path = write(folder, FIGURE, "from pathlib import Path\nprint(Path.cwd().name)\nPath.cwd().name",
                 "print(Path(os.environ['FRAMING_CORPUS']).is_absolute(), {'b', 'a', 'c'})",
                 "import matplotlib.pyplot as plt\nplt.plot([1, 2], [1, 2]);")
    before = path.read_bytes()
    for name in ("first", "second"):
        run(path, folder / "build" / f"{name}.ipynb", folder / "figures", corpus=folder)
    assert path.read_bytes() == before
    return folder


def test_two_runs_give_the_same_bytes(twice):
    assert (twice / "build/first.ipynb").read_bytes() == (twice / "build/second.ipynb").read_bytes()


def test_the_executed_copy_holds_results_and_no_trace_of_the_machine(twice):
    text = (twice / "build/first.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata == {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)",
                                                "language": "python"}, "language_info": {"name": "python"}}
    assert [cell.id for cell in notebook.cells] == ["c0", "c1", "c2", "c3"]
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4]
    assert all(cell.metadata == {"tags": ["kept"]} for cell in notebook.cells)
    assert notebook.cells[1].outputs[0].text == "notebooks\n"
    assert notebook.cells[2].outputs[0].text.startswith("True")
    assert "image/png" in notebook.cells[3].outputs[0].data
    assert str(twice) not in text


def test_figures_are_put_in_place(twice):
    assert sorted(path.name for path in (twice / "figures").iterdir()) == [
        "02-words.csv", "02-words.md", "02-words.png", "02-words.svg"]


def test_an_equal_figure_is_left_untouched(twice):
    figure = twice / "figures" / "02-words.csv"
    os.utime(figure, (1, 1))
    run(twice / "notebooks/02-words.ipynb", twice / "build/third.ipynb", twice / "figures", corpus=twice)
    assert figure.stat().st_mtime == 1


@pytest.mark.parametrize(("source", "says"), [
    ("1 / 0", "ZeroDivisionError"),
    ("import warnings; warnings.warn('careful')", "careful"),
    ("import warnings; warnings.warn('leaving', DeprecationWarning)", "leaving"),
    ("import sys; print('oh', file=sys.stderr)", "stderr"),
    ("import matplotlib.pyplot as plt\nplt.title('\\N{CJK UNIFIED IDEOGRAPH-4E2D}');", "missing"),
])
def test_a_failure_names_the_cell_and_leaves_nothing(tmp_path, capsys, source, says):
    path = write(tmp_path, FIGURE, source)
    output = tmp_path / "build" / path.name
    output.parent.mkdir()
    output.write_text("of an earlier run")
    assert main([str(path), str(output), "--figures", str(tmp_path / "figures")]) == 1
    message = capsys.readouterr().err
    assert f"{path}, cell 2" in message and says in message
    assert not output.exists()
    assert not (tmp_path / "figures").exists()


def test_what_libraries_announce_to_each_other_is_no_error(tmp_path):
    path = write(tmp_path, "import warnings\n"
                 "warnings.warn_explicit('later', DeprecationWarning, 'lib.py', 1, module='library')\n"
                 "import pandas, scipy.stats, sklearn, matplotlib.pyplot, seaborn, nltk", "1 + 1")
    assert execute(path, tmp_path).cells[1].outputs[0].data == {"text/plain": "2"}


@pytest.mark.parametrize(("source", "says"), [
    ('name = "02-words"', "names figures it did not save: 02-words.csv"),
    (FIGURE + 'other = "02-other"', "names figures it did not save: 02-other.csv"),
    (FIGURE.replace('name = "02-words"', ""), "plain strings"),
    (FIGURE.replace('"svg", ', ""), "names figures it did not save: 02-words.svg"),
])
def test_figures_saved_must_be_those_named(tmp_path, source, says):
    path = write(tmp_path, source)
    with pytest.raises(NotebookError, match=says):
        run(path, tmp_path / "build" / path.name, tmp_path / "figures")
    assert not (tmp_path / "build").exists() and not (tmp_path / "figures").exists()


def test_cells_without_an_id_get_a_fixed_one():
    cell = {"cell_type": "markdown", "source": "text", "metadata": {}}
    notebook = nbformat.from_dict({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    assert strip_metadata(notebook).cells[0].id == "cell-00"


def test_on_an_own_corpus_warnings_neither_stop_nor_stay(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    path = write(tmp_path, "import sys, warnings\nwarnings.warn('careful')\nprint('oh', file=sys.stderr)\n1 + 1")
    outputs = execute(path, tmp_path, corpus).cells[0].outputs
    assert [output.data for output in outputs] == [{"text/plain": "2"}]
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        execute(write(tmp_path, "1 / 0"), tmp_path, corpus)
