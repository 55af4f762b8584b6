"""What programs read of retreats: which there are, their tables, and all of one as data."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from server.archive.document import Document
from server.archive.formats.csv_table import csv_table
from server.archive.formats.tables import Table, tables
from server.archive.retreat_json import retreat_json
from server.domain.nouns import Retreat
from server.http.dependencies import Services, TheServices
from server.http.readers import BY_TOKEN, ExportableRetreat, Reader, TheReader
from server.store.taking import as_it_is, seen_by, takeable

router = APIRouter(prefix="/api/retreats", dependencies=[BY_TOKEN])

Named = Annotated[
    Literal["annotations", "replies-and-stances", "memos", "codebook", "people"],
    Path(description="As the archive calls it; docs/archive.md has the columns of each."),
]


class Csv(Response):
    media_type = "text/csv; charset=utf-8"


@router.get("")
def retreats(services: TheServices, reader: TheReader) -> list[Retreat]:
    """The retreats that whoever asks may take away, by their first days."""
    with services.database.read() as connection:
        return takeable(connection, reader.programme, reader.actor(connection))


@router.get("/{retreat}/tables/{table}.json")
def table_as_json(
    retreat: ExportableRetreat, table: Named, services: TheServices, reader: TheReader
) -> list[dict[str, str | int | float | None]]:
    """A table of the archive, an object for each row: text as it was written, numbers as numbers."""
    it = _table(services, reader, retreat, table)
    return [dict(zip(it.columns, row, strict=True)) for row in it.rows]


@router.get("/{retreat}/tables/{table}.csv", response_class=Csv)
def table_as_csv(retreat: ExportableRetreat, table: Named, services: TheServices, reader: TheReader) -> Response:
    """The same as the archive has it: in UTF-8 with a byte order mark; text that a spreadsheet would run begins with an
    apostrophe."""
    return Csv(csv_table(_table(services, reader, retreat, table)))


@router.get("/{retreat}/retreat.json", response_class=Response, responses={200: {"model": Document}})
def document(retreat: ExportableRetreat, services: TheServices, reader: TheReader) -> Response:
    """Everything of the retreat, as its archive has it: what there is, every transcript's words among it, and the
    ledger of what led to it."""
    with services.database.read() as connection:
        whose = (reader.programme, reader.actor(connection))
        taken = seen_by(connection, services.ledger, services.snapshots, *whose, retreat)
    return Response(retreat_json(taken), media_type="application/json")


def _table(services: Services, reader: Reader, retreat: str, name: str) -> Table:
    with services.database.read() as connection:
        taken = as_it_is(connection, services.snapshots, reader.programme, reader.actor(connection), retreat)
    return next(it for it in tables(taken) if it.file == name)
