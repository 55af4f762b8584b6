"""`retreat account` and `retreat programme`: who signs in here, seen to by whoever runs this server."""

import argparse
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from server.cli.opening import command, named, open_committer, open_database, programme_of
from server.config import Settings
from server.database import Database
from server.domain.access import THE_INSTALLATION
from server.domain.commands import AddMember, SetSteward
from server.store import accounts, sign_ins
from server.store.accounts import Account
from server.ways_in.founding import found


def add_commands(commands: Any) -> None:
    """Everything below, as arguments of `retreat`."""
    account = commands.add_parser("account", help="who signs in with an e-mail")
    these = account.add_subparsers(required=True, metavar="COMMAND")
    add = command(these, "add", _add, "bring somebody into a programme; prints a link to set a password", "email")
    add.add_argument("--name", required=True, help="as others will see it")
    add.add_argument("--programme", required=True, help="its name or id")
    add.add_argument("--steward", action="store_true", help="as a steward of the programme")
    command(these, "link", _link, "print a new link to set a password", "email")
    command(these, "disable", _disable, "close an account, and end its sign-ins", "email")
    command(these, "enable", _enable, "open it again", "email")
    command(these, "list", _list, "all accounts")

    programme = commands.add_parser("programme", help="the programmes of this server")
    these = programme.add_subparsers(required=True, metavar="COMMAND")
    new = command(these, "add", _found, "found a programme; prints a link for its steward", "programme")
    new.add_argument("--steward", required=True, metavar="EMAIL", help="of its first steward")
    new.add_argument("--name", required=True, help="the steward's, as others will see it")
    command(these, "list", _programmes, "all programmes")


def announce_first_link(settings: Settings) -> None:
    """On a server where nobody lives yet: print the one link that sets it up."""
    with open_database(settings) as database, database.write() as connection:
        token = sign_ins.make_first_link(connection)
    if token:
        print(f"\n  Nobody has an account here yet. Make the first one:\n  {settings.site}/first#{token}\n", flush=True)


def _add(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    _check_email(options.email)
    with database.read() as connection:
        programme = programme_of(connection, options.programme)
        account = accounts.by_email(connection, options.email)
        if account and programme in dict(accounts.members(connection, account.id)):
            raise ValueError(f"{options.email} is in that programme already. `retreat account link` makes a new link.")
    member = str(uuid4())
    wanted: list[Any] = [AddMember(id=str(uuid4()), member=member, name=options.name)]
    if options.steward:
        wanted.append(SetSteward(id=str(uuid4()), member=member, steward=True))
    with open_committer(settings, database) as committer:
        for answer in [committer.submit(programme, THE_INSTALLATION.id, it) for it in wanted]:
            answer.result()
    _let_in(settings, database, options.email, options.name, programme, member)


def _found(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    _check_email(options.steward)
    with database.read() as connection:
        if options.programme in named(connection).values():
            raise ValueError(f"There is a programme called “{options.programme}” already. Choose another name.")
    with open_committer(settings, database) as committer:
        programme, member = found(committer, str(uuid4()), options.programme, options.name)
    _let_in(settings, database, options.steward, options.name, programme, member)


def _let_in(settings: Settings, database: Database, email: str, name: str, programme: str, member: str) -> None:
    """The account of a new member, and the link to set its password. Who set the one that it had is not known: it is
    void, and whoever gets the link is its owner."""
    with database.write() as connection:
        account = accounts.by_email(connection, email) or accounts.add(connection, email, name)
        sign_ins.give_account(connection, account.id, programme, member)
        accounts.change(connection, account.id, password=None)
        sign_ins.sign_out_everywhere(connection, account.id)
        if account.password is not None:
            print(f"{account.email} had an account already. Its password is void: hand over this link.")
        _print_link(settings, connection, account)


def _link(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.write() as connection:
        account = _account(connection, options.email)
        sign_ins.void_links(connection, account.id)
        _print_link(settings, connection, account)


def _disable(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.write() as connection:
        account = _account(connection, options.email)
        accounts.change(connection, account.id, disabled=True)
        sign_ins.sign_out_everywhere(connection, account.id)
    print(f"{account.email} is closed, and signed out everywhere.")


def _enable(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.write() as connection:
        account = _account(connection, options.email)
        accounts.change(connection, account.id, disabled=False)
    print(f"{account.email} can sign in again.")


def _list(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.read() as connection:
        for it in accounts.everybody(connection):
            state = "closed" if it.disabled else "no password yet" if it.password is None else "open"
            places = ", ".join(accounts.programmes(connection, it.id).values()) or "no programme"
            print(f"{it.email}\t{it.name}\t{state}\t{places}")


def _programmes(settings: Settings, database: Database, options: argparse.Namespace) -> None:
    with database.read() as connection:
        for id, name in named(connection).items():
            print(f"{id}\t{name}")


def _print_link(settings: Settings, connection: Connection, account: Account) -> None:
    token = sign_ins.make_password_link(connection, account.id)
    print(f"A link for {account.name}, good for a week, and once:\n{settings.site}/password#{token}")


def _account(connection: Connection, email: str) -> Account:
    account = accounts.by_email(connection, email)
    if account is None:
        raise ValueError(f"Nobody here has the e-mail {email}. `retreat account list` shows all accounts.")
    return account


def _check_email(email: str) -> None:
    name, _, place = email.partition("@")
    if not name or not place or "@" in place or " " in email:
        raise ValueError(f"{email!r} is no e-mail. It looks like name@example.org")
