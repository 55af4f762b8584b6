"""While an archive comes in: who is told of it fetches anew, and everybody else hears what is theirs (H6)."""

from server.domain import commands as c
from server.live import room
from server.live.frames import Packed
from server.live.room import Listener, Room
from server.store.ledger import Sent
from tests.a_programme import AProgramme
from tests.archive.an_archive import brought, taken_away
from tests.live.conftest import Join
from tests.serving import Served


def test_h6_who_is_told_that_an_archive_came_in_fetches_anew(served: Served, programme: AProgramme, join: Join) -> None:
    other = served.found()
    other.ask("steward", c.CreateCode, code=other.id("new code"), name="Time", colour=1)
    document = taken_away(served.database, other.programme, other.who("steward"), other.retreat)
    steward, partner = join("steward"), join("partner")
    brought(served.database, document, programme.programme)
    assert steward.next("resync")["type"] == "resync"
    seq = programme.annotate("partner", programme.id("after it")).seq
    for socket in (steward, partner):
        socket.listen_until(seq)
        assert seq in socket.seqs
    kinds = {it["body"]["type"] for it in partner.heard}
    assert "code_created" in kinds and "imported" not in kinds


class Paper:
    """A wire that never fills."""

    file, full = -1, False

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, message: Packed) -> None:
        self.sent.append(message.text)


def test_h6_who_reads_on_behind_the_others_fetches_anew_too() -> None:
    events = [Sent(n, "retreat", "imported" if n == 300 else "", f'{{"seq":{n}}}') for n in range(1, 401)]
    it = Room(400, lambda since: [one for one in events if one.seq > since][: room.BATCH])
    paper = Paper()
    it.join(Listener("somebody", frozenset({"retreat"}), paper), 10)  # type: ignore[arg-type]
    assert ["resync" in one for one in paper.sent] == [False, True]
    assert [one.seq for one in it.listeners] == [400]
