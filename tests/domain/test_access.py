"""Who may do what: every command by everybody, really submitted."""

from typing import get_args

import pytest

from server.domain import apply, needs
from server.domain.access import WHO
from server.domain.commands import AnyCommand
from server.domain.consent import FIRST_ITEMS
from server.domain.decide import DECIDE
from server.domain.events import AnyEvent, ExcerptPlaced
from server.domain.programmes import SECTORS
from server.errors import AlreadyThere, NotAllowed, NotFound, NotSignedIn, Refusal
from tests.a_retreat import (
    AUTHOR,
    DOOR,
    ELSEWHERE,
    ELSEWHERE_FACILITATOR,
    ELSEWHERE_STEWARD,
    ENGINE,
    FACILITATOR,
    INSTALLATION,
    NOBODY,
    OBSERVER,
    PARTNER,
    PROGRAMME,
    RESEARCHER,
    STEWARD,
    STRANGER,
    ARetreat,
    an_id,
)
from tests.every_command import EVERY

COMMANDS = get_args(get_args(AnyCommand)[0])
EVENTS = get_args(get_args(AnyEvent)[0])
ACTORS = {
    "steward": STEWARD,
    "facilitator": FACILITATOR,
    "researcher": RESEARCHER,
    "partner": PARTNER,
    "observer": OBSERVER,
    "engine": ENGINE,
    "installation": INSTALLATION,
    "door": DOOR,
}
ROUTES = {
    "read_retreat",
    "hear",
    "send_chunks",
    "export",
    "read_excerpts",
    "read_programme",
    "run_retreat",
    "manage_accounts",
    "let_in_again",
    "bring_back",
    "make_token",
    "make_programme_token",
    "revoke_token",
}
# These name no retreat, nor anything that lies in one.
OF_THE_PROGRAMME = {
    "found_programme",
    "rename_programme",
    "add_sector",
    "rename_sector",
    "remove_sector",
    "add_organisation",
    "change_organisation",
    "remove_organisation",
    "word_consent",
    "add_member",
    "set_steward",
    "join_retreat",
    "create_retreat",
    "add_excerpt",
    "change_excerpt",
    "create_code",
    "change_code",
    "merge_code",
    "unmerge_code",
    "retire_code",
    "bring_back_code",
}


# Nobody but its author learns that there is such a thing at all.
HIDDEN = {"share_memo"}


def type_of(kind: type) -> str:
    return str(kind.model_fields["type"].default)  # type: ignore[attr-defined]


def outcome(retreat: ARetreat, actor: str, name: str, programme: str = PROGRAMME) -> type[Refusal] | None:
    """The kind of refusal, which must have changed nothing; None for a command that was accepted and did something."""
    before, rows = retreat.seq(programme), retreat.rows(programme)
    try:
        seq = retreat.send(actor, EVERY[name], programme)
    except Refusal as refusal:
        assert (retreat.seq(programme), retreat.rows(programme)) == (before, rows)
        return type(refusal)
    assert seq == retreat.seq(programme) > before
    return None


@pytest.mark.parametrize("column", ACTORS)
@pytest.mark.parametrize("name", [it for it in EVERY if it != "found_programme"])
def test_c9_a_command_is_for_those_in_its_row(retreat: ARetreat, name: str, column: str) -> None:
    refused = NotFound if name in HIDDEN else NotAllowed
    assert outcome(retreat, ACTORS[column], name) is (None if column in WHO[name] else refused)


@pytest.mark.parametrize("name", [it for it in EVERY if it != "found_programme"])
def test_c9_an_author_who_is_an_observer_now_may_only_take_back_their_own(retreat: ARetreat, name: str) -> None:
    allowed = WHO[name] & {"author", "observer"}
    assert outcome(retreat, AUTHOR, name) is (None if allowed else NotAllowed)


@pytest.mark.parametrize("name", [it for it in EVERY if it != "found_programme"])
def test_c9_what_lies_in_another_retreat_is_not_found(retreat: ARetreat, name: str) -> None:
    expected = NotFound
    if name in OF_THE_PROGRAMME:  # the stranger is a facilitator in their own retreat
        expected = None if "facilitator" in WHO[name] else NotAllowed
    assert outcome(retreat, STRANGER, name) is expected


@pytest.mark.parametrize("name", [it for it in EVERY if it != "found_programme"])
def test_c9_who_is_in_no_retreat_may_do_nothing(retreat: ARetreat, name: str) -> None:
    assert outcome(retreat, NOBODY, name) is (NotAllowed if name in OF_THE_PROGRAMME else NotFound)


@pytest.mark.parametrize("actor", [ELSEWHERE_STEWARD, ELSEWHERE_FACILITATOR])
@pytest.mark.parametrize("name", [it for it in EVERY if it not in OF_THE_PROGRAMME])
def test_c9_what_lies_in_another_programme_is_not_found(retreat: ARetreat, name: str, actor: str) -> None:
    here = retreat.seq(), retreat.rows()
    assert outcome(retreat, actor, name, ELSEWHERE) is NotFound
    assert (retreat.seq(), retreat.rows()) == here


@pytest.mark.parametrize("name", EVERY)
def test_c9_a_member_of_another_programme_is_nobody_here(retreat: ARetreat, name: str) -> None:
    assert outcome(retreat, ELSEWHERE_STEWARD, name) is NotSignedIn


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if not who - {"engine", "installation", "door"}])
@pytest.mark.parametrize("column", ["steward", "facilitator", "researcher", "partner", "observer"])
def test_c10_the_engines_and_the_installations_commands_are_refused_from_people(
    retreat: ARetreat, name: str, column: str
) -> None:
    assert outcome(retreat, ACTORS[column], name) is NotAllowed


def test_a_programme_is_founded_by_the_installation_and_only_once(retreat: ARetreat) -> None:
    new, name = an_id("new programme"), "found_programme"
    with pytest.raises(NotFound):
        retreat.send(STEWARD, EVERY[name], new)
    with pytest.raises(NotFound):
        retreat.send(ENGINE, EVERY[name], new)
    assert retreat.send(INSTALLATION, EVERY[name], new) == retreat.seq(new) == 2 + len(SECTORS) + len(FIRST_ITEMS)
    assert outcome(retreat, ENGINE, name) is NotAllowed
    assert outcome(retreat, INSTALLATION, name) is AlreadyThere


def test_a_programme_is_not_founded_again_among_other_commands(retreat: ARetreat) -> None:
    with retreat.database.write():  # what comes in now is committed together
        first = retreat.committer.submit(PROGRAMME, STEWARD, EVERY["add_session"])
        founding = retreat.committer.submit(PROGRAMME, INSTALLATION, EVERY["found_programme"])
        others = [retreat.committer.submit(PROGRAMME, STEWARD, EVERY[it]) for it in ("create_code", "add_organisation")]
        again = retreat.committer.submit(PROGRAMME, INSTALLATION, EVERY["found_programme"])
    assert [it.result().seq - first.result().seq for it in others] == [1, 2]
    assert isinstance(founding.exception(), AlreadyThere)
    assert isinstance(again.exception(), AlreadyThere)


def test_every_command_type_is_known_everywhere() -> None:
    names = {type_of(it) for it in COMMANDS}
    assert names == set(EVERY) == set(WHO) - ROUTES
    assert set(COMMANDS) == set(DECIDE) == set(needs.NEEDS)
    assert all(type(command) in COMMANDS for command in EVERY.values())


def test_every_event_type_is_applied() -> None:
    assert set(EVENTS) == set(apply.APPLY) | {ExcerptPlaced}
