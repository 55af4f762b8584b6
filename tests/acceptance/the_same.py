"""What a screen tells of a source, mark for mark, and what the server's snapshot does, in one shape to be compared."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from server.demo.programme import people
from server.demo.visitor import Visitor
from tests.acceptance.conftest import Person
from tests.acceptance.marking import card

NAMES = {it.role: it.name for it in reversed(people())}
_VIEWS = {"differ": "See it differently", "agree": "See it the same", "unsure": "Not sure"}
_PAINTED = """() => [...CSS.highlights].filter(([name]) => /^c\\d/.test(name)).flatMap(([name, ranges]) =>
  [...ranges].map((it) => `${name} ${it.startContainer.data.slice(it.startOffset, it.endOffset)}`)).sort()"""
_THREAD = """(me) => {
  const thread = document.querySelector('dialog[open], section[aria-label="Open mark"]')
  const told = (it) => [it.querySelector('b')?.textContent, it.querySelector('.said')?.textContent ?? '']
    .map((words) => (words === 'You' ? me : words))
  return [thread.querySelector('.code .clip').textContent, [...thread.querySelectorAll('.talk li')].map(told),
    [...thread.querySelectorAll('.alike')].flatMap((it) =>
      [...it.querySelectorAll('li')].map((one) => [it.querySelector('.head b').textContent, ...told(one)]))]
}"""

Thread = list[object]
"""What a mark is called; who said what of it, in order; who sees it how, and why."""


@dataclass
class Told:
    """The words of a source by segment, and its marks."""

    words: list[str]
    threads: list[Thread] = field(default_factory=list)

    def ordered(self) -> "Told":
        return Told(self.words, sorted(self.threads, key=repr))


def painted(page: Page) -> list[str]:
    """What stands out of the text, each with the name of its look."""
    return [str(it) for it in page.evaluate(_PAINTED)]


def screen(it: Person, role: str) -> Told:
    """As this person finds it: card by card on a laptop, turn by turn on a phone."""
    page = it.page
    told = Told(page.locator("[data-segment]").all_inner_texts())
    phone = int(page.evaluate("innerWidth")) < 700
    for place in page.get_by_role("button", name=re.compile("marks? here")).all() if phone else [None]:
        told.threads += _threads(page, NAMES[role], place)
    return told.ordered()


def _threads(page: Page, me: str, place: Locator | None) -> list[Thread]:
    if place:
        place.click()
    cards = [str(it.evaluate("it => it.innerText")) for it in page.locator("button.card").all()]
    found = [_thread(page, me, card(page, it.split("\n")[0])) for it in cards] or [page.evaluate(_THREAD, me)]
    if place:
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    return found


def _thread(page: Page, me: str, closed: Locator) -> Thread:
    closed.click()
    page.locator(".talk").wait_for()
    found: Thread = page.evaluate(_THREAD, me)
    page.keyboard.press("Escape")
    page.locator(".talk").wait_for(state="detached")
    return found


def snapshot(visitor: Visitor, source: str) -> Told:
    """As whoever opens it now is sent it."""
    frame, block = visitor.frame(), visitor.block(source)
    who, codes = {it.id: it.name for it in frame.members}, {it.id: it.name for it in frame.codes}
    threads: list[Thread] = []
    for mark in block.annotations:
        said = [[who[mark.author], mark.comment or ""]]
        said += [[who[it.author], it.text] for it in block.replies if it.annotation == mark.id]
        stances = [
            [name, who[it.member], it.reason or ""]
            for view, name in _VIEWS.items()
            for it in block.stances
            if it.annotation == mark.id and it.view == view
        ]
        threads.append([codes.get(mark.code or "", "Comment"), said, stances])
    return Told([it.text for it in block.segments], threads).ordered()
