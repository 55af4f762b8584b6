"""Guests join by a code from the wall, without an account; and the code itself, for those who put it there."""

import hashlib
import hmac
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, model_validator

from server.config import secret
from server.domain.access import THE_DOOR, access
from server.domain.commands import JoinRetreat
from server.domain.commands.people import GivenAnswer, NewOrganisation
from server.domain.nouns import Closed, Invitation, Member
from server.domain.parts import Me
from server.domain.text import Id, Name, Sha256, ShortText
from server.errors import NotFound, OtherContent, Refusal
from server.http.answers import CodeShown, JoinSeen
from server.http.bodies import Typed, posted
from server.http.dependencies import Services, TheServices, TheSignIn, same_origin
from server.http.links import NOT_KEPT, picture, site_of
from server.http.me import me_of
from server.http.readers import TheActor
from server.http.sign_in import give_cookie
from server.http.tries import TheTries
from server.store import accounts, invitations, receipts, sign_ins
from server.store.rows import find_row
from server.store.snapshot import retreat_of

router = APIRouter(prefix="/api", dependencies=[Depends(same_origin)])


class Code(Closed):
    code: Typed


class Join(Closed):
    """`id` is the command's, made by the phone; sent again it lets the same guest in. `receipt` is the SHA-256 of the
    receipt that the phone made and shows."""

    id: Id
    code: Typed
    name: Name
    organisation: Id | None = None
    organisation_name: Name | None = None
    sector: Id | None = None
    occupation: ShortText | None = None
    answers: Annotated[list[GivenAnswer], Field(max_length=100)]
    receipt: Sha256

    @model_validator(mode="after")
    def _one_organisation(self) -> "Join":
        if (self.organisation_name is None) != (self.sector is None):
            raise ValueError("an organisation that is new here has a name and a sector")
        if self.organisation and self.organisation_name:
            raise ValueError("this says twice where you are from")
        return self


@router.post("/join/look")
def look(body: Annotated[Any, posted(Code)], services: TheServices, tries: TheTries) -> JoinSeen:
    """What this code lets one join, and what one is asked there."""
    with tries.guarded() as connection:
        programme, invitation = invitations.find(connection, secret(services.settings), body.code)
        retreat = retreat_of(connection, programme, invitation.retreat)
        asked = invitations.asked(connection, programme)
        return JoinSeen(
            retreat=retreat.name,
            place=retreat.place,
            starts_on=retreat.starts_on,
            ends_on=retreat.ends_on,
            programme=accounts.programme_name(connection, programme),
            sectors=asked.sectors,
            organisations=asked.organisations,
            consent=asked.consent,
        )


@router.post("/join")
def join(
    body: Annotated[Any, posted(Join, 1 << 16)],
    request: Request,
    response: Response,
    services: TheServices,
    tries: TheTries,
) -> Me:
    """Come in, and be signed in as the new member. The receipt is kept before anybody comes in, and must fit when the
    same is sent again: command and member are in the ledger for all to see, and must not open this door."""
    days = services.settings.sign_in_days
    with tries.guarded() as connection:
        programme, invitation = invitations.find(connection, secret(services.settings), body.code)
        command = _command(services, body, invitation)
        known = _is_there(connection, programme, command.member)
        if known and not receipts.belongs(connection, body.receipt, programme, command.member):
            raise OtherContent
        receipts.keep(connection, body.receipt, programme, command.member)
    try:
        services.committer.submit(programme, THE_DOOR.id, command).result()
    except Refusal:
        if not known:
            _forget(services, body.receipt, programme, command.member)
        raise
    with services.database.write() as connection:
        token = sign_ins.sign_in(connection, programme, command.member, days)
        me = me_of(services, connection, sign_ins.who(connection, sign_ins.digest_of(token)))
    give_cookie(request, response, token, days)
    return me


def may_read_code(retreat: str, invitation: str, actor: TheActor, services: TheServices, sign_in: TheSignIn) -> str:
    """The code of this invitation, for those who may put it on the wall."""
    access(actor, "run_retreat", retreat)
    with services.database.read() as connection:
        it = find_row(connection, sign_in.programme, Invitation, invitation)
    if it.retreat != retreat:
        raise NotFound
    return invitations.shown(invitations.code_of(secret(services.settings), sign_in.programme, it.id))


ReadableCode = Annotated[str, Depends(may_read_code)]


@router.get("/retreats/{retreat}/invitations/{invitation}/code")
def code(code: ReadableCode, request: Request, response: Response, services: TheServices) -> CodeShown:
    response.headers.update(NOT_KEPT)
    return CodeShown(code=code, url=f"{site_of(request, services)}/join#{code}")


@router.get("/retreats/{retreat}/invitations/{invitation}/qr.svg", response_class=Response)
def code_picture(code: ReadableCode, request: Request, services: TheServices) -> Response:
    """The address of the join page with this code in it, for a phone's camera."""
    return picture(f"{site_of(request, services)}/join#{code}")


def _command(services: Services, body: Join, invitation: Invitation) -> JoinRetreat:
    """Ids follow from the command's, so that the same body gives the same command. The command's can be read in the
    ledger, also by those who have nothing to do with this guest: the member's is made with the secret."""
    made = hmac.new(secret(services.settings), f"guest {body.id}".encode(), hashlib.sha256).digest()
    member = str(UUID(bytes=made[:16], version=5))
    new = None
    if body.organisation_name and body.sector:
        id = str(uuid5(UUID(body.id), "organisation"))
        new = NewOrganisation(id=id, name=body.organisation_name, sector=body.sector)
    return JoinRetreat(
        id=body.id,
        invitation=invitation.id,
        member=member,
        name=body.name,
        organisation=body.organisation,
        new_organisation=new,
        occupation=body.occupation,
        answers=body.answers,
    )


def _is_there(connection: Any, programme: str, member: str) -> bool:
    try:
        find_row(connection, programme, Member, member)
    except NotFound:
        return False
    return True


def _forget(services: Services, receipt: str, programme: str, member: str) -> None:
    """Nobody came in with it, as far as is known: what was refused half way may have been kept."""
    with services.database.write() as connection:
        if not _is_there(connection, programme, member):
            receipts.forget(connection, receipt)
