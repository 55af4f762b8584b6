"""An archive is packed by a real worker, on both databases; one that is killed meanwhile begins anew."""

import signal
import zipfile
from uuid import uuid4

from server.clock import later, now
from server.jobs.queue import Jobs
from server.store import packings
from server.store.packings import Packed, Packing, seen_as
from server.store.rows import read_actor
from tests.jobs.conftest import PROGRAMME, RETREAT, STEWARD, Installation

SLOWLY = """
import time
from server.jobs import pack
packed = pack.packed
def slowly(*arguments):
    for piece in packed(*arguments):
        yield piece
        time.sleep(60)
pack.packed = slowly
"""


def ask(it: Installation) -> str:
    """The id of an archive of the retreat that its steward asked for."""
    with it.database.read() as connection:
        seen = seen_as(read_actor(connection, PROGRAMME, STEWARD), [RETREAT])
    whole = {"retreat": RETREAT, "session": None, "recording": None, "sound": True, "marks": True, "name": "All of it"}
    packing = Packing(PROGRAMME, str(uuid4()), STEWARD, **whole, seen=seen, total=0, at=now(), expires=later(7))
    jobs = Jobs(it.database)
    with it.database.write() as connection:
        packings.place(connection, packing)
        jobs.pack(connection, PROGRAMME, packing.id)
    jobs.close()
    return packing.id


def state(it: Installation, id: str) -> str:
    with it.database.read() as connection:
        return packings.find(connection, PROGRAMME, id).state


def check(it: Installation, id: str) -> None:
    with zipfile.ZipFile(Packed(it.settings.data).path(PROGRAMME, id)) as archive:
        assert archive.testzip() is None and "retreat.json" in archive.namelist()


def test_a_worker_packs_what_somebody_asked_for(working: Installation) -> None:
    id = ask(working)
    working.wait(lambda: state(working, id) == "ready")
    check(working, id)


def test_it_is_packed_by_another_worker_if_one_dies_over_it(installation: Installation) -> None:
    id = ask(installation)
    first = installation.run("worker", hasty=True, first=SLOWLY)
    path = Packed(installation.settings.data).path(PROGRAMME, id)
    installation.wait(lambda: bool(list(path.parent.glob(f".{id}.*"))))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert state(installation, id) == "packing"
    installation.run("worker", hasty=True)
    installation.wait(lambda: state(installation, id) == "ready")
    check(installation, id)
    assert list(path.parent.iterdir()) == [path]
