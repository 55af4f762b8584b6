"""`retreat retreats` and `retreat invite`, as somebody types them."""

import pytest

from tests.cli.conftest import PROGRAMME, Retreat

SPRING = ("Spring retreat", "--programme", PROGRAMME)
DAYS = ("--from", "2097-05-12", "--to", "2097-05-13")


@pytest.fixture
def spring(retreat: Retreat, founded: str) -> str:
    """The id that was printed."""
    status, out, _ = retreat("retreats", "add", *SPRING, *DAYS, "--place", "Birnam")
    assert status == 0
    return out.split("\t")[0]


def test_a_retreat_is_made_listed_archived_and_opened_again(retreat: Retreat, spring: str) -> None:
    listed = f"{spring}\tSpring retreat\t2097-05-12 to 2097-05-13\n"
    everything = ("retreats", "list", "--programme", PROGRAMME)
    assert retreat(*everything) == (0, listed, "")
    assert retreat("retreats", "archive", *SPRING)[0] == 0
    assert retreat(*everything)[1] == listed.replace("\n", "\tarchived\n")
    assert retreat("invite", *SPRING)[0] == 1
    assert retreat("retreats", "reopen", spring, *SPRING[1:])[0] == 0
    assert retreat(*everything)[1] == listed


def test_an_invitation_is_a_code_and_an_address(retreat: Retreat, spring: str) -> None:
    status, out, _ = retreat("invite", *SPRING)
    code, address = out.split()
    assert status == 0 and len(code) == 7 and address == f"https://retreat.example/join#{code}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("retreats", "add", "Summer", *SPRING[1:], "--from", "2026-02-30", "--to", "2026-03-01"), "no such day"),
        (("retreats", "add", "Summer", *SPRING[1:], "--from", "2026-03-02", "--to", "2026-03-01"), "cannot end before"),
        (("retreats", "archive", "Winter", *SPRING[1:]), "no retreat called “Winter”"),
        (("retreats", "list", "--programme", "Another"), "no programme called “Another”"),
        (("invite", *SPRING, "--until", "2020-01-01T09:00"), "has passed already"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    retreat: Retreat, spring: str, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = retreat(*arguments)
    assert (status, out) == (1, "") and said in err and "Traceback" not in err


def test_two_retreats_of_one_name_are_told_apart_by_their_ids(retreat: Retreat, spring: str) -> None:
    retreat("retreats", "add", *SPRING, *DAYS)
    status, _, err = retreat("retreats", "archive", *SPRING)
    assert status == 1 and spring in err
