"""Statements that are compiled once, on both databases."""

import pytest
from sqlalchemy import bindparam, select

from server.database import Database
from server.domain.nouns import Annotation, Member
from server.store.prepared import Prepared, sized
from server.store.rows import TABLES, load
from tests.a_programme import AProgramme


def test_rows_come_by_name_with_true_and_false(database: Database, ours: AProgramme) -> None:
    member = TABLES[Member]
    statement = select(member.c.id, member.c.steward).where(member.c.programme == bindparam("of"))
    with database.read() as connection:
        found = Prepared(statement, database.kind).rows(connection, ours.programme)
    assert {it["id"]: it["steward"] for it in found}[ours.who("steward")] is True
    assert {it["id"]: it["steward"] for it in found}[ours.who("partner")] is False


def test_a_limit_is_a_parameter_like_others(database: Database, ours: AProgramme) -> None:
    member = TABLES[Member]
    statement = select(member.c.id).where(member.c.programme == bindparam("of")).limit(bindparam("most"))
    with database.read() as connection:
        assert len(Prepared(statement, database.kind).tuples(connection, ours.programme, 3)) == 3


@pytest.mark.parametrize("many", [1, 2, 3, 400, 401, 1_000])
def test_any_number_of_keys_is_found(database: Database, ours: AProgramme, many: int) -> None:
    ids = [ours.id(f"mark {n}") for n in range(many)]
    for answer in [ours.submit("partner", ours.annotation(it)) for it in ids[::2]]:
        answer.result(30)
    with database.read() as connection:
        rows = load(connection, ours.programme, [], [], also=[(Annotation, (it,)) for it in ids])
    assert [it for it in ids if rows.get(Annotation, it)] == ids[::2]


def test_lists_have_few_sizes() -> None:
    assert [len(sized(range(n))) for n in (1, 2, 3, 5, 8, 9, 400)] == [1, 2, 4, 8, 8, 16, 512]
    assert sized([1, 2, 3]) == [1, 2, 3, 3]
