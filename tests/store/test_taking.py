"""What is taken away: the retreat as snapshots have it, with no more of the ledger than its maker may hear."""

import csv
import io
import json
import zipfile

from server.archive.contents import of_retreat
from server.archive.options import Options
from server.archive.packing import packed
from server.archive.taken import Taken
from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots
from tests.a_programme import PARAGRAPHS, AProgramme
from tests.archive.a_taken import everything


def taken_by(database: Database, programme: AProgramme, person: str) -> Taken:
    ledger = Ledger(database.engine)
    with database.read() as connection:
        return everything(
            connection,
            ledger,
            Snapshots(ledger),
            programme.programme,
            programme.who(person),
            programme.retreat,
        )


def kinds(taken: Taken) -> set[str]:
    return {json.loads(it)["body"]["type"] for it in taken.events}


def test_e4_an_archive_holds_only_what_its_maker_may_hear(database: Database, ours: AProgramme) -> None:
    ours.ask("steward", c.PlaceExcerpt, source=ours.excerpt, retreat=ours.other_retreat)
    ours.annotate("elsewhere", ours.id("a mark elsewhere"), retreat=ours.other_retreat)
    by = {person: taken_by(database, ours, person) for person in ("steward", "researcher", "partner")}
    assert "member_added" in kinds(by["steward"]) and "member_added" not in kinds(by["researcher"])
    assert "excerpt_added" in kinds(by["researcher"]) and "excerpt_added" not in kinds(by["partner"])
    for taken in by.values():
        retreats = {json.loads(it)["retreat"] for it in taken.events}
        assert retreats == {None, ours.retreat}
        assert ours.unplaced not in {it.source.id for it in taken.sources}
        assert ours.who("newcomer") not in {it.id for it in taken.frame.members}


def test_s1_an_archive_is_what_the_snapshots_hold(database: Database, ours: AProgramme) -> None:
    """Enough of it that the ledger is read in several parts."""
    for n in range(300):
        ours.submit("partner", ours.annotation(ours.id(f"mark {n}"), ours.passage(n % 3, 0, 2 + n % 7)))
    over = ours.id("a mark over all three")
    ours.annotate("researcher", over, ours.passage_of(ours.excerpt, 0, 4, 7, upto=2), code=ours.code)
    ours.ask("partner", c.ReplyTo, reply=ours.id("reply"), annotation=over, text="=SUM(A1)")
    ours.ask("partner", c.RemoveAnnotation, annotation=ours.id("mark 7"))
    taken = taken_by(database, ours, "researcher")
    snapshots = Snapshots(Ledger(database.engine))
    with database.read() as connection:
        frame = snapshots.frame(connection, ours.programme, ours.retreat, THE_INSTALLATION)
        block = snapshots.block(connection, ours.programme, ours.retreat, ours.excerpt, 0)
    with zipfile.ZipFile(io.BytesIO(b"".join(packed(of_retreat(taken, Options()), taken.at)))) as archive:
        document = json.loads(archive.read("retreat.json"))
        tables = {name: rows(archive, name) for name in ("annotations.csv", "replies-and-stances.csv")}
    for name in ("members", "organisations", "codes", "attendances"):
        expected = frame.model_dump(mode="json")[name]
        assert sorted(document["state"][name], key=str) == sorted(expected, key=str)
    for name in ("segments", "annotations", "replies"):
        expected = block.model_dump(mode="json")[name]
        assert sorted(document["state"][name], key=str) == sorted(expected, key=str)
    seqs = [it["seq"] for it in document["ledger"]]
    assert seqs == sorted(set(seqs)) and seqs[-1] == frame.seq
    assert len(tables["annotations.csv"]) == len(block.annotations) == 300
    [row] = [it for it in tables["annotations.csv"] if it["annotation"] == over]
    assert row["quote"] == " ".join([PARAGRAPHS[0][4:], PARAGRAPHS[1], PARAGRAPHS[2][:7]])
    assert (row["code"], row["person"], row["sector"]) == ("What matters", "Researcher", "Carers")
    [reply] = tables["replies-and-stances.csv"]
    assert (reply["text"], reply["annotation"]) == ("'=SUM(A1)", over)


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
