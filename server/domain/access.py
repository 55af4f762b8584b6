"""Who may: one table from command type or route name to those allowed, asked for every command and request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from server.domain.events.event import Listeners, split_audience
from server.domain.nouns import Attendance, Member, Role
from server.domain.rows import Need, Rows, Those
from server.errors import MakerMayNot, NotAllowed, NotByToken, NotFound, NotSignedIn, OutsideToken

# `author` is whoever made the thing in question, or whom it is about; `engine` is the worker, `installation` the
# command line of this server, `door` lets guests in: none of these three can speak over the socket or by POST.
# `token` is a program that reads for a member: it may what both of them may.
Kind = Literal["member", "engine", "installation", "door"]
Column = Literal[
    "steward", "facilitator", "researcher", "partner", "observer", "author", "engine", "installation", "door", "token"
]

STEWARDS: frozenset[Column] = frozenset({"steward", "installation"})
RUNNING: frozenset[Column] = STEWARDS | {"facilitator"}
CURATING: frozenset[Column] = frozenset({"steward", "facilitator", "researcher"})
READING_TOGETHER: frozenset[Column] = CURATING | {"partner"}
EVERYONE: frozenset[Column] = READING_TOGETHER | {"observer"}
ATTENDING: frozenset[Column] = EVERYONE - {"steward"}
TENDING: frozenset[Column] = frozenset({"steward", "researcher"})  # the codebook
ENGINE: frozenset[Column] = frozenset({"engine"})
TOKEN: frozenset[Column] = frozenset({"token"})

WHO: dict[str, frozenset[Column]] = {
    # commands: the programme
    "found_programme": frozenset({"installation"}),
    "rename_programme": STEWARDS,
    "add_sector": STEWARDS,
    "rename_sector": STEWARDS,
    "remove_sector": STEWARDS,
    "add_organisation": STEWARDS,
    "change_organisation": STEWARDS,
    "remove_organisation": STEWARDS,
    "word_consent": STEWARDS,
    # people
    "add_member": STEWARDS,
    "change_member": RUNNING | {"author"},
    "set_steward": STEWARDS,
    "merge_members": RUNNING,
    "give_role": RUNNING,
    "take_role": RUNNING,
    "answer_consent": ATTENDING,
    "open_invitation": RUNNING,
    "end_invitation": RUNNING,
    "join_retreat": frozenset({"door"}),
    # retreats
    "create_retreat": STEWARDS,
    "change_retreat": RUNNING,
    "archive_retreat": RUNNING,
    "reopen_retreat": RUNNING,
    "add_session": RUNNING,
    "change_session": RUNNING,
    "remove_session": RUNNING,
    "add_group": RUNNING,
    "rename_group": RUNNING,
    "remove_group": RUNNING,
    "take_seat": RUNNING | {"author"},
    "leave_seat": RUNNING | {"author"},
    # excerpts
    "add_excerpt": CURATING,
    "change_excerpt": CURATING,
    "place_excerpt": CURATING,
    "unplace_excerpt": CURATING,
    # recordings
    "add_recording": CURATING,
    "add_sound": CURATING,
    "state_agreement": CURATING,
    "close_recording": CURATING,
    "retry_recording": CURATING,
    "change_recording": CURATING,
    "stop_recording": CURATING,
    "move_recording_to_front": RUNNING,
    "delete_recording": RUNNING,
    "open_recording": ENGINE,
    "fail_recording": ENGINE,
    "start_run": ENGINE,
    "append_segments": ENGINE,
    "finish_run": ENGINE,
    "bring_in_transcript": CURATING,
    # speakers
    "add_speaker": READING_TOGETHER | ENGINE,
    "change_speaker": READING_TOGETHER,
    "merge_speakers": READING_TOGETHER,
    "unmerge_speaker": READING_TOGETHER,
    "assign_speaker": READING_TOGETHER | ENGINE,  # a partner not of what was checked
    # annotations
    "create_code": READING_TOGETHER,
    "change_code": TENDING,
    "merge_code": TENDING,
    "unmerge_code": TENDING,
    "retire_code": TENDING,
    "bring_back_code": TENDING,
    "annotate": READING_TOGETHER,
    "remove_annotation": RUNNING | {"author"},
    "reply": READING_TOGETHER,
    "take_stance": READING_TOGETHER,
    "drop_stance": EVERYONE,
    "undo": EVERYONE,
    "redo": EVERYONE,
    "place_annotation": CURATING | {"author"},
    "withdraw": EVERYONE,  # of what is one's own, also once one has left
    # words: those of a transcript; of an excerpt, whoever may change it
    "correct": READING_TOGETHER,
    "settle_suggestion": READING_TOGETHER,
    "split_segment": READING_TOGETHER,
    "join_segments": READING_TOGETHER,
    "check_segments": TENDING,
    "write_memo": READING_TOGETHER,
    "change_memo": frozenset({"author"}),
    "share_memo": frozenset({"author"}),
    "remove_memo": RUNNING | {"author"},
    # routes
    "read_retreat": EVERYONE | TOKEN,
    "hear": EVERYONE | TOKEN,
    "send_chunks": CURATING,
    "export": CURATING | TOKEN,
    "read_excerpts": CURATING | TOKEN,
    "read_programme": RUNNING | CURATING | TOKEN,
    "run_retreat": RUNNING,
    "manage_accounts": STEWARDS,
    "bring_back": STEWARDS,
    "let_in_again": RUNNING,
    "make_token": CURATING,  # for a retreat
    "make_programme_token": frozenset({"steward"}),
    "revoke_token": frozenset({"steward", "author"}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a member as just read from the store, or the engine, the installation, the door."""

    id: str
    kind: Kind = "member"
    steward: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)  # by retreat
    doubles: frozenset[str] = frozenset()  # other members who turned out to be this person
    token: bool = False  # a program that reads for this member
    only: str | None = None  # the one retreat that it reads, if it reads but one

    def is_(self, member: str | None) -> bool:
        """Whether this person is that member."""
        return member == self.id or member in self.doubles


