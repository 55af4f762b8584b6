"""C11: an excerpt that is read in one retreat is on no wire of another, whichever way it is asked for."""

from uuid import uuid4

import pytest

from server.domain import commands as c
from server.domain.excerpts import paragraphs
from tests.a_programme import AProgramme
from tests.live.a_socket import open_socket
from tests.live.test_private_memos import Raw, archive, live, parts
from tests.serving import Served

WORD = "kittiwake"
# Whoever curates hears of all excerpts, to place them.
WHO = ("partner", "observer")
TEXT = f"The {WORD} came back.\n\nWe did not know why."


@pytest.fixture
def elsewhere(served: Served, programme: AProgramme) -> str:
    """A retreat of the same programme that the steward alone is in, with an excerpt that is placed in no other."""
    retreat, source = str(uuid4()), str(uuid4())
    dates = {"starts_on": "2026-06-01", "ends_on": "2026-06-02"}
    programme.ask("steward", c.CreateRetreat, retreat=retreat, name="Elsewhere", **dates)
    programme.ask("steward", c.AddExcerpt, source=source, title=f"On the {WORD}", text=TEXT)
    programme.ask("steward", c.PlaceExcerpt, source=source, retreat=retreat)
    return source


def everything_happens_to_it(programme: AProgramme, source: str) -> int:
    """Changed, and taken in and out again; then something for all, so that nothing is still on its way."""
    programme.ask("steward", c.ChangeExcerpt, source=source, title=f"The {WORD} again")
    return programme.annotate("researcher", str(uuid4())).seq


@pytest.mark.parametrize("person", WHO)
def test_c11_an_excerpt_of_another_retreat_is_on_no_wire(
    served: Served, programme: AProgramme, elsewhere: str, person: str
) -> None:
    listening = Raw(served, programme, person)
    listening.hello(programme.retreat)
    upto = everything_happens_to_it(programme, elsewhere)
    listening.listen_until(upto)
    assert "annotated" in listening.came and WORD not in listening.came and elsewhere not in listening.came
    listening.connection.close()
    with served.visit(programme, person) as visitor:
        fetched = parts(visitor, programme) + archive(visitor, programme)
        here = f"/api/retreats/{programme.retreat}/sources/{elsewhere}"
        for path in ("outline", "blocks/0", "words/0"):
            answer = visitor.get(f"{here}/{path}")
            assert (answer.status_code, WORD in answer.text) == (404, False)
    came = fetched + live(served, programme, person, upto)
    assert WORD not in came and elsewhere not in came


@pytest.mark.parametrize("person", WHO)
def test_c11_a_refusal_does_not_tell_it_from_none(
    served: Served, programme: AProgramme, elsewhere: str, person: str
) -> None:
    assert len(paragraphs(TEXT)) == 2
    with open_socket(served, programme, person) as socket:
        why = []
        for source in (elsewhere, str(uuid4())):
            undo = programme.make(c.Undo, retreat=programme.retreat, source=source)
            memo = {"memo": str(uuid4()), "retreat": programme.retreat, "about": "source", "about_id": source}
            for command in (undo, programme.make(c.WriteMemo, **memo, text="About it.")):
                socket.ask(command)
                why.append(socket.answer(command.id).get("why"))
    assert why[:2] == why[2:] and all(why)
