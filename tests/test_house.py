"""House rules that the machine can check."""

import ast
import importlib
import re
from dataclasses import fields
from pathlib import Path

import pytest

from server import errors
from server.config import Settings
from server.domain.access import WHO

ROOT = Path(__file__).parent.parent
MODULES = [path for room in ("server", "transcription", "migrations") for path in (ROOT / room).rglob("*.py")]


def imports(path: Path) -> set[str]:
    """The modules that a file imports, by their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", sorted((ROOT / "server/domain").rglob("*.py")), ids=lambda path: path.name)
def test_the_domain_knows_no_framework_no_sql_and_no_clock(path: Path) -> None:
    forbidden = {"fastapi", "starlette", "sqlalchemy", "sqlmodel", "dbos", "time", "os", "random"}
    if path.name == "times.py":  # it reads what calendars and clocks show, and no clock
        assert not re.search(r"\b(now|today|utcnow|time)\(", path.read_text())
    else:
        forbidden.add("datetime")
    assert not roots(path) & forbidden
    assert (
        not {name for name in imports(path) if name.startswith("server.")}
        - {"server.errors"}
        - {name for name in imports(path) if name.startswith("server.domain")}
    )


@pytest.mark.parametrize("path", sorted((ROOT / "transcription").rglob("*.py")), ids=lambda path: path.name)
def test_transcription_stands_on_its_own(path: Path) -> None:
    assert "server" not in roots(path)


def test_only_the_jobs_know_their_library() -> None:
    knowing = {path.relative_to(ROOT).parts[:2] for path in MODULES if "dbos" in roots(path)}
    assert knowing == {("server", "jobs")}


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(path) for path in MODULES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    assert not {path.stem for path in MODULES} & {"utils", "helpers", "common", "manager", "base", "misc"}


def test_files_stay_short() -> None:
    long = {
        str(path): n
        for path in MODULES
        if (n := len(path.read_text().splitlines())) > 300 and "versions" not in str(path)
    }
    assert long == {}


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    for setting in fields(Settings):
        row = re.search(rf"\| `RETREAT_{setting.name.upper()}` \| ([^|]+) \|", page)
        assert row, f"{setting.name} is not in docs/settings.md"
        if isinstance(setting.default, int) or (isinstance(setting.default, str) and setting.default):
            assert f"`{setting.default}`" in row[1]


def refusals(of: type[errors.Refusal]) -> list[type[errors.Refusal]]:
    """Every kind of refusal, wherever it is defined."""
    for path in (ROOT / "server").rglob("[!_]*.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [it for kind in of.__subclasses__() for it in (kind, *refusals(kind))]


def test_no_two_refusals_are_of_one_kind() -> None:
    kinds = [kind().kind for kind in set(refusals(errors.Refusal))]
    assert [it for it in kinds if kinds.count(it) > 1] == []


def test_every_refusal_says_what_to_do() -> None:
    for kind in refusals(errors.Refusal):
        message = kind().message
        assert message.endswith("."), kind
        assert len(re.findall(r"[.:;]", message)) >= 2 or " again" in message, f"{kind.__name__}: {message}"


def test_every_rule_of_the_protocol_has_a_test_that_names_it() -> None:
    rules = re.findall(r"\*\*([A-Z]\d+)\*\*", (ROOT / "docs/protocol.md").read_text())
    tests = " ".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    tests += " ".join(path.read_text() for path in (ROOT / "client").glob("test/**/*.ts"))
    named = {name.upper() for name in re.findall(r"(?:test|and)_([a-z]\d+)(?=_)", tests)} | set(
        re.findall(r"\[([A-Z]\d+)\]", tests)
    )
    assert len(rules) == len(set(rules))
    assert [rule for rule in rules if rule not in named] == []


def test_the_permission_table_has_somebody_in_every_row() -> None:
    assert all(WHO.values())


def test_every_file_that_the_documents_name_is_there() -> None:
    pattern = r"(?<![\w/.])(?:server|client|transcription|migrations|tests|benchmarks|deploy|examples)/[\w./\[\]+-]*\w"
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {(page.name, name) for page in pages for name in re.findall(pattern, page.read_text())}
    assert [it for it in sorted(named) if not (ROOT / it[1]).exists()] == []
