"""Bodies of requests: read up to a size, each as one closed shape; and the texts that only sign-in needs."""

from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import AfterValidator, StringConstraints, TypeAdapter

from server.domain.text import fit_name
from server.http.dependencies import read_body
from server.live.reading import read_json
from server.ways_in.passwords import MOST

Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", strip_whitespace=True),
    AfterValidator(fit_name),
]
Token = Annotated[str, StringConstraints(max_length=200)]
Password = Annotated[str, StringConstraints(max_length=MOST)]
Typed = Annotated[str, StringConstraints(max_length=100)]  # a code or receipt, in whatever way it was typed


def posted(kind: Any, most: int = 1 << 14) -> Any:
    """The dependency that reads a body of this shape; a refusal says what is wrong with it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    async def read(request: Request) -> Any:
        return read_json(adapter, await read_body(request, most))

    return Depends(read)
