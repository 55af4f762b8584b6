"""The demo that stays: sample programme, server, worker, a sign-in link each, and a recording being written down."""

import shutil
from datetime import date, timedelta

from server.config import Settings, secret
from server.database import Database
from server.demo.programme import PROGRAMME, RECORDING, RETREAT, STEWARD, STEWARD_NAME, an_id, found, people
from server.demo.visitor import Visitor
from server.domain.access import THE_INSTALLATION
from server.domain.commands import OpenInvitation
from server.live.handle import Committer
from server.serve import listen, serve
from server.store.invitations import code_of, shown
from server.store.migrate import upgrade
from server.store.sign_ins import make_link

AGREEMENT = "Everyone at this table was asked and said yes to being recorded. (Their voices are synthetic.)"
_ROOM = 1 << 30  # bytes that the demo wants free


def visit(settings: Settings) -> None:
    """Serve until stopped; a second start keeps everything that was done."""
    listen(settings).close()  # say at once that the port is in use
    if shutil.disk_usage(settings.data).free < _ROOM:
        raise RuntimeError("The disk is nearly full: the demo needs 1 GB of room. Free some, then start it again.")
    links = prepare(settings)
    code = guest_code(settings)
    serve(settings, ready=lambda: _welcome(settings, links, code))


def prepare(settings: Settings) -> dict[str, str]:
    """Database and sample programme; returns a fresh sign-in token by role."""
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    committer = Committer(database, secret(settings))
    found(committer)
    committer.close()
    by_role: dict[str, str] = {it.role: it.id for it in reversed(people())} | {"steward": STEWARD}
    with database.write() as connection:
        links = {role: make_link(connection, PROGRAMME, member) for role, member in by_role.items()}
    database.close()
    return links


def guest_code(settings: Settings) -> str:
    """A code to join the sample retreat by, good until tomorrow evening; one a day."""
    today = date.today()
    invitation, until = an_id(f"invitation {today}"), f"{today + timedelta(days=1)}T18:00"
    database = Database(settings.database_url)
    committer = Committer(database, secret(settings))
    opened = OpenInvitation(id=an_id(f"open {today}"), invitation=invitation, retreat=RETREAT, until=until)
    committer.submit(PROGRAMME, THE_INSTALLATION.id, opened).result()
    committer.close()
    database.close()
    return shown(code_of(secret(settings), PROGRAMME, invitation))


def _welcome(settings: Settings, links: dict[str, str], code: str) -> None:
    print(f"\n  Data Retreat is at {settings.address}\n", flush=True)
    names: dict[str, str] = {it.role: it.name for it in reversed(people())} | {"steward": STEWARD_NAME}
    for role in ("facilitator", "partner", "researcher", "steward"):
        link = f"{settings.address}/sign-in#{links[role]}"
        print(f"  {role:<12} {names[role]:<8} {link}", flush=True)
    print(f"  {'a guest':<21} {settings.address}/join#{code}", flush=True)
    print("\n  Stop it with Ctrl-C; start it again with `make demo`: everything is kept.\n", flush=True)
    visitor = Visitor(settings.address, links["facilitator"])
    if not visitor.frame().recordings:
        recording, _ = visitor.announce(RECORDING, "Table 2, morning", AGREEMENT)
        visitor.send(recording, RECORDING)
        visitor.close_recording(recording, RECORDING)
        print("  The sample recording is being written down: open a link and watch.\n", flush=True)
