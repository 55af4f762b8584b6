"""The way that a database takes to rows that are asked for by their ids, before it has counted anything."""

import pytest
from sqlalchemy import text

from server.database import Database
from server.domain.nouns import Annotation
from server.store.rows import _select, to_values
from server.store.tables import AnnotationRow
from tests.a_programme import AProgramme

MANY = 6_000
# What names a plan, and the index of the key.
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
KEY = {"sqlite": "sqlite_autoindex_annotation_1", "postgresql": "annotation_pkey"}


@pytest.mark.parametrize("asked", [1, 64])
def test_marks_are_found_by_their_ids_however_many_there_are(database: Database, asked: int) -> None:
    with database.write() as connection:
        connection.execute(AnnotationRow.__table__.insert(), [row(n) for n in range(MANY)])  # type: ignore[attr-defined]
    statement = _select(database.kind, Annotation, ((("id",), asked),))
    with database.read() as connection:
        plan = connection.connection.cursor()
        plan.execute(EXPLAIN[database.kind] + statement._sql, ("ours", *(id_of(n) for n in range(asked))))
        assert KEY[database.kind] in str(plan.fetchall())
        assert connection.execute(text("SELECT count(*) FROM annotation")).scalar() == MANY


def id_of(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012}"


def row(n: int) -> dict[str, object]:
    """A mark of somebody in one of the two retreats of one programme."""
    programme = AProgramme(None, "ours")  # type: ignore[arg-type]
    mark = programme.annotation(id_of(n))
    annotation = Annotation.model_construct(
        id=id_of(n), retreat=mark.retreat, author=programme.who("partner"), at="", passage=mark.passage
    )
    return to_values(annotation, "ours")
