"""What the code imports is declared, and what the tests run with is pinned."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
OPTIONAL: list[str] = [
    requirement for name, extra in EXTRAS.items() if name != "dev" for requirement in extra
]
RUNTIME: list[str] = [*PROJECT["dependencies"], *OPTIONAL]
"""What `ppchat` may import; the packages of an extra may be missing."""
PINS = {
    canonicalize_name(name): version
    for name, _, version in (
        line.partition("==") for line in (ROOT / "constraints.txt").read_text().split()
    )
}


def names(requirements: Iterable[str]) -> set[NormalizedName]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def imported_distributions(folder: Path) -> set[NormalizedName]:
    """The distributions that the code in a folder imports, anywhere in its files."""
    imported: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                imported.update(name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
    packages = {name.partition(".")[0] for name in imported}
    packages -= {*sys.stdlib_module_names, "ppchat", "tests", "screenshots"}
    packages.discard("compression")  # 3.14 has that
    providers = {"backports": ["backports.zstd"], **packages_distributions()}  # not on 3.14
    return {canonicalize_name(providers.get(package, [package])[0]) for package in packages}


def installed_requirements(requirements: Iterable[str]) -> Iterator[NormalizedName]:
    """The names of these requirements and of all that they require, as installed here."""
    declared = [Requirement(line) for line in requirements]
    pending = [line for line in declared if not line.marker or line.marker.evaluate()]
    seen = set()
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        if (name, *requirement.extras) in seen:
            continue
        seen.add((name, *requirement.extras))
        yield name
        for line in distribution(requirement.name).requires or ():
            inner = Requirement(line)
            extras = requirement.extras or {""}
            if not inner.marker or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                pending.append(inner)


def test_every_import_of_the_package_is_a_declared_dependency_and_no_other() -> None:
    assert imported_distributions(ROOT / "ppchat") == names(RUNTIME)


def test_every_import_of_the_tests_is_a_declared_dependency() -> None:
    declared = names([*RUNTIME, *EXTRAS["dev"]])
    assert imported_distributions(ROOT / "tests") - declared == set()
    assert names(OPTIONAL) <= names(EXTRAS["dev"])


@pytest.mark.parametrize("line", [*RUNTIME, *EXTRAS["dev"]])
def test_a_pin_is_within_the_bounds_of_its_dependency(line: str) -> None:
    requirement = Requirement(line)
    assert ">=" in str(requirement.specifier)
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier


def test_everything_that_the_tests_need_is_pinned() -> None:
    installed = set(installed_requirements([*RUNTIME, *EXTRAS["dev"]]))
    differing = {name for name in installed & set(PINS) if distribution(name).version != PINS[name]}
    if differing:
        pytest.skip(f"other versions are installed: {', '.join(sorted(differing))}")
    assert installed - set(PINS) == set()
