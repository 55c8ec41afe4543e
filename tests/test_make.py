"""What make remakes, and when: a small project with the real Makefile and a stand-in for Python."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = ("svg", "png", "csv", "md")
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")

# Called as `python -m framing.execute NOTEBOOK OUTPUT --figures DIR --corpus DIR`, it logs the notebook,
# "executes" it by upper-casing, makes the figures it names, and fails where the notebook says FAIL.
STAND_IN = r"""#!/bin/sh
echo "$3" >> calls
rm -f "$4"
if grep -q FAIL "$3"; then echo "a cell failed" >&2; exit 1; fi
if [ -e wait-for-other ]; then
  touch "started-$(basename "$3")"
  for i in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(ls started-* | wc -l)" -ge 2 ] && break
    sleep 0.5
  done
  [ "$(ls started-* | wc -l)" -ge 2 ] || exit 1
fi
mkdir -p "$6"
for name in $(grep -o '\\"[0-9][0-9]-[a-z0-9-]*\\"' "$3" | tr -d '\\"'); do
  case "$(basename "$3")" in "${name%%-*}"-*) ;; *) continue;; esac
  for suffix in svg png csv md; do echo "$8" > "$6/$name.$suffix"; done
done
tr a-z A-Z < "$3" > "$4"
"""


def notebook(*names):
    calls = "; ".join(rf"save_figure(fig, table, \"{name}\", caption(table))" for name in names)
    return f'{{"cells": [{{"source": ["{calls}"]}}]}}\n'


class Project:
    """A folder with the Makefile, two notebooks, a module, a corpus and a log of the calls of Python."""

    def __init__(self, folder):
        self.folder = folder
        files = {
            "notebooks/01-one.ipynb": notebook("01-calendar", "01-cells"),
            "notebooks/02-two.ipynb": notebook("02-words").replace("save", r"# not mine: \"01-gone\"\n save"),
            "src/framing/measure.py": "", "src/framing/lexicons/list.csv": "term\n",
            "corpus/articles.csv": "id\n", "corpus/features/tokens.csv": "article\n",
            "corpus/text/a.txt": "text", "requirements.lock": "", "pyproject.toml": "", "stand-in": STAND_IN,
        }
        for name, text in files.items():
            self.write(name, text)
        shutil.copy(ROOT / "Makefile", folder / "Makefile")
        (folder / "stand-in").chmod(0o755)
        hour_ago = time.time() - 3600
        for path in folder.rglob("*"):
            os.utime(path, (hour_ago, hour_ago))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def make(self, *arguments, python="./stand-in", succeeds=True):
        """Run make; returns the notebooks that were executed."""
        (self.folder / "calls").unlink(missing_ok=True)
        outer = ("MAKE", "MFLAGS")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
        command = ["make", f"PYTHON={python}", *arguments]
        self.result = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60)
        assert (self.result.returncode == 0) == succeeds, self.result.stdout + self.result.stderr
        calls = self.folder / "calls"
        return sorted(Path(line).stem for line in calls.read_text().split()) if calls.exists() else []

    def lists(self, folder):
        return sorted(path.name for path in (self.folder / folder).glob("[!.]*"))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


BOTH = ["01-one", "02-two"]
NAMES = ["01-calendar", "01-cells", "02-words"]
FIGURES = sorted(f"{name}.{suffix}" for name in NAMES for suffix in SUFFIXES)


def test_all_notebooks_run_once_and_then_python_is_not_started(project):
    assert project.make("figures") == BOTH
    assert project.lists("figures") == FIGURES
    assert project.lists("build") == ["01-one.ipynb", "02-two.ipynb"]
    assert project.make("figures", python="false") == []


def test_two_notebooks_run_at_a_time(project):
    project.write("wait-for-other", "")
    assert project.make("figures") == BOTH


def test_an_edited_notebook_runs_alone(project):
    project.make("figures")
    project.write("notebooks/02-two.ipynb", notebook("02-words", "02-tone"))
    assert project.make("figures") == ["02-two"]
    assert "02-tone.svg" in project.lists("figures")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_deleted_figure_file_runs_its_notebook_alone(project, suffix):
    project.make("figures")
    (project.folder / f"figures/01-cells.{suffix}").unlink()
    assert project.make("figures") == ["01-one"]
    assert project.lists("figures") == FIGURES
    assert project.make("figures") == []


@pytest.mark.parametrize("name", [
    "src/framing/measure.py", "src/framing/lexicons/list.csv", "corpus/articles.csv",
    "corpus/features/tokens.csv", "requirements.lock"])
def test_a_changed_input_runs_all(project, name):
    project.make("figures")
    project.write(name, "changed\n")
    assert project.make("figures") == BOTH
    assert project.make("figures") == []


def test_an_added_or_removed_input_runs_all(project):
    project.make("figures")
    project.write("corpus/topics.csv", "topic\n")
    assert project.make("figures") == BOTH
    (project.folder / "corpus/topics.csv").unlink()
    assert project.make("figures") == BOTH
    assert project.make("figures") == []


@pytest.mark.parametrize("name", ["corpus/text/a.txt", "corpus/README.md", "pyproject.toml"])
def test_what_no_figure_rests_on_runs_nothing(project, name):
    project.make("figures")
    project.write(name, "changed\n")
    assert project.make("figures") == []


def test_storing_the_executed_notebooks_leaves_nothing_to_do(project):
    assert project.make("notebooks") == BOTH
    for name in project.lists("build"):
        stored, executed = (project.folder / folder / name for folder in ("notebooks", "build"))
        assert stored.read_text() == executed.read_text()
    assert project.make("figures", python="false") == []
    stored = (project.folder / "notebooks/01-one.ipynb").stat().st_mtime_ns
    assert project.make("notebooks", python="false") == []
    assert (project.folder / "notebooks/01-one.ipynb").stat().st_mtime_ns == stored


def test_a_failing_notebook_is_not_claimed_as_done(project):
    project.make("figures")
    good = (project.folder / "notebooks/01-one.ipynb").read_text()
    project.write("notebooks/01-one.ipynb", "FAIL" + good)
    for _ in range(2):
        assert project.make("figures", succeeds=False) == ["01-one"]
        assert "a cell failed" in project.result.stderr
        assert project.lists("build") == ["02-two.ipynb"]
    assert project.make("notebooks", succeeds=False) == ["01-one"]
    assert (project.folder / "notebooks/01-one.ipynb").read_text().startswith("FAIL")
    project.write("notebooks/01-one.ipynb", good)
    assert project.make("figures") == ["01-one"]


def test_another_corpus_has_its_own_outputs(project):
    project.make("figures")
    shutil.copytree(project.folder / "corpus", project.folder / "elsewhere")
    before = (project.folder / "notebooks/01-one.ipynb").read_text()
    assert project.make("notebooks", "CORPUS=elsewhere/") == BOTH
    assert project.lists("elsewhere/figures") == FIGURES
    assert project.lists("elsewhere/build") == ["01-one.ipynb", "02-two.ipynb"]
    assert (project.folder / "notebooks/01-one.ipynb").read_text() == before
    assert project.make("figures", "CORPUS=elsewhere", python="false") == []
    assert project.make("figures", "CORPUS=./corpus", python="false") == []


@pytest.mark.parametrize("path", ["missing", "two words"])
def test_a_corpus_that_cannot_be_used_is_named(project, path):
    project.make("figures", f"CORPUS={path}", succeeds=False)
    assert path in project.result.stderr
    assert len(project.result.stderr.splitlines()) == 1


def test_without_notebooks_there_is_nothing_to_do(project):
    shutil.rmtree(project.folder / "notebooks")
    assert project.make("figures", python="false") == []


@pytest.mark.parametrize(("version", "venv", "says"), [
    ("3.10", True, "needs Python 3.11"), ("3.11", False, "lacks the venv")])
def test_one_line_says_what_is_missing_on_the_machine(project, version, venv, says):
    tools = project.folder / "bin"
    tools.mkdir()
    for tool in ("sh", "rm", "head", "make", "grep", "sed", "mkdir", "cmp", "touch", "cat"):
        (tools / tool).symlink_to(shutil.which(tool))
    answers = f"*version_info*) exit {int(version == '3.10')};; *ensurepip*) exit {int(not venv)};;"
    project.write("bin/python3", f'#!/bin/sh\ncase "$*" in {answers} esac\necho Python {version}.1\n')
    (tools / "python3").chmod(0o755)
    result = subprocess.run([tools / "make", "figures"], cwd=project.folder, env={"PATH": str(tools)},
                            capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    lines = [line for line in result.stderr.splitlines() if "***" not in line]
    assert len(lines) == 1 and says in lines[0]


def test_help_lists_every_target(project):
    project.make()
    for target in ("figures", "notebooks", "test", "test-slow", "lab", "features", "check", "validate", "calibrate",
                   "bench", "lint", "clean"):
        assert f"make {target} " in project.result.stdout


def test_figures_folder_holds_what_the_notebooks_name():
    from framing.execute import figure_names

    named = {f"{name}.{suffix}" for path in (ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")
             for name in figure_names(path.read_text(encoding="utf-8"), path.name[:2]) for suffix in SUFFIXES}
    assert {path.name for path in (ROOT / "figures").glob("[!.]*")} == named
