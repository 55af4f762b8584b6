"""Text is ordered by code point on both databases, whatever the language of their installation."""

from sqlalchemy import select

from server.database import Database
from server.store.tables import SessionRow

# In the order of a dictionary: 1a, 1-b, 1:c, Äpfel, apple, Zebra, zebra, 🙂.
NAMES = ["🙂", "zebra", "Zebra", "Äpfel", "apple", "1a", "1-b", "1:c"]


def test_text_is_ordered_and_compared_by_code_point(database: Database) -> None:
    table = SessionRow.__table__  # type: ignore[attr-defined]
    with database.write() as connection:
        for name in NAMES:
            connection.execute(table.insert().values(programme="p", id=name, retreat="r", name=name))
    with database.read() as connection:
        assert list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars()) == sorted(NAMES)
        later = connection.execute(select(table.c.name).where(table.c.name > "1-z")).scalars()
        assert set(later) == {it for it in NAMES if it > "1-z"}


def test_every_column_of_text_says_so(database: Database) -> None:
    """The cluster of these tests orders by code point by itself, so that the above alone proves nothing."""
    if database.kind != "postgresql":
        return
    with database.read() as connection:
        found = connection.exec_driver_sql(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('text', 'character varying') and table_name <> 'alembic_version'"
            " and collation_name is distinct from 'C'"
        ).all()
    assert found == []
