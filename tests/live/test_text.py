"""Text over the socket: what is kept comes back as it was, what cannot be kept is refused with a reason (T1 to T4)."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.domain import commands as c
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket
from tests.live.conftest import Join

LINES = (Path(__file__).parents[1] / "cases" / "C47-comments.jsonl").read_text().splitlines()
BODIES = [line.removeprefix('{"body": ').removesuffix("}") for line in LINES]
# Which lines of the file are text that can be kept, as a comment and as a name.
KEPT = [json.loads(body).startswith(("fine", "\ufeffBOM", "override", "e\u0301")) for body in BODIES]
NAMES = [json.loads(body).startswith(("fine", "\ufeffBOM")) for body in BODIES]


def ask_raw(it: ASocket, command: Any, field: str, literal: str) -> None:
    """Send a command with this JSON literal in it, as a browser writes half a surrogate pair."""
    raw = json.dumps({"type": "command", "command": {**command.model_dump(mode="json"), field: "HERE"}})
    it.connection.send(raw.replace('"HERE"', literal))


@pytest.mark.parametrize(("field", "kept"), [("comment", KEPT), ("name", NAMES)])
def test_t1_each_poisoned_line_among_twenty_good_ones(
    programme: AProgramme, join: Join, field: str, kept: list[bool]
) -> None:
    it = join("partner")

    def make(n: int | str) -> Any:
        if field == "comment":
            return programme.annotation(programme.id(f"{field} {n}"))
        return programme.make(c.CreateCode, code=programme.id(f"{field} {n}"), name=f"Idea {n}", colour=1)

    good = [make(n) for n in range(20)]
    odd = [make(f"odd {n}") for n in range(len(BODIES))]
    for n, command in enumerate(good):
        it.ask(command)
        if n % 2 == 0:
            ask_raw(it, odd[n // 2], field, BODIES[n // 2])
    answers = {}
    while len(answers) < len(good) + len(odd):
        answer = it.next("accepted", "refused")
        answers[answer["command"]] = answer
    assert {answers[command.id]["type"] for command in good} == {"accepted"}
    assert [answers[command.id]["type"] == "accepted" for command in odd] == kept
    for command in odd:
        if "why" in answers[command.id]:
            why = answers[command.id]["why"]
            assert why["kind"] in ("unfit", "too_large") and "kept" in why["message"]
    it.listen_until(max(answer.get("seq", 0) for answer in answers.values()))
    texts = [event["body"].get("annotation", event["body"].get("code"))[field] for event in it.heard]
    assert [text for text in texts if text not in ("Why here?", *(f"Idea {n}" for n in range(20)))] == [
        json.loads(body) for body, keep in zip(BODIES, kept, strict=True) if keep
    ]


@pytest.mark.parametrize("text", ["  white space stays\r\n\tas it came  ", "e\u0301 is not \u00e9", "🙂\u2028🏴"])
def test_t1_text_is_stored_as_it_came(programme: AProgramme, join: Join, text: str) -> None:
    it = join("partner")
    it.ask(command := programme.annotation(programme.id("mark"), comment=text))
    it.listen_until(it.answer(command.id)["seq"])
    assert it.heard[-1]["body"]["annotation"]["comment"] == text


@pytest.mark.parametrize(
    "name", ["two\nlines", "a\ttab", "\u202etxet", "\u2066isolated", " \u00a0 ", "", "bell\x07", "x" * 201]
)
def test_t2_what_is_no_name_is_refused(programme: AProgramme, join: Join, name: str) -> None:
    it = join("partner")
    command = programme.make(c.CreateCode, code=programme.id("new code"), name="x", colour=1)
    ask_raw(it, command, "name", json.dumps(name))
    answer = it.answer(command.id)
    assert answer["type"] == "refused" and answer["why"]["message"].endswith((".", ")"))


@pytest.mark.parametrize("name", ["<b>bold</b> & <script>alert(1)</script>", "x" * 200, "  شارع 🙂 "])
def test_t2_a_name_is_kept_and_only_trimmed(programme: AProgramme, join: Join, name: str) -> None:
    it = join("partner")
    command = programme.make(c.CreateCode, code=programme.id("new code"), name="x", colour=1)
    ask_raw(it, command, "name", json.dumps(name))
    it.listen_until(it.answer(command.id)["seq"])
    assert it.heard[-1]["body"]["code"]["name"] == name.strip()


def test_t3_a_megabyte_is_refused_and_the_socket_goes_on(programme: AProgramme, join: Join) -> None:
    it = join("partner")
    for comment in ("x" * 1_000_000, "🙂" * 100_001):
        command = programme.annotation(programme.id(f"mark {comment[0]}"))
        ask_raw(it, command, "comment", json.dumps(comment, ensure_ascii=False))
        why = it.answer(command.id)["why"]
        assert why["kind"] == "too_large" and "100,000" in why["message"]
    it.ask(longest := programme.annotation(programme.id("mark"), comment="🙂" * 100_000))
    seq = it.answer(longest.id)["seq"]
    assert len(it.listen_until(seq)[-1]["body"]["annotation"]["comment"]) == 100_000


def test_t4_markup_is_text(programme: AProgramme, join: Join) -> None:
    it, markup = join("partner"), "<img src=x onerror=alert(1)> &lt; ]]> --> {{7*7}}"
    it.ask(command := programme.annotation(programme.id("mark"), comment=markup))
    it.listen_until(it.answer(command.id)["seq"])
    assert it.heard[-1]["body"]["annotation"]["comment"] == markup
