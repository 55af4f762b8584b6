"""Reads Word documents (.docx, ECMA-376): tables, links and tracked changes too, which easy readers skip.

The file is foreign: it is unpacked up to a size, and its XML may name nothing outside itself.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from server.archive.transcripts.plain import Line, read_lines
from server.archive.transcripts.turns import NoTranscript, Report, Turn
from server.errors import TooLarge

MARK = b"PK\x03\x04"
MOST_FILES = 2_000
MOST_BYTES = 64 << 20
MOST_RATIO = 200
_SKIPPED = frozenset(("del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "Fallback", "delText", "instrText"))
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


class BrokenDocument(NoTranscript):
    """This Word document is damaged, or only part of it is here. Open it in Word, save it again, then choose it."""


def read_word(content: bytes, report: Report) -> list[Turn]:
    """The turns of a document; lines of the report are its paragraphs, counted from 1. Changes that are tracked in it
    are read as accepted. BrokenDocument, NoTranscript or TooLarge where it cannot be read."""
    body = _parsed(_main_part(content)).find("{*}body")
    if body is None:
        raise BrokenDocument
    changes = sum(1 for it in body.iter() if _kind(it) in _CHANGES and _kind(it.getparent()) not in _SKIPPED)
    if changes:
        report.add(1, f"{changes} tracked changes", "They were read as accepted: look whether they should be.")
    if any(_kind(it) in ("footnoteReference", "endnoteReference", "commentReference") for it in body.iter()):
        report.add(1, "Comments and footnotes", "They were left out.")
    return read_lines(list(_lines(body)), report)


def _main_part(content: bytes) -> bytes:
    """The XML of the document itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise TooLarge("There are too many files in this document. Save its words as plain text (.txt).")
            return _unpacked(archive, _name_of_main_part(archive))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BrokenDocument from None


def _name_of_main_part(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "_rels/.rels" in names:
        for it in _parsed(_unpacked(archive, "_rels/.rels")):
            target = str(it.get("Target", "")).lstrip("/")
            if str(it.get("Type", "")).endswith("/officeDocument") and target in names:
                return target
    raise NoTranscript


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    about = archive.getinfo(name)
    if about.file_size > MOST_BYTES or about.file_size > max(1 << 20, about.compress_size * MOST_RATIO):
        raise TooLarge("This document unpacks to far more than a transcript. Save its words as plain text (.txt).")
    with archive.open(name) as file:  # whatever its size is said to be
        unpacked = file.read(MOST_BYTES + 1)
    if len(unpacked) > MOST_BYTES:
        raise TooLarge
    return unpacked


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise BrokenDocument from None
    if root.getroottree().docinfo.doctype:  # no such document has one
        raise NoTranscript
    return root


def _kind(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _lines(body: etree._Element) -> Iterator[Line]:
    """The lines of paragraphs and table rows; a break within a paragraph begins a line, and no paragraph."""
    for n, text in enumerate(_blocks(body), start=1):
        parts = [it for it in text.split("\n") if it.strip()]
        yield from (Line(n, it, opens=not i) for i, it in enumerate(parts))


def _blocks(element: etree._Element) -> Iterator[str]:
    for it in element:
        kind = _kind(it)
        if kind == "p":
            yield _text(it)
        elif kind == "tr":
            yield _row([" ".join(_blocks(cell)).strip() for cell in it if _kind(cell) in ("tc", "sdt")])
        elif kind not in _SKIPPED:  # tables, content controls, insertions
            yield from _blocks(it)


def _row(cells: list[str]) -> str:
    """A row as one line: its last cell is said by whom and when the others say."""
    filled = [it for it in cells if it]
    if len(filled) < 2 or filled[-2].endswith(":"):
        return " ".join(filled)
    return f"{' '.join(filled[:-1])}: {filled[-1]}"


def _text(element: etree._Element) -> str:
    kind = _kind(element)
    if kind == "t":
        return element.text or ""
    if kind in _SIGNS:
        return _SIGNS[kind]
    return "".join(_text(it) for it in element if _kind(it) not in _SKIPPED)
