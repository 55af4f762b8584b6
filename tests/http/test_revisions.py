"""Everything that a segment's words have been: who reads it, and what it says."""

import pytest

from server.domain import commands as c
from server.domain.parts import Revisions
from tests.a_programme import PARAGRAPHS, PEOPLE, AProgramme
from tests.http.conftest import Visit


def path(programme: AProgramme, source: str | None = None) -> str:
    segment = programme.place(0, 0).segment
    base = f"/api/retreats/{programme.retreat}/sources/{source or programme.excerpt}"
    return f"{base}/segments/{segment}/revisions"


@pytest.fixture
def corrected(programme: AProgramme) -> AProgramme:
    segment, base = programme.place(0, 0).segment, programme.revision(programme.excerpt)
    for n, text in enumerate(("She walks to the shop.", "She walks.")):
        it = [c.Correction(segment=segment, base=base, text=text)]
        base = programme.id(f"correction {n}")
        programme.ask("researcher", c.Correct, id=base, source=programme.excerpt, corrections=it)
    return programme


def test_p6_the_words_as_they_were_and_who_changed_them(visit: Visit, corrected: AProgramme) -> None:
    answer = visit(corrected, "partner").get(path(corrected))
    found = Revisions.model_validate_json(answer.content).revisions
    researcher = corrected.who("researcher")
    assert [(it.text, it.by) for it in found] == [
        (PARAGRAPHS[0], None),
        ("She walks to the shop.", researcher),
        ("She walks.", researcher),
    ]
    assert [it.at is None for it in found] == [True, False, False]


@pytest.mark.parametrize("person", PEOPLE)
def test_c9_who_may_read_what_words_have_been(visit: Visit, corrected: AProgramme, person: str) -> None:
    status = visit(corrected, person).get(path(corrected)).status_code
    assert status == (404 if person in ("newcomer", "elsewhere") else 200)


def test_c9_words_are_found_in_their_own_source_and_where_it_is_read(visit: Visit, corrected: AProgramme) -> None:
    client = visit(corrected, "steward")
    assert client.get(path(corrected, corrected.unplaced)).status_code == 404
    corrected.ask("steward", c.PlaceExcerpt, source=corrected.unplaced, retreat=corrected.retreat)
    assert client.get(path(corrected, corrected.unplaced)).status_code == 404
