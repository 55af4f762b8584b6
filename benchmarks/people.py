"""A retreat full of people to measure with, founded in a database before anybody serves it."""

from contextlib import closing
from typing import Any

from server.database import Database
from server.domain import commands as c
from server.domain.commands.command import Command
from server.live.handle import Committer
from server.store.migrate import upgrade
from server.store.sign_ins import make_link, use_link
from tests.a_programme import AProgramme


class People:
    """`tokens` are the sign-ins of that many partners of one retreat, who read one excerpt, and `links` those of links
    that sign them in once more."""

    def __init__(self, database: str, many: int) -> None:
        upgrade(database)
        opened = Database(database)
        with closing(opened), closing(Committer(opened, b"key")) as committer:
            self.programme = AProgramme(committer, "benchmark").found()
            self.members = [self.programme.id(f"member {n}") for n in range(many)]
            self._let_in(opened)

    def _let_in(self, database: Database) -> None:
        it, answers = self.programme, []
        for n, member in enumerate(self.members):
            role = it.make(c.GiveRole, retreat=it.retreat, member=member, role="partner")
            joined = it.make(c.AddMember, member=member, name=f"Partner {n}", organisation=it.organisation)
            answers += [it.submit("steward", joined), it.submit("steward", role)]
        for answer in answers:
            answer.result(30)
        with database.write() as connection:
            self.links = [make_link(connection, it.programme, member) for member in self.members]
            self.tokens = [use_link(connection, link, 1) for link in self.links]

    def mark(self, name: str, comment: str) -> dict[str, Any]:
        """A command that marks some words, in JSON; `name` says which mark it is."""
        command: Command = self.programme.annotation(self.programme.id(name), comment=comment)
        return command.model_dump(mode="json")

    def reply(self, name: str, mark: str, text: str) -> dict[str, Any]:
        """A command that answers the mark of that name."""
        it = self.programme
        command: Command = it.make(c.ReplyTo, reply=it.id(name), annotation=it.id(mark), text=text)
        return command.model_dump(mode="json")
