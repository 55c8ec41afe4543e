"""The front page says what is true now: findings are figures' titles, commands and links exist."""

import re
from pathlib import Path

import framing

ROOT = Path(framing.__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = [line for line in README.splitlines() if line.startswith("| [0")]


def test_every_notebook_has_a_row_with_a_doubt():
    linked = {re.search(r"\(notebooks/([^)]+)\)", row).group(1) for row in ROWS}
    assert linked == {path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert all(len(cell.strip()) > 10 for row in ROWS for cell in row.strip("|").split("|"))


def test_findings_are_the_titles_of_figures():
    for row in ROWS:
        finding, caption = re.search(r"\*([^*]+)\* \(\[[^]]+\]\((figures/[^)]+\.md)\)\)", row).groups()
        assert f"**{finding}**" in (ROOT / caption).read_text(encoding="utf-8"), caption


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links and all((ROOT / link).exists() for link in links if "://" not in link)


def test_commands_are_targets_of_make():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w[\w-]*)", README, flags=re.M))
    assert targets >= {"figures", "test", "lab"}
    assert all(re.search(rf"^{target}:", makefile, flags=re.M) for target in targets)


def test_the_first_line_says_what_it_is():
    assert "framing and bias comparison" in README.splitlines()[0]


def test_no_column_is_called_bias():
    headers = [path.open(encoding="utf-8").readline() for folder in ("figures", "corpus", "corpus/features")
               for path in (ROOT / folder).glob("*.csv")]
    assert headers and not any("bias" in header for header in headers)
