"""What is looked at every second is as it was until somebody's rights or sign-in change."""

from itertools import pairwise

from server.database import Database
from server.domain import commands as c
from server.store.sign_ins import digest_of, make_link, sign_out, use_link
from server.store.standing import standing
from tests.a_programme import AProgramme


def test_it_changes_with_roles_and_sign_ins_and_with_nothing_else(database: Database, ours: AProgramme) -> None:
    def now() -> object:
        with database.read() as connection:
            return standing(connection, ours.programme)

    with database.write() as connection:
        link = make_link(connection, ours.programme, ours.who("partner"))
        token = use_link(connection, link, days=1)
    seen = [now()]
    ours.annotate("partner", ours.id("mark"))
    assert now() == seen[-1]
    ours.give_role("partner", "observer")
    seen.append(now())
    ours.ask("steward", c.SetSteward, member=ours.who("partner"), steward=True)
    seen.append(now())
    with database.write() as connection:
        sign_out(connection, digest_of(token))
    seen.append(now())
    assert all(one != other for one, other in pairwise(seen))
