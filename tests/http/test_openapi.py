"""Whatever is sent within (or just outside) the described shapes, the server answers, and never with a failure."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from server.domain.commands import COMMAND
from tests.http.test_routes import PUBLIC
from tests.serving import Served

RUN = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(served: Served) -> Iterator[tuple[Any, dict[str, str], httpx.Client]]:
    """The schema, ids by the names that they have in it, and whoever is signed in."""
    programme = served.found()
    programme.bring_recording()
    programme.annotate("partner", programme.id("mark"))
    ids = {
        "programme": programme.programme,
        "retreat": programme.retreat,
        "source": programme.excerpt,
        "annotation": programme.id("mark"),
        "recording": programme.recording,
    }
    with served.visit(programme, "steward") as client:
        yield schemathesis.openapi.from_dict(client.get("/api/openapi.json").json()), ids, client


def test_every_route_is_described(served: Served) -> None:
    paths = httpx.get(f"{served.address}/api/openapi.json").json()["paths"]
    assert len(paths) > 14 and all(it.startswith("/api/") for it in paths)


def answered(method: str, answer: httpx.Response) -> int:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 and method != "HEAD":
        assert set(answer.json()) == {"kind", "message"}
    return answer.status_code


def asked(client: httpx.Client, case: Any, ids: dict[str, str]) -> int:
    """The status of the answer to what was made up, with these ids in its path; by whoever the client is."""
    case.path_parameters = {name: ids.get(name, it) for name, it in (case.path_parameters or {}).items()}
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    headers = {name: str(it) for name, it in request["headers"].items() if name.lower() != "authorization"}
    url = httpx.URL(request["url"], params=request.get("params"))
    answer = client.request(case.method, url, headers=headers, content=request.get("data"))
    return answered(case.method, answer)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("known", [True, False], ids=["known ids", "any ids"])
def test_no_request_makes_the_server_fail(described: Any, mode: GenerationMode, known: bool) -> None:
    schema, ids, client = described
    statuses: set[int] = set()

    def ask(case: Any) -> None:
        statuses.add(asked(client, case, ids if known else {}))

    routes = [it.ok() for it in schema.get_all_operations()]
    for route in routes:
        # Signing out would end it for the others; and only a number can be something that is not described.
        if route.path not in ("/api/sign-out", "/api/oidc/callback") and (
            mode == GenerationMode.POSITIVE or "{n}" in route.path
        ):
            RUN(given(route.as_strategy(generation_mode=mode))(ask))()
    assert statuses >= (({200} if mode == GenerationMode.POSITIVE else {400}) if known else {404})


@pytest.mark.parametrize("reads", [True, False])
def test_c10_no_request_by_token_does_more_than_read(described: Any, reads: bool) -> None:
    schema, ids, client = described
    secret = client.post(f"/api/retreats/{ids['retreat']}/tokens", json={"name": "A script"}).json()["secret"]
    statuses: set[int] = set()
    with httpx.Client(base_url=client.base_url, headers={"Authorization": f"Bearer {secret}"}) as program:
        for route in (it.ok() for it in schema.get_all_operations()):
            marked = "security" in route.definition.raw
            if marked == reads and (route.method.upper(), route.path) not in PUBLIC:

                def ask(case: Any) -> None:
                    statuses.add(asked(program, case, ids))

                RUN(given(route.as_strategy(generation_mode=GenerationMode.POSITIVE))(ask))()
    assert statuses >= {200} if reads else statuses <= {400, 403, 404}


TYPES = sorted(COMMAND.json_schema()["discriminator"]["mapping"])
FIELDS = sorted({field for it in COMMAND.json_schema()["$defs"].values() for field in it.get("properties", {})})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), 1 << 63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["2026-02-30", "2026-05-12", "partner", "x" * 201]),
    st.builds(lambda: str(uuid4())),
)
VALUES = st.recursive(
    SCALARS,
    lambda it: st.lists(it, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), it, max_size=4),
    max_leaves=8,
)


@settings(RUN, max_examples=150)
@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8))
def test_c1_no_command_makes_the_server_fail(described: Any, type_: str, fields: dict[str, Any]) -> None:
    _, ids, client = described
    command = {"id": str(uuid4()), **fields, "type": type_}
    content = orjson.dumps(command, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    answered("POST", client.post(f"/api/programmes/{ids['programme']}/commands", content=content))


@settings(RUN, max_examples=60)
@given(st.binary(max_size=200) | VALUES.map(orjson.dumps))
def test_c1_no_body_makes_the_server_fail(described: Any, body: bytes) -> None:
    _, ids, client = described
    for path in (f"/api/programmes/{ids['programme']}/commands", "/api/sign-in"):
        assert answered("POST", client.post(path, content=body)) in (400, 413, 422)
