"""A new way in for somebody who has no account, and lost both their phone and their receipt."""

from fastapi import APIRouter, Depends, Request, Response

from server.domain.access import access, actor_of
from server.domain.people import access_member, needs_member, runs_all_of
from server.errors import NotAllowed, NotFound
from server.http.answers import LinkMade
from server.http.dependencies import TheServices, TheSignIn, same_origin
from server.http.links import NOT_KEPT, link_made, site_of
from server.http.readers import TheActor
from server.store import accounts, sign_ins
from server.store.rows import load

router = APIRouter(prefix="/api/members/{member}", dependencies=[Depends(same_origin)])

_DAY = 1.0


class SignsInByEmail(NotAllowed):
    """This person signs in with an e-mail. A steward can make them a new link."""


@router.post("/sign-in-link")
def let_in_again(
    member: str, sign_in: TheSignIn, actor: TheActor, request: Request, response: Response, services: TheServices
) -> LinkMade:
    """A link that signs a guest in, once, within a day: for those who run a retreat that the guest is in."""
    access(actor, "let_in_again")
    with services.database.write() as connection:
        rows = load(connection, sign_in.programme, [], [sign_in.member], needs_member(member))
        asking = actor_of(rows, sign_in.member)
        person = access_member(rows, asking, "let_in_again", member)
        if person.merged_into or not runs_all_of(rows, asking, member, "let_in_again"):
            raise NotFound  # whoever is let in is let in to every retreat that they are in
        if person.steward or accounts.of_person(connection, sign_in.programme, member):
            raise SignsInByEmail
        token = sign_ins.make_link(connection, sign_in.programme, member, days=_DAY, once=True)
    response.headers.update(NOT_KEPT)
    return link_made(site_of(request, services), "sign-in", token, _DAY)
