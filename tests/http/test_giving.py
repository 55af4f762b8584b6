"""What one gave is told to oneself alone, with what was removed since, and nothing of what was withdrawn."""

from typing import Any

import httpx

from server.domain import commands as c
from tests.a_programme import AProgramme
from tests.http.conftest import Visit


def given(visit: Visit, programme: AProgramme, person: str) -> dict[str, Any]:
    answer = visit(programme, person).get(f"/api/retreats/{programme.retreat}/given")
    assert answer.status_code == httpx.codes.OK, answer.text
    return dict(answer.json())


def test_one_is_told_all_of_ones_own(visit: Visit, programme: AProgramme) -> None:
    mark, memo = programme.id("own mark"), programme.id("own memo")
    programme.annotate("partner", mark, comment="A kittiwake.")
    programme.annotate("researcher", programme.id("another's"), comment="A gull.")
    programme.ask(
        "partner", c.ReplyTo, reply=programme.id("answer"), annotation=programme.id("another's"), text="Is it?"
    )
    programme.ask("partner", c.TakeStance, annotation=programme.id("another's"), view="differ", reason="Too small.")
    about = {"retreat": programme.retreat, "about": "annotation", "about_id": mark}
    programme.ask("partner", c.WriteMemo, memo=memo, **about, text="At first.")
    programme.ask("partner", c.ChangeMemo, memo=memo, text="Look again.")
    programme.ask("partner", c.RemoveMemo, memo=memo)
    things = {it["kind"]: it for it in given(visit, programme, "partner")["things"] if it["id"] != programme.id("mark")}
    assert things["mark"]["text"] == "A kittiwake." and things["mark"]["quote"]
    assert things["reply"]["text"] == "Is it?" and not things["reply"]["removed"]
    assert (things["stance"]["view"], things["stance"]["text"]) == ("differ", "Too small.")
    assert things["memo"]["text"] == "Look again." and things["memo"]["removed"]


def test_nothing_of_what_was_withdrawn_is_left(visit: Visit, programme: AProgramme) -> None:
    mark = programme.id("own mark")
    programme.annotate("partner", mark, comment="A kittiwake.")
    programme.ask("partner", c.Withdraw, retreat=programme.retreat, annotations=[mark])
    assert "kittiwake" not in str(given(visit, programme, "partner"))
    assert mark not in str(given(visit, programme, "partner"))


def test_whoever_lost_their_role_can_still_ask_and_a_stranger_cannot(visit: Visit, programme: AProgramme) -> None:
    programme.annotate("partner", programme.id("own mark"), comment="A kittiwake.")
    programme.ask("facilitator", c.TakeRole, retreat=programme.retreat, member=programme.who("partner"))
    assert "kittiwake" in str(given(visit, programme, "partner"))
    assert (
        visit(programme, "newcomer").get(f"/api/retreats/{programme.retreat}/given").status_code
        == httpx.codes.NOT_FOUND
    )
