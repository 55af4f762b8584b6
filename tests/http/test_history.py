"""What became of the codebook and of a mark: in order, in pages, and to those alone who may see it."""

from typing import Any

import pytest

from server.domain import commands as c
from server.domain.parts import History
from server.store import history
from tests.a_programme import PEOPLE, AProgramme
from tests.http.conftest import Visit


def codebook(programme: AProgramme) -> str:
    return f"/api/retreats/{programme.retreat}/codebook/history"


def of_mark(programme: AProgramme, mark: str) -> str:
    return f"/api/retreats/{programme.retreat}/annotations/{mark}/history"


def read(client: Any, path: str) -> History:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return History.model_validate_json(answer.content)


@pytest.fixture
def mark(programme: AProgramme) -> str:
    """A mark that much became of, and another one that speaks of it."""
    it = programme.id("mark")
    programme.annotate("partner", it)
    programme.annotate("researcher", programme.id("another"), comment=f"As in {it}?")
    about = {"annotation": it}
    programme.ask("researcher", c.TakeStance, **about, view="agree", reason=None)
    programme.ask("facilitator", c.ReplyTo, **about, reply=programme.id("reply"), text="Enough for whom?")
    programme.ask("researcher", c.TakeStance, **about, view="differ", reason="She says it, we do not.")
    programme.ask("researcher", c.DropStance, **about)
    programme.ask("facilitator", c.RemoveAnnotation, **about)
    programme.ask("facilitator", c.Undo, retreat=programme.retreat, source=programme.excerpt)
    return it


def test_what_became_of_a_mark_in_order(visit: Visit, programme: AProgramme, mark: str) -> None:
    found = read(visit(programme, "observer"), of_mark(programme, mark))
    assert [it.body.type for it in found.events] == [
        "annotated",
        "stance_taken",
        "replied",
        "stance_taken",
        "stance_dropped",
        "annotation_removed",
        "annotation_restored",
    ]
    assert not found.earlier
    assert [it.seq for it in found.events] == sorted(it.seq for it in found.events)
    assert found.events[3].body.stance.reason == "She says it, we do not."
    assert found.events[3].author == programme.who("researcher")


def test_what_became_of_the_codebook(visit: Visit, programme: AProgramme, mark: str) -> None:
    other = programme.id("other code")
    programme.ask("partner", c.CreateCode, code=other, name="Enough", colour=3)
    programme.ask("researcher", c.ChangeCode, code=other, name="What is enough")
    programme.ask("researcher", c.MergeCode, code=other, into=programme.code)
    found = read(visit(programme, "partner"), codebook(programme))
    assert [(it.body.type, it.body.code.name, it.body.code.merged_into) for it in found.events] == [
        ("code_created", "What matters", None),
        ("code_created", "Enough", None),
        ("code_changed", "What is enough", None),
        ("code_changed", "What is enough", programme.code),
    ]


def test_the_latest_are_read_first_and_then_those_before(
    visit: Visit, programme: AProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    for n in range(5):
        programme.ask("partner", c.CreateCode, code=programme.id(f"code {n}"), name=f"Code {n}", colour=3)
    client, path = visit(programme, "partner"), codebook(programme)
    last = read(client, path)
    assert [it.body.code.name for it in last.events] == ["Code 2", "Code 3", "Code 4"] and last.earlier
    first = read(client, f"{path}?before={last.events[0].seq}")
    assert [it.body.code.name for it in first.events] == ["What matters", "Code 0", "Code 1"] and not first.earlier


@pytest.mark.parametrize("person", PEOPLE)
def test_c9_who_may_read_it(visit: Visit, programme: AProgramme, mark: str, person: str) -> None:
    client, outside = visit(programme, person), person in ("newcomer", "elsewhere")
    for path in (codebook(programme), of_mark(programme, mark)):
        assert client.get(path).status_code == (404 if outside else 200)


def test_c9_a_mark_of_another_retreat_or_one_that_is_gone_is_not_found(
    visit: Visit, programme: AProgramme, mark: str
) -> None:
    client = visit(programme, "steward")
    there = of_mark(programme, mark).replace(programme.retreat, programme.other_retreat)
    assert client.get(there).status_code == 404
    programme.ask("partner", c.RemoveAnnotation, annotation=mark)
    assert client.get(of_mark(programme, mark)).status_code == 404
    assert client.get(of_mark(programme, programme.id("no such mark"))).status_code == 404
