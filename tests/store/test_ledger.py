"""The ledger: one line of events per programme, read in order by whom it concerns."""

from uuid import uuid4

import pytest

from server.database import Database
from server.domain import commands as c
from server.domain.access import THE_INSTALLATION
from server.domain.events import Envelope
from server.errors import NotFound
from server.live.handle import Committer
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots
from tests.a_programme import AProgramme
from tests.tables import nouns_of


def whole(database: Database, programme: AProgramme, retreat: str, limit: int = 256) -> list[Envelope]:
    """Everything of the ledger that concerns a retreat, read `limit` at a time."""
    ledger, seq, found = Ledger(database.engine), 0, []
    with database.read() as connection:
        while batch := ledger.since(connection, programme.programme, retreat, seq, limit):
            assert len(batch) <= limit
            found += [Envelope.model_validate_json(it.json) for it in batch]
            seq = batch[-1].seq
            assert [it.seq for it in batch] == [it.seq for it in found[-len(batch) :]]
    return found


@pytest.mark.parametrize("limit", [1, 7, 256])
def test_h5_the_ledger_is_read_in_order_whatever_is_read_at_a_time(
    database: Database, ours: AProgramme, limit: int
) -> None:
    events = whole(database, ours, ours.retreat, limit)
    assert [it.seq for it in events] == sorted({it.seq for it in events})
    assert events == whole(database, ours, ours.retreat)
    assert events[0].body.type == "programme_founded" and events[0].author == "installation"


def test_e4_a_retreat_reads_its_own_events_and_those_of_the_programme(database: Database, ours: AProgramme) -> None:
    here, there = (whole(database, ours, it) for it in (ours.retreat, ours.other_retreat))
    assert {it.retreat for it in here} == {None, ours.retreat}
    assert {it.retreat for it in there} == {None, ours.other_retreat}
    assert [it.seq for it in here if it.retreat is None] == [it.seq for it in there if it.retreat is None]
    with database.read() as connection:
        _, seq = Ledger(database.engine).stands(connection, ours.programme)
    assert {it.seq for it in here + there} == set(range(1, seq + 1))


def test_s1_every_part_names_where_the_ledger_stands(database: Database, ours: AProgramme) -> None:
    ledger = Ledger(database.engine)
    snapshots = Snapshots(ledger)
    for n in range(3):
        seq = ours.annotate("partner", ours.id(f"mark {n}")).seq
        with database.read() as connection:
            epoch, stands = ledger.stands(connection, ours.programme)
            here = (connection, ours.programme, ours.retreat)
            found = [
                snapshots.frame(*here, THE_INSTALLATION),
                snapshots.outline(*here, ours.excerpt),
                snapshots.block(*here, ours.excerpt, 0),
                snapshots.words(connection, ours.programme, ours.excerpt, 0),
            ]
        assert {(it.epoch, it.seq) for it in found} == {(epoch, stands)} == {(epoch, seq)}


def test_s1_a_reader_sees_one_moment_while_others_write(database: Database, ours: AProgramme) -> None:
    ledger = Ledger(database.engine)
    snapshots = Snapshots(ledger)
    with database.read() as connection:
        before = snapshots.frame(connection, ours.programme, ours.retreat, THE_INSTALLATION)
        seq = ours.annotate("partner", ours.id("mark")).seq
        assert snapshots.frame(connection, ours.programme, ours.retreat, THE_INSTALLATION) == before
        assert snapshots.block(connection, ours.programme, ours.retreat, ours.excerpt, 0).annotations == []
    with database.read() as connection:
        assert snapshots.frame(connection, ours.programme, ours.retreat, THE_INSTALLATION).seq == seq > before.seq


def test_what_is_not_there_is_not_found(database: Database, ours: AProgramme) -> None:
    ledger = Ledger(database.engine)
    with database.read() as connection:
        with pytest.raises(NotFound):
            ledger.stands(connection, ours.id("no programme"))
        assert ledger.since(connection, ours.id("no programme"), ours.retreat, 0) == []
    with pytest.raises(NotFound), database.write() as connection:
        ledger.lock(connection, ours.id("no programme"))


def test_c9_two_programmes_with_the_same_ids_do_not_touch_each_other(
    database: Database, committer: Committer, ours: AProgramme
) -> None:
    """An archive that is taken in twice brings the same ids: every key has its programme in it."""
    twin = AProgramme(committer, "ours")
    twin.programme = str(uuid4())
    twin.found()
    with database.read() as connection:
        before = nouns_of(connection, ours.programme)
        assert nouns_of(connection, twin.programme) == before
    mark = ours.id("mark")
    twin.annotate("partner", mark)
    twin.ask("partner", c.ReplyTo, reply=ours.id("reply"), annotation=mark, text="Yes.")
    twin.ask("partner", c.RemoveAnnotation, annotation=mark)
    with database.read() as connection:
        assert nouns_of(connection, ours.programme) == before
        assert nouns_of(connection, twin.programme) != before
    assert ours.annotate("partner", mark).seq == whole(database, ours, ours.retreat)[-1].seq
