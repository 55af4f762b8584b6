"""A recording with its sound, brought in as a browser does; what is said in it is "We heard second 5." at second 5."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from server.demo.programme import RECORDING
from server.demo.visit import AGREEMENT
from server.demo.visitor import Visitor
from tests.acceptance.conftest import Person, Place, installation

NAME = "Table 2, morning"
# What plays is noted all the time: an element of sound that is not on the page can only be found when it is made.
EAR = """(() => {
  const Real = window.Audio
  window.heard = []
  window.Audio = function (...given) {
    const sound = new Real(...given)
    setInterval(() => sound.paused || window.heard.push(sound.currentTime), 20)
    return sound
  }
})()"""


@dataclass(frozen=True)
class Heard:
    """Where a recording is, and the segments that it became, by the second at which they begin. Up to second 30, which
    the first window holds, that is the second that their words tell; each word takes 0.4 s."""

    place: Place
    source: str
    segments: dict[float, str]


@contextmanager
def written_down(folder: Path) -> Iterator[Heard]:
    """A real worker takes it; only the words are scripted, so that their times are known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETREAT_ENGINE", "scripted")
        with installation(folder) as place:
            visitor = Visitor(place.address, place.links["researcher"])
            recording, source = visitor.announce(RECORDING, NAME, AGREEMENT)
            visitor.send(recording, RECORDING)
            visitor.close_recording(recording, RECORDING)
            visitor.wait_until_ready(recording, 120)
            segments = {it.start: it.id for it in visitor.block(source).segments if it.start is not None}
            visitor.http.close()
            yield Heard(place, source, segments)


def open_to_hear(person: Person, source: str) -> Page:
    """The source in front of this person, with an ear on what their browser plays."""
    person.context.add_init_script(EAR)
    person.open(source)
    person.page.get_by_role("button", name="Play", exact=True).wait_for()
    return person.page


def listen(page: Page) -> None:
    """From now on."""
    page.evaluate("window.heard = []")


def heard(page: Page) -> list[float]:
    """The seconds of the recording that were played since, fifty a second."""
    return [float(it) for it in page.evaluate("window.heard")]


def wait_until_heard(page: Page, second: float) -> None:
    page.wait_for_function("second => window.heard.some((it) => it >= second)", arg=second)


def wait_until_heard_again(page: Page) -> None:
    """Until it has gone back to the beginning."""
    page.wait_for_function("() => window.heard.some((it, n) => it < window.heard[n - 1])")
