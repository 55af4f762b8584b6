"""The database: reachable, sound, of this version, and every ledger without a gap."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, text
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401  (declares the tables)
from server.doctor.findings import Finding, good, odd, wrong
from server.store.migrate import alembic_config

_EVENT, _PROGRAMME = (SQLModel.metadata.tables[name] for name in ("event", "programme"))
OLDEST = 140_000
"""Of PostgreSQL, as it numbers its versions: 14."""

_RESTORE = "Stop the server, keep a copy of the data folder, and restore a backup."


def migrations(connection: Connection, url: str) -> Iterator[Finding]:
    """Whether the tables are those of this version; what is asked next makes no sense where they are not."""
    head = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    there = inspect(connection).has_table("alembic_version")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if there else None
    if revision == head:
        yield good(f"The database has the tables of this version ({head}).")
    elif revision is None:
        yield wrong("The database is empty.", "Run `retreat migrate`, or `retreat restore` with a backup.")
    elif str(revision) < str(head):
        yield wrong(f"The database is of an older version ({revision}).", "Back it up, then run `retreat migrate`.")
    else:
        yield wrong(f"The database is of a newer version ({revision}) than this program.", "Update the program.")


def soundness(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        said = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
        version = connection.execute(text("SELECT sqlite_version()")).scalar()
        yield (
            good(f"SQLite {version} finds its file sound.")
            if said == "ok"
            else wrong(f"SQLite says: {said}.", _RESTORE)
        )
        return
    number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    version = connection.execute(text("SHOW server_version")).scalar()
    said = f"PostgreSQL {version} answers."
    yield good(said) if number >= OLDEST else odd(said, "It is old: use 14 or later.")


def ledgers(connection: Connection) -> Iterator[Finding]:
    """Each programme's events are numbered 1 to n, and n is where its row says that it stands."""
    columns = func.count(), func.min(_EVENT.c.seq), func.max(_EVENT.c.seq)
    counted = connection.execute(select(_EVENT.c.programme, *columns).group_by(_EVENT.c.programme))
    found = {programme: tuple(numbers) for programme, *numbers in counted}
    stands = {it.id: (it.name, it.seq) for it in connection.execute(select(_PROGRAMME))}
    broken = [(name, seq) for id, (name, seq) in stands.items() if found.pop(id, (0, 1, 0)) != (seq, 1, seq)]
    for name, seq in broken:
        yield wrong(f"The ledger of {name!r} is not whole up to {seq}.", _RESTORE)
    for programme in found:
        yield wrong(f"There are events of a programme that is not there ({programme}).", _RESTORE)
    if not broken and not found:
        yield good(f"{len(stands)} ledger(s) are whole: {sum(seq for _, seq in stands.values())} events without a gap.")


def times(connection: Connection) -> Iterator[Finding]:
    """What happened cannot have happened tomorrow."""
    newest = connection.execute(select(func.max(_EVENT.c.at))).scalar()
    if newest and newest > (datetime.now(UTC) + timedelta(minutes=5)).isoformat():
        yield wrong(f"The newest event is of {newest}, which is still to come.", "Set this machine's clock.")