THE_ENGINE = Actor("engine", "engine")
THE_INSTALLATION = Actor("installation", "installation")
THE_DOOR = Actor("door", "door")


def needs_actor(member: str, rows: Rows) -> Iterator[Need]:
    """What `actor_of` needs to have been loaded."""
    if member in rows.actors:
        return
    yield Member, (member,)
    person = rows.get(Member, member)
    id = person.merged_into if person and person.merged_into else member
    yield Member, (id,)
    yield Member, Those("merged_into", id)
    yield Attendance, Those("member", id)


def actor_of(rows: Rows, member: str) -> Actor:
    """The person as these rows have them now; NotSignedIn for somebody who is no longer there."""
    if member not in rows.actors:
        rows.actors[member] = _actor_of(rows, member)
    return cast(Actor, rows.actors[member])


def _actor_of(rows: Rows, member: str) -> Actor:
    person = rows.get(Member, member)
    if person is not None and person.merged_into:
        person = rows.get(Member, person.merged_into)
    if person is None:
        raise NotSignedIn
    roles = {it.retreat: it.role for it in rows.those(Attendance, "member", person.id) if it.role}
    doubles = frozenset(it.id for it in rows.those(Member, "merged_into", person.id))
    return Actor(person.id, steward=person.steward, roles=roles, doubles=doubles)


def by_token(maker: Actor, retreat: str | None) -> Actor:
    """A program with a token that this member made: for one retreat, or for the programme. MakerMayNot once they could
    not make it any more."""
    if not columns(maker, retreat) & WHO["make_token" if retreat else "make_programme_token"]:
        raise MakerMayNot
    return replace(maker, token=True, only=retreat)


def may_somewhere(rows: Rows, member: str, name: str) -> bool:
    """Whether there is a retreat, or something of their own, with which this member might do `name`."""
    try:
        held = columns(actor_of(rows, member), None)
    except NotSignedIn:
        return False
    return bool(held & WHO[name] or (held and "author" in WHO[name]))


def columns(actor: Actor, retreat: str | None, author: str | None = None) -> frozenset[Column]:
    """The columns of the table that this actor stands in; without a retreat, by any role in the programme."""
    if actor.kind != "member":
        return frozenset({actor.kind})
    if actor.only not in (None, retreat):
        return frozenset()
    held: set[Column] = {role for where, role in actor.roles.items() if retreat in (None, where)}
    if actor.steward:
        held.add("steward")
    if held and actor.is_(author):
        held.add("author")
    return frozenset(held)


def access(actor: Actor, name: str, retreat: str | None = None, author: str | None = None) -> None:
    """Pass, or raise NotAllowed; NotFound for a retreat that the actor is not in at all; NotByToken or OutsideToken for
    what their token is not for."""
    if actor.token and "token" not in WHO[name]:
        raise NotByToken
    if actor.only not in (None, retreat):
        raise OutsideToken
    held = columns(actor, retreat, author)
    if not held:
        raise NotFound if retreat else NotAllowed
    if not held & WHO[name]:
        raise NotAllowed


def ears(actor: Actor, retreat: str) -> frozenset[Listeners]:
    """The groups of listeners that this actor is part of in this retreat."""
    held = columns(actor, retreat)
    if not held:
        return frozenset()
    heard: set[Listeners] = {"retreat", "programme"}
    heard |= {"curators"} if held & (CURATING | STEWARDS) else set()
    heard |= {"running"} if held & RUNNING else set()
    heard |= {"stewards"} if held & STEWARDS else set()
    return frozenset(heard)


def is_told(audience: str, ears: frozenset[Listeners], member: str) -> bool:
    """Whether a member with these ears is told of an event for this audience."""
    group, beside = split_audience(audience)
    return group in ears or beside == member
