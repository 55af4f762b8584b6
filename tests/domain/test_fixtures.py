"""The shared fixtures are those that the server's code makes now; the client's tests apply them."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.domain import parts
from server.domain.events import Envelope
from tests.every_command import EVERY
from tests.fixtures import moved
from tests.fixtures.generate import FOLDER, WITHOUT, generate

COMMITTED = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.json"))}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return generate()


def read(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / name).read_bytes()))


def test_the_fixtures_are_not_stale(made: dict[str, bytes]) -> None:
    told = "stale: run `python -m tests.fixtures.generate` and look at what changed"
    assert made.keys() == COMMITTED.keys(), told
    assert [name for name in made if made[name] != COMMITTED[name]] == [], told


def test_every_command_has_a_fixture() -> None:
    assert {f"{name}.json" for name in EVERY.keys() - WITHOUT} <= COMMITTED.keys()


@pytest.mark.parametrize("name", COMMITTED)
def test_s1_a_fixture_holds_what_its_seq_says(name: str) -> None:
    fixture = read(name)
    assert fixture["name"] == Path(name).stem.replace("_", " ")
    seqs = [Envelope.model_validate_json(json.dumps(it)).seq for it in fixture["events"]]
    assert seqs == sorted(set(seqs))
    for side in (fixture["before"], fixture["after"]):
        frame = parts.Frame.model_validate(side["frame"])
        blocks = [parts.Block.model_validate_json(json.dumps(it)) for it in side["blocks"]]
        assert {(it.epoch, it.seq) for it in blocks} <= {(frame.epoch, frame.seq)}
        assert {it.source for it in blocks} <= {it.id for it in frame.sources}
    if seqs:
        assert fixture["before"]["frame"]["seq"] < seqs[0]
        assert fixture["after"]["frame"]["seq"] >= seqs[-1]  # other retreats may have been told after this one


UNHEARD = {
    "create_retreat.json",
    "an_excerpt_that_only_curators_hear_of.json",
    "a_member_whom_only_stewards_hear_of.json",
    "another_retreat_alone_is_not_heard.json",
    "an_invitation_that_only_facilitators_see.json",
    "answers_that_only_facilitators_hear_of.json",
    "a_private_memo_that_only_its_author_hears_of.json",
}


def test_e4_who_is_not_part_of_an_audience_hears_nothing_and_sees_no_change() -> None:
    assert {name for name in COMMITTED if not read(name)["events"]} == UNHEARD
    for name in UNHEARD:
        before, after = (read(name)[side] for side in ("before", "after"))
        assert after["frame"]["seq"] > before["frame"]["seq"]
        for part in (before["frame"], after["frame"], *before["blocks"], *after["blocks"]):
            del part["seq"]
        assert before == after


def test_e4_another_retreat_leaves_a_gap() -> None:
    seqs = [it["seq"] for it in read("another_retreat_is_not_heard.json")["events"]]
    assert [later - seqs[0] for later in seqs] == [0, 3]


def test_s3_removed_annotations_and_their_replies_are_not_in_parts() -> None:
    fixture = read("a_mark_removed_with_its_replies.json")
    gone = {it["body"]["annotation"] for it in fixture["events"] if it["body"]["type"] == "annotation_removed"}
    assert len(gone) == 2
    blocks = fixture["after"]["blocks"]
    kept = [it for block in blocks for it in block["annotations"]]
    assert [it["comment"] for it in kept] == ["Tea\nand <b>no</b> 💩."]
    assert {it["annotation"] for block in blocks for it in block["replies"]} == {kept[0]["id"]}
    assert fixture["after"]["frame"]["marks"] == {kept[0]["passage"]["source"]: 1}


def test_two_who_name_the_same_idea_both_keep_their_code() -> None:
    fixture = read("a_code_born_merged.json")
    codes = {it["id"]: it for it in fixture["after"]["frame"]["codes"]}
    merged = {it["name"]: codes[it["merged_into"]]["name"] for it in codes.values() if it["merged_into"]}
    assert merged == {"Faith": "Trust", "TRUST": "Trust", "trust": "Trust", "time": "Time"}


def test_p6_the_moved_passages_are_not_stale() -> None:
    assert moved.FILE.read_bytes() == moved.generate(), "stale: run `python -m tests.fixtures.moved` and look"
