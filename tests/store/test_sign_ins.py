"""Sign-in links and sign-ins."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from server.database import Database
from server.errors import NotSignedIn
from server.store import sign_ins
from server.store.tables import SignInLinkRow, SignInRow

PROGRAMME, MEMBER = "programme", "member"


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as it:
        yield it


def test_a_link_signs_its_member_in_until_they_sign_out(connection: Connection) -> None:
    link = sign_ins.make_link(connection, PROGRAMME, MEMBER)
    token = sign_ins.use_link(connection, link, days=1)
    found = sign_ins.who(connection, sign_ins.digest_of(token))
    assert (found.programme, found.member) == (PROGRAMME, MEMBER)
    assert sign_ins.still_valid(connection, {found.digest, "other"}) == {found.digest}
    sign_ins.sign_out(connection, found.digest)
    assert sign_ins.still_valid(connection, {found.digest}) == set()
    with pytest.raises(NotSignedIn):
        sign_ins.who(connection, found.digest)


def test_unknown_and_expired_links_are_refused(connection: Connection) -> None:
    with pytest.raises(sign_ins.LinkUnknown):
        sign_ins.use_link(connection, "unknown", days=1)
    with pytest.raises(sign_ins.LinkExpired):
        sign_ins.use_link(connection, sign_ins.make_link(connection, PROGRAMME, MEMBER, days=-1), days=1)


def test_a_sign_in_expires(connection: Connection) -> None:
    token = sign_ins.use_link(connection, sign_ins.make_link(connection, PROGRAMME, MEMBER), days=-1)
    with pytest.raises(NotSignedIn):
        sign_ins.who(connection, sign_ins.digest_of(token))


def test_no_token_is_kept(connection: Connection) -> None:
    link = sign_ins.make_link(connection, PROGRAMME, MEMBER)
    token = sign_ins.use_link(connection, link, days=1)
    kept = [*connection.execute(select(SignInLinkRow)).scalars(), *connection.execute(select(SignInRow)).scalars()]
    assert len(kept) == 2
    assert not any(secret in str(row) for row in kept for secret in (link, token))
