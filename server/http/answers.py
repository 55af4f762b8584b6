"""What the routes around sign-in and tokens answer."""

from typing import Literal

from server.domain.nouns import Closed, ConsentItem, Organisation, Sector
from server.domain.text import Id
from server.store.packings import State
from server.store.sign_ins import Purpose


class WaysIn(Closed):
    """How one can sign in here. `oidc` names the provider's button; `first`: nobody has set this server up yet."""

    password: bool
    oidc: str | None
    mail: bool
    first: bool


class LinkSeen(Closed):
    """What a link is good for, and for whom; `email` where it is for an account."""

    purpose: Purpose
    name: str | None
    email: str | None


class LinkMade(Closed):
    """A link to hand over. `token` is what stands after its #, `until` the instant after which it is void."""

    url: str
    token: str
    until: str


class AccountShown(Closed):
    member: Id
    email: str
    disabled: bool
    has_password: bool
    last_sign_in: str | None


class AccountMade(Closed):
    """`link` is none where the person has an account already, and signs in with its password."""

    account: AccountShown
    link: LinkMade


class PackingShown(Closed):
    """An archive that is packed: `done` of about `total` bytes; gone after the instant `until`. `retreat` is none for
    that of the programme."""

    id: Id
    name: str
    retreat: Id | None
    sound: bool
    at: str
    until: str
    state: State
    done: int
    total: int


class TokenShown(Closed):
    """A token, but for what it is. `retreat` is the one that it reads, none for the programme; `maker` who made it, by
    name; `used` the day of its last use (UTC), `ends` an instant. One rests while its maker may not take away what it
    reads. `mine_to_revoke`: by whoever asks."""

    id: Id
    name: str
    retreat: Id | None
    maker: str
    used: str | None
    ends: str
    state: Literal["reads", "rests", "ended"]
    mine_to_revoke: bool


class TokenMade(Closed):
    """`secret` is what a program shows as `Authorization: Bearer`; it is told this once."""

    token: TokenShown
    secret: str


class CodeShown(Closed):
    code: str
    url: str


class JoinSeen(Closed):
    """What somebody with a code may join, and what they are asked."""

    retreat: str
    place: str
    starts_on: str
    ends_on: str
    programme: str
    sectors: list[Sector]
    organisations: list[Organisation]
    consent: list[ConsentItem]


class Installation(Closed):
    """The engines that a retreat can choose between, and the one that is used where it does not."""

    engines: list[str]
    engine: str
