"""pyproject.toml, environment.yml and requirements.lock say the same, and nothing undeclared is imported."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
NOT_PACKAGES = {"python", "pip"}


def specifiers(lines):
    """Canonical name -> specifier; a name may stand only once."""
    parsed = [Requirement(line) for line in lines]
    table = {canonicalize_name(requirement.name): requirement.specifier for requirement in parsed}
    assert len(table) == len(parsed), "a package is listed twice"
    return table


def core():
    return specifiers(PROJECT["dependencies"])


def declared(*extras):
    return specifiers(sum((PROJECT["optional-dependencies"][extra] for extra in extras), PROJECT["dependencies"]))


def conda():
    names = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    [pip_block] = [entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict)]
    return names, pip_block


def locked():
    """Canonical name -> (version, number of hashes)."""
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)
    table = {}
    for entry in entries:
        name, version = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry).groups()
        table[canonicalize_name(name)] = version, entry.count("--hash=sha256:")
    assert len(table) == len(entries), "a package is locked twice"
    return table


def test_conda_environment_agrees_with_pyproject():
    names, pip_block = conda()
    assert pip_block[-1] == "-e ."
    listed = specifiers(names + pip_block[:-1])
    assert listed["python"] == Requirement("python" + PROJECT["requires-python"]).specifier
    assert {name: listed[name] for name in listed.keys() - NOT_PACKAGES} == declared("parse", "dev")


def test_conda_environment_uses_conda_forge_alone():
    assert CONDA["channels"] == ["conda-forge"]


@pytest.mark.parametrize("name", ["jupyter", "scikit-learn", "matplotlib", "seaborn", "nltk"])
def test_conda_environment_names_the_five_literally(name):
    names, _ = conda()
    assert [line for line in names if re.match(rf"{name}(?![\w-])", line)]


def test_lock_holds_every_requirement_in_range():
    versions = locked()
    for name, specifier in declared("parse", "dev").items():
        assert name in versions, f"{name} is not in requirements.lock: run make lock"
        assert versions[name][0] in specifier, f"{name} is locked outside {specifier}: run make lock"


def test_every_locked_package_has_hashes():
    assert not [name for name, (_, n_hashes) in locked().items() if n_hashes == 0]


def test_lock_names_no_index_host_or_path():
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("--hash=")]
    telling = re.compile(r"://|--(extra-)?index|--find-links|--trusted-host| @ |file:"
                         r"|\.(org|com|net|io)\b|(^|\s)[/~]\w")
    assert not [line for line in lines if telling.search(line)]


def test_figures_rest_on_one_minor_version_of_matplotlib():
    assert str(core()["matplotlib"]) == "<3.12,>=3.11"      # bytes differ between 3.10 and 3.11


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", sorted((ROOT / "src" / "framing").glob("*.py")), ids=lambda path: path.stem)
def test_nothing_undeclared_is_imported(path):
    distributions = packages_distributions()
    foreign = set(imported(path)) - set(sys.stdlib_module_names) - {"framing"}
    for module in foreign:
        owners = {canonicalize_name(name) for name in distributions.get(module, [module])}
        allowed = declared("parse") if path.stem == "parse" else core()
        assert owners & allowed.keys(), f"{path.name} imports {module}, which pyproject.toml does not require"


def test_the_code_is_clean():
    found = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
