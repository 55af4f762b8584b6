"""Text is ordered by code point, as SQLite does: PostgreSQL would otherwise order by the language of its installation,
and skip hyphens and colons where ids and times are compared."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlmodel.sql.sqltypes import AutoString


@compiles(AutoString, "postgresql")
def _by_code_point(type_: AutoString, compiler: Any, **options: Any) -> str:
    """How every column of text is declared, in migrations too."""
    return f'{compiler.process(type_.impl, **options)} COLLATE "C"'
