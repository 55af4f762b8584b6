"""Who may: one table from command type or route name to those allowed, asked for every command and request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.domain.events import Audience
from server.domain.nouns import Attendance, Member, Role
from server.domain.rows import Rows
from server.errors import NotAllowed, NotFound, NotSignedIn

# `author` is whoever made the thing in question; `engine` is the worker and `installation` the command line of
# this server, neither of which can speak over the socket or by POST.
Column = Literal["steward", "facilitator", "researcher", "partner", "observer", "author", "engine", "installation"]

STEWARDS: frozenset[Column] = frozenset({"steward"})
RUNNING: frozenset[Column] = STEWARDS | {"facilitator"}
CURATING: frozenset[Column] = RUNNING | {"researcher"}
READING_TOGETHER: frozenset[Column] = CURATING | {"partner"}
EVERYONE: frozenset[Column] = READING_TOGETHER | {"observer"}
ENGINE: frozenset[Column] = frozenset({"engine"})

WHO: dict[str, frozenset[Column]] = {
    # commands
    "found_programme": frozenset({"installation"}),
    "add_organisation": STEWARDS,
    "add_member": STEWARDS,
    "create_retreat": STEWARDS,
    "give_role": RUNNING,
    "add_session": RUNNING,
    "add_excerpt": CURATING,
    "place_excerpt": CURATING,
    "add_recording": CURATING,
    "state_agreement": CURATING,
    "close_recording": CURATING,
    "retry_recording": CURATING,
    "open_recording": ENGINE,
    "fail_recording": ENGINE,
    "start_run": ENGINE,
    "append_segments": ENGINE,
    "finish_run": ENGINE,
    "create_code": READING_TOGETHER,
    "annotate": READING_TOGETHER,
    "remove_annotation": RUNNING | {"author"},
    "reply": READING_TOGETHER,
    # routes
    "read_retreat": EVERYONE,
    "hear": EVERYONE,
    "send_chunks": CURATING,
    "export": CURATING,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a member as just read from the store, or the engine, or the installation."""

    id: str
    kind: Literal["member", "engine", "installation"] = "member"
    steward: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)  # by retreat


THE_ENGINE = Actor("engine", "engine")
THE_INSTALLATION = Actor("installation", "installation")


def actor_of(rows: Rows, member: str) -> Actor:
    """The member as these rows have them now; NotSignedIn for somebody who is no longer there."""
    person = rows.get(Member, member)
    if person is None:
        raise NotSignedIn
    roles = {it.retreat: it.role for it in rows.all(Attendance) if it.member == member}
    return Actor(member, steward=person.steward, roles=roles)


def columns(actor: Actor, retreat: str | None, author: str | None = None) -> frozenset[Column]:
    """The columns of the table that this actor stands in; without a retreat, by any role in the programme."""
    if actor.kind != "member":
        return frozenset({actor.kind})
    held: set[Column] = {role for where, role in actor.roles.items() if retreat in (None, where)}
    if actor.steward:
        held.add("steward")
    if held and author == actor.id:
        held.add("author")
    return frozenset(held)


def access(actor: Actor, name: str, retreat: str | None = None, author: str | None = None) -> None:
    """Pass, or raise NotAllowed; NotFound for a retreat that the actor is not in at all."""
    held = columns(actor, retreat, author)
    if not held:
        raise NotFound if retreat else NotAllowed
    if not held & WHO[name]:
        raise NotAllowed


def ears(actor: Actor, retreat: str) -> frozenset[Audience]:
    """The audiences that this actor is part of in this retreat."""
    held = columns(actor, retreat)
    if not held:
        return frozenset()
    heard: set[Audience] = {"retreat", "programme"}
    heard |= {"curators"} if held & CURATING else set()
    heard |= {"stewards"} if held & STEWARDS else set()
    return frozenset(heard)
