"""`retreat account` and `retreat programme`, as somebody types them."""

import pytest
from sqlalchemy import select

from server.database import Database
from server.store import accounts, sign_ins
from server.store.tables import MemberRow, SignInRow
from tests.cli.conftest import PROGRAMME, Retreat, token_in


def test_a_programme_and_its_steward(database: Database, retreat: Retreat, founded: str) -> None:
    with database.read() as connection:
        link = sign_ins.look(connection, founded)
        account = accounts.by_id(connection, str(link.account))
        ((programme, member),) = accounts.members(connection, account.id)
        row = connection.execute(select(MemberRow.name, MemberRow.steward).where(MemberRow.id == member)).one()
    assert (account.email, tuple(row)) == ("morag@strath.example", ("Morag", True))
    assert retreat("programme", "list") == (0, f"{programme}\t{PROGRAMME}\n", "")
    assert retreat("account", "list")[1] == f"morag@strath.example\tMorag\tno password yet\t{PROGRAMME}\n"


@pytest.mark.parametrize("steward", [True, False])
def test_somebody_is_brought_in(database: Database, retreat: Retreat, founded: str, steward: bool) -> None:
    more = ["--steward"] if steward else []
    status, out, _ = retreat(
        "account", "add", "iain@pkc.example", "--name", "Iain", "--programme", PROGRAMME.upper(), *more
    )
    assert status == 0 and token_in(out) != founded
    with database.read() as connection:
        assert connection.execute(select(MemberRow.steward).where(MemberRow.name == "Iain")).scalar_one() is steward


def test_a_password_is_void_once_it_would_open_another_programme(
    database: Database, retreat: Retreat, founded: str
) -> None:
    with database.write() as connection:
        account = accounts.by_email(connection, "morag@strath.example")
        assert account
        accounts.change(connection, account.id, password="a hash")
    status, out, _ = retreat("programme", "add", "Another", "--steward", "morag@strath.example", "--name", "Morag")
    assert status == 0 and "Its password is void" in out and token_in(out)
    assert retreat("account", "list")[1].endswith(f"\tno password yet\tAnother, {PROGRAMME}\n")


def test_closing_ends_every_sign_in_and_opening_lets_in_again(
    database: Database, retreat: Retreat, founded: str
) -> None:
    with database.write() as connection:
        account = accounts.by_email(connection, "morag@strath.example")
        assert account
        ((programme, member),) = accounts.members(connection, account.id)
        sign_ins.sign_in(connection, programme, member, 1, account.id)
    assert retreat("account", "disable", "MORAG@strath.example")[0] == 0
    with database.write() as connection:
        assert connection.execute(select(SignInRow)).all() == []
        with pytest.raises(accounts.AccountDisabled):
            sign_ins.sign_in(connection, programme, member, 1, account.id)
        with pytest.raises(sign_ins.LinkUnknown):
            sign_ins.look(connection, founded)
    assert "\tclosed\t" in retreat("account", "list")[1]
    assert retreat("account", "enable", "morag@strath.example")[0] == 0
    assert token_in(retreat("account", "link", "morag@strath.example")[1])


def test_what_cannot_be_done_is_said_in_a_sentence(database: Database, retreat: Retreat, founded: str) -> None:
    new = ("account", "add", "iain@pkc.example", "--name", "Iain", "--programme")
    for arguments, expected in (
        ((*new, "No such"), "no programme called “No such”"),
        (("account", "add", "iain", "--name", "Iain", "--programme", PROGRAMME), "'iain' is no e-mail"),
        (
            ("account", "add", "morag@strath.example", "--name", "M", "--programme", PROGRAMME),
            "in that programme already",
        ),
        (("account", "link", "nobody@pkc.example"), "Nobody here has the e-mail"),
        (("account", "disable", "nobody@pkc.example"), "Nobody here has the e-mail"),
        (
            ("programme", "add", PROGRAMME, "--steward", "a@b.example", "--name", "A"),
            "called “Meaningful records” already",
        ),
    ):
        status, out, err = retreat(*arguments)
        assert (status, out) == (1, "") and expected in err, err


def test_two_programmes_of_one_name_are_told_apart_by_id(database: Database, retreat: Retreat, founded: str) -> None:
    name = PROGRAMME.upper()
    retreat("programme", "add", name, "--steward", "a@b.example", "--name", "A")
    new = ("account", "add", "iain@pkc.example", "--name", "Iain", "--programme")
    status, _, err = retreat(*new, name)
    assert status == 1 and "2 programmes are called" in err
    one = retreat("programme", "list")[1].split("\t")[0]
    assert retreat(*new, one)[0] == 0
