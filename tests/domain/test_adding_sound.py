"""Sound for words that are there: once, for good, and never at the cost of the words."""

import pytest

from server.domain import commands as c
from server.domain.adding_sound import HasItsSound
from server.domain.nouns import Recording
from server.errors import NotAllowed, PartsMissing
from tests.a_retreat import (
    BROUGHT,
    ENGINE,
    FACILITATOR,
    FAILED,
    PARTNER,
    RECEIVING,
    RESEARCHER,
    RUNNING,
    WAITING,
    ARetreat,
)


def recording(retreat: ARetreat) -> Recording:
    return next(it for it in retreat.frame().recordings if it.id == BROUGHT)


def words(retreat: ARetreat) -> list[str]:
    return [it.text for it in retreat.block(recording(retreat).source).segments]


def announce(retreat: ARetreat, who: str = RESEARCHER, agreement: str | None = None, size: int = 5) -> None:
    retreat.ask(who, c.AddSound, recording=BROUGHT, filename="6.opus", bytes=size, agreement=agreement)


def send(retreat: ARetreat, size: int = 5) -> None:
    retreat.receive(BROUGHT, size)
    retreat.ask(RESEARCHER, c.CloseRecording, recording=BROUGHT, chunks=1)


def test_r11_it_is_announced_with_the_agreement_sent_and_heard(retreat: ARetreat) -> None:
    before = words(retreat)
    announce(retreat, agreement="All agreed.")
    it = recording(retreat)
    assert (it.sound, it.state, it.filename, it.bytes) == (True, "receiving", "6.opus", 5)
    assert it.agreement and (it.agreement.by, it.agreement.wording) == (RESEARCHER, "All agreed.")
    send(retreat)
    assert recording(retreat).state == "waiting"
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=12.5)
    it = recording(retreat)
    assert (it.state, it.duration, it.why) == ("ready", 12.5, None)
    assert words(retreat) == before == ["Who rowed?", "I did."]


def test_r11_its_closing_says_that_the_words_are_there(retreat: ARetreat) -> None:
    announce(retreat)
    send(retreat)
    closed = [it["body"] for it in retreat.hears(PARTNER) if it["body"]["type"] == "recording_closed"]
    assert {it["recording"]: it["written"] for it in closed} == {
        FAILED: False,
        WAITING: False,
        RUNNING: False,
        BROUGHT: True,
    }


@pytest.mark.parametrize("id", [RECEIVING, FAILED, WAITING, RUNNING])
def test_r11_what_has_sound_gets_no_other(retreat: ARetreat, id: str) -> None:
    with pytest.raises(HasItsSound):
        retreat.ask(RESEARCHER, c.AddSound, recording=id, filename="6.opus", bytes=5)


def test_r11_what_was_sent_in_part_gives_way_and_what_was_sent_whole_does_not(retreat: ARetreat) -> None:
    announce(retreat, size=9)
    retreat.receive(BROUGHT, 4)
    announce(retreat, FACILITATOR)
    send(retreat)
    with pytest.raises(HasItsSound):
        announce(retreat)
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=12.5)
    with pytest.raises(HasItsSound):
        announce(retreat)


def test_r11_a_file_that_cannot_be_heard_gives_way_to_another(retreat: ARetreat) -> None:
    announce(retreat, size=9)
    retreat.receive(BROUGHT, 4, 5)
    retreat.ask(RESEARCHER, c.CloseRecording, recording=BROUGHT, chunks=2)
    retreat.ask(ENGINE, c.FailRecording, recording=BROUGHT, why="This file holds no sound.")
    assert (recording(retreat).state, words(retreat)) == ("failed", ["Who rowed?", "I did."])
    announce(retreat, agreement="All agreed.")
    assert (recording(retreat).state, recording(retreat).why) == ("receiving", None)
    with pytest.raises(PartsMissing):  # nothing of the first one counts
        retreat.ask(RESEARCHER, c.CloseRecording, recording=BROUGHT, chunks=2)
    send(retreat)
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=7.0)
    assert recording(retreat).state == "ready"


def test_who_stated_the_agreement_first_stays(retreat: ARetreat) -> None:
    retreat.ask(FACILITATOR, c.StateAgreement, recording=BROUGHT, wording="Said aloud.")
    announce(retreat, agreement="All agreed.")
    stated = recording(retreat).agreement
    assert stated and (stated.by, stated.wording) == (FACILITATOR, "Said aloud.")


@pytest.mark.parametrize(("duration", "said"), [(4.1, None), (3.9, "ends at 0:03, and the words go on until 0:06")])
def test_sound_that_ends_before_its_words_says_so(retreat: ARetreat, duration: float, said: str | None) -> None:
    announce(retreat)
    send(retreat)
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=duration)
    why = recording(retreat).why
    assert (said in why if said and why else why is said) and recording(retreat).state == "ready"
    if said:  # then another file may be the right one
        announce(retreat)
        assert (recording(retreat).state, recording(retreat).why) == ("receiving", None)


def test_one_that_was_stopped_stays_so_and_can_be_tried_again(retreat: ARetreat) -> None:
    announce(retreat)
    send(retreat)
    retreat.ask(RESEARCHER, c.StopRecording, recording=BROUGHT)
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=9.0)  # its last step went on
    assert recording(retreat).state == "stopped"
    retreat.ask(RESEARCHER, c.RetryRecording, recording=BROUGHT)
    retreat.ask(ENGINE, c.OpenRecording, recording=BROUGHT, duration=9.0)
    assert recording(retreat).state == "ready"


def test_a_partner_may_not(retreat: ARetreat) -> None:
    with pytest.raises(NotAllowed):
        announce(retreat, PARTNER)
