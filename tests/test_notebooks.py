"""What is stored is what `make figures` makes, and notebooks keep the house's rules."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import framing
from framing.execute import execute, figure_names

ROOT = Path(framing.__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_a_notebook_run_again_gives_what_is_stored(notebook, tmp_path):
    again = execute(notebook, tmp_path)
    stored = nbformat.read(notebook, as_version=4)
    assert [cell.source for cell in again.cells] == [cell.source for cell in stored.cells]
    for new, old in zip(again.cells, stored.cells, strict=True):
        for one, other in zip(new.get("outputs", []), old.get("outputs", []), strict=True):
            assert one.get("text") == other.get("text"), new.id
            assert one.get("data", {}).get("text/plain") == other.get("data", {}).get("text/plain"), new.id
    for name in figure_names(notebook.read_text(encoding="utf-8"), notebook.name[:2]):
        made, kept = (pd.read_csv(folder / f"{name}.csv") for folder in (tmp_path, ROOT / "figures"))
        pd.testing.assert_frame_equal(made, kept, rtol=1e-6, atol=1e-6)
        assert (tmp_path / f"{name}.md").read_text() == (ROOT / "figures" / f"{name}.md").read_text()


def test_stored_notebooks_are_executed_and_clean(notebook):
    for cell in cells(notebook, "code"):
        assert cell.execution_count, cell.id
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr"
            assert "<" not in output.get("text", "") or "object at 0x" not in output.text


def test_a_notebook_is_prose_around_short_code(notebook):
    prose = "\n".join(cell.source for cell in cells(notebook, "markdown"))
    code = [cell.source for cell in cells(notebook, "code")]
    assert 600 <= len(prose.split()) <= 1300
    assert sum(len(source.splitlines()) for source in code) <= 80
    assert max(len(source.splitlines()) for source in code) <= 15
    assert not re.search(r"^(def|class|for|while) |sys\.path|nltk\.download", "\n".join(code), flags=re.M)


def test_the_first_screen_is_a_question_and_the_last_word_a_limit(notebook):
    prose = [cell.source for cell in cells(notebook, "markdown")]
    assert prose[0].startswith("# ") and "?" in prose[0]
    assert "What this cannot tell you" in prose[-1]


def test_every_figure_belongs_to_a_notebook():
    named = {name for path in NOTEBOOKS for name in figure_names(path.read_text(encoding="utf-8"), path.name[:2])}
    kept = {path.stem for path in (ROOT / "figures").glob("*.*")}
    assert kept == named
    assert all((ROOT / "figures" / f"{name}{suffix}").is_file() for name in named
               for suffix in (".svg", ".png", ".csv", ".md"))


CLAIMS = ("ci_low", "ci_high", "p")
SIDES = ("n_units", "n_units_focus", "n_units_reference")


def test_no_figure_claims_more_than_its_units_carry():
    """No shipped table has an interval or a p where a side has fewer than four units."""
    seen = 0
    for path in sorted((ROOT / "figures").glob("*.csv")):
        table = pd.read_csv(path)
        for claim in set(CLAIMS) & set(table.columns):
            for side in set(SIDES) & set(table.columns):
                few = table[pd.to_numeric(table[side], errors="coerce") < 4]
                assert few[claim].isna().all(), (path.name, claim)
                seen += len(few)
            if "evidence" in table:
                described = table[table["evidence"] == "describe"]
                assert described[claim].isna().all(), (path.name, claim)
    assert seen > 100
