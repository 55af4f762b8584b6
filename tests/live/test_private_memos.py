"""C11: a word that somebody notes for themselves is on no wire but their own, whichever way it is asked for."""

import io
import zipfile
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from server.domain import commands as c
from server.domain.access import THE_DOOR
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket, open_socket
from tests.serving import Served

WORD = "kittiwake"
OTHERS = ("steward", "facilitator", "researcher", "observer", "newcomer")
PARTS = ("frame", "sources/{excerpt}/outline", "sources/{excerpt}/blocks/0", "sources/{excerpt}/words/0")


class Raw(ASocket):
    """A socket that keeps what came as it came."""

    def __init__(self, served: Served, programme: AProgramme, person: str) -> None:
        super().__init__(served, programme.sign_in(served.database, person))
        self.came = ""
        receive = self.connection.recv

        def recv(*arguments: object, **options: object) -> object:
            message = receive(*arguments, **options)  # type: ignore[call-overload]
            self.came += str(message)
            return message

        self.connection.recv = recv  # type: ignore[method-assign, assignment]


@pytest.fixture
def noted(served: Served, programme: AProgramme) -> AProgramme:
    """A programme with another partner: the newcomer."""
    programme.give_role("newcomer", "partner")
    return programme


def write(programme: AProgramme, person: str, text: str = WORD) -> str:
    memo = str(uuid4())
    about = {"about": "annotation", "about_id": programme.id("mark")}
    programme.ask(person, c.WriteMemo, memo=memo, retreat=programme.retreat, text=text, **about)
    return memo


def events_of(programme: AProgramme, person: str) -> int:
    """Everything that happens to private memos; then something for all, so that nothing is still on its way."""
    memo, gone = write(programme, person, f"{WORD} at first"), write(programme, person)
    programme.ask(person, c.ChangeMemo, memo=memo, text=f"{WORD} now")
    programme.ask(person, c.RemoveMemo, memo=gone)
    return programme.annotate("researcher", str(uuid4())).seq


def live(served: Served, programme: AProgramme, person: str, upto: int) -> str:
    """What comes to somebody who says that they have nothing yet."""
    with served.visit(programme, person) as visitor:
        epoch = visitor.get(f"/api/retreats/{programme.retreat}/frame").json()["epoch"]
    with Raw(served, programme, person) as it:
        it.hello(programme.retreat, since=0, epoch=epoch)
        it.listen_until(upto)
        return it.came


def parts(visitor: httpx.Client, programme: AProgramme) -> str:
    paths = [part.format(excerpt=programme.excerpt) for part in PARTS]
    answers = [visitor.get(f"/api/retreats/{programme.retreat}/{path}") for path in paths]
    assert {it.status_code for it in answers} == {200}
    return "".join(it.text for it in (*answers, visitor.get("/api/me"), visitor.get("/api/programme")))


def archive(visitor: httpx.Client, programme: AProgramme) -> str:
    answer = visitor.get(f"/api/retreats/{programme.retreat}/archive")
    if answer.status_code == 403:
        return ""
    return unpacked(answer.content)


def unpacked(content: bytes) -> str:
    """All that is in a zip, and in the documents in it, which are zips too."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        contents = [files.read(name) for name in files.namelist()]
    return "".join(unpacked(it) if it.startswith(b"PK") else it.decode(errors="replace") for it in contents)


def all_that_reaches(served: Served, programme: AProgramme, person: str, upto: int) -> str:
    with served.visit(programme, person) as visitor:
        fetched = parts(visitor, programme) + archive(visitor, programme)
    return fetched + live(served, programme, person, upto)


def while_others_listen(served: Served, programme: AProgramme, happens: Callable[[], int]) -> int:
    """What happens reaches none of those who listen meanwhile."""
    sockets = [Raw(served, programme, it) for it in OTHERS]
    for it in sockets:
        it.hello(programme.retreat)
    upto = happens()
    for it in sockets:
        it.listen_until(upto)
        assert "annotated" in it.came and WORD not in it.came and '"memo' not in it.came
        it.connection.close()
    return upto


def test_n1_a_private_memo_is_on_no_wire_but_its_authors(served: Served, noted: AProgramme) -> None:
    noted.annotate("researcher", noted.id("mark"))
    upto = while_others_listen(served, noted, lambda: events_of(noted, "partner"))
    for other in OTHERS:
        assert WORD not in all_that_reaches(served, noted, other, upto)
    with served.visit(noted, "partner") as visitor:
        assert parts(visitor, noted).count(WORD) == 1
    assert live(served, noted, "partner", upto).count(WORD) == 3


def test_n1_who_takes_a_retreat_away_leaves_their_private_memos(served: Served, noted: AProgramme) -> None:
    noted.annotate("researcher", noted.id("mark"))
    memo = write(noted, "facilitator")
    noted.ask("partner", c.ShareMemo, memo=write(noted, "partner", "A puffin."))
    with served.visit(noted, "facilitator") as visitor:
        taken = archive(visitor, noted)
        assert WORD in parts(visitor, noted)
    assert "A puffin." in taken and WORD not in taken and memo not in taken


def test_n1_and_m3_what_a_double_noted_is_on_the_persons_wires_and_no_others(served: Served, noted: AProgramme) -> None:
    noted.annotate("researcher", noted.id("mark"))
    double = str(uuid4())
    guest = {"invitation": noted.invite(), "member": double, "name": "Partner", "answers": []}
    noted.ask(THE_DOOR.id, c.JoinRetreat, **guest)
    write(noted, double)

    def found_to_be_one() -> int:
        noted.ask("facilitator", c.MergeMembers, retreat=noted.retreat, member=double, into=noted.who("partner"))
        return events_of(noted, double)

    with Raw(served, noted, "partner") as mine:
        mine.hello(noted.retreat)
        upto = while_others_listen(served, noted, found_to_be_one)
        mine.listen_until(upto)
        assert mine.came.count(WORD) == 4, "what was noted before, when the two became one; and all since"
    for other in OTHERS:
        assert WORD not in all_that_reaches(served, noted, other, upto)
    with served.visit(noted, "partner") as visitor:
        assert parts(visitor, noted).count(WORD) == 2
    assert live(served, noted, "partner", upto).count(WORD) == 4


def test_n1_a_shared_memo_comes_with_its_words_to_all(served: Served, noted: AProgramme) -> None:
    noted.annotate("researcher", noted.id("mark"))
    memo = write(noted, "partner")
    with open_socket(served, noted, "newcomer") as newcomer:
        seq = noted.ask("partner", c.ShareMemo, memo=memo).seq
        told = newcomer.listen_until(seq)[-1]["body"]
        assert (told["type"], told["memo"]["text"]) == ("memo_shared", WORD)


def test_n1_a_refusal_by_socket_tells_nothing(served: Served, noted: AProgramme) -> None:
    noted.annotate("researcher", noted.id("mark"))
    there = write(noted, "partner")
    with open_socket(served, noted, "steward") as steward:
        why = []
        for memo in (there, str(uuid4())):
            command = noted.make(c.RemoveMemo, memo=memo)
            steward.ask(command)
            why.append(steward.answer(command.id)["why"])
    assert why[0] == why[1] and why[0]["kind"] == "not_found"
