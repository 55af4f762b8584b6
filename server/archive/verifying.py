"""Whether an archive is right: safe to open, whole, of a version that is known, and of one piece."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from server.archive.document import Document, read_document
from server.archive.loose_ends import loose_ends
from server.archive.opening import CHECKSUMS, DOCUMENT, NotAnArchive, Opened, opened, wrong_checksums
from server.archive.replay import problems
from server.errors import Refusal


@dataclass(frozen=True)
class Report:
    """What was found, a line each: what the archive `holds`, and what is `wrong` with it."""

    holds: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def verify(path: Path) -> Report:
    """Looks at everything that can be looked at, and goes on where something is wrong. Raises nothing for what a file
    holds; OSError where it cannot be read."""
    report = Report()
    try:
        with opened(path) as archive:
            _look(archive, report)
    except Refusal as refusal:
        report.wrong.append(refusal.message)
    return report


def _look(archive: Opened, report: Report) -> None:
    count, size = len(archive.sizes), sum(archive.sizes.values())
    sums = "with checksums" if CHECKSUMS in archive.sizes else "without checksums: what was changed cannot be told"
    report.holds.append(f"{_count(count, 'file')}, {size / 1e6:,.1f} MB, {sums}")
    report.wrong.extend(wrong_checksums(archive))
    documents = [it for it in archive.sizes if PurePosixPath(it).name == DOCUMENT]
    if not documents:
        raise NotAnArchive
    for name in sorted(documents):
        _look_at_document(archive, name, report)


def _look_at_document(archive: Opened, name: str, report: Report) -> None:
    try:
        document = read_document(archive.read(name))
    except Refusal as refusal:
        report.wrong.append(f"{name}: {refusal.message}")
        return
    report.holds.append(f"{name}: {_holds(document)}")
    # What has no ledger is a part of a retreat: it is held to itself.
    found = problems(document) if document.ledger else loose_ends(document)
    report.wrong.extend(f"{name}: {it}" for it in found)


def _holds(document: Document) -> str:
    state = document.state
    names = ", ".join(it.name for it in state.retreats)
    told = _count(len(document.ledger), "ledger entry") if document.ledger else "a part of it, without the ledger"
    counts = (
        _count(len(state.sources), "text"),
        _count(len(state.annotations), "mark"),
        _count(len(state.memos), "memo"),
        _count(len(state.members), "person"),
    )
    return f"{names} ({document.programme.name}), version {document.version}; {', '.join(counts)}; {told}"


_PLURALS = {"person": "people", "ledger entry": "ledger entries"}


def _count(n: int, what: str) -> str:
    return f"{n:,} {what if n == 1 else _PLURALS.get(what, f'{what}s')}"
