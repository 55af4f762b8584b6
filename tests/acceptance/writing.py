"""Somebody who goes on writing through outages, and what must have come of it in the end."""

import pytest
from playwright.sync_api import Locator, expect

from server.demo.visit import prepare
from server.demo.visitor import Visitor
from tests.acceptance.a_transcript import SENTENCES, SOURCE, segment
from tests.acceptance.an_outage import Server
from tests.acceptance.conftest import Person
from tests.acceptance.marking import card, choose_by_mouse, first_segment

SOON = 30_000

# Whether the app and this source are on the device.
_KEPT = """async ([source]) => {
  const names = (await indexedDB.databases()).map((it) => it.name)
  const name = names.find((it) => it.startsWith('data-retreat-read-'))
  if (!name || !navigator.serviceWorker.controller) return false
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result) })
  const db = await answer(indexedDB.open(name))
  const blocks = await answer(db.transaction('blocks').objectStore('blocks').getAll())
  db.close()
  return blocks.some((it) => it.source === source)
}"""


# Whether anything that the device keeps, of what was read or of what waits, has these words.
_ON_DEVICE = """async (words) => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result) })
  for (const { name } of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(name))
    const stores = [...db.objectStoreNames]
    const all = await Promise.all(stores.map((it) => answer(db.transaction(it).objectStore(it).getAll())))
    db.close()
    if (JSON.stringify(all).includes(words)) return true
  }
  return false
}"""


class Writer:
    """Somebody who goes on writing whatever happens, and knows what they have said."""

    def __init__(self, person: Person, name: str, sentence: int) -> None:
        self.person, self.page, self.context = person, person.page, person.context
        self.name, self._sentence = name, sentence
        self.said: list[str] = []

    def open(self) -> None:
        self.person.open(SOURCE)
        self.is_saved()

    def write(self) -> None:
        comment = f"{self.name} says {len(self.said) + 1}."
        words = SENTENCES[self._sentence].split()[0]
        choose_by_mouse(self.page, segment(self._sentence), words)
        self.page.get_by_role("button", name="Comment", exact=True).click()
        self.page.get_by_label("What stays with you?").fill(comment)
        self.page.keyboard.press("Enter")
        expect(card(self.page, comment)).to_be_visible()
        self.said.append(comment)

    def reload(self) -> None:
        """Once the last of it is on the device: a moment after it was said."""
        if self.said:
            self._wait_until_on_device(self.said[-1])
        self.page.reload()
        first_segment(self.page).wait_for(timeout=SOON)
        for it in self.said:
            expect(card(self.page, it)).to_be_visible()

    def _wait_until_on_device(self, words: str) -> None:
        for _ in range(SOON // 100):
            if self.page.evaluate(_ON_DEVICE, words):
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"{words} is not on the device")

    def is_cut(self) -> None:
        expect(self.band("No connection.")).to_be_visible(timeout=SOON)

    def is_saved(self) -> None:
        expect(self.page.locator(".connection").get_by_text("All changes saved")).to_be_visible(timeout=SOON)

    def band(self, text: str) -> Locator:
        return self.page.locator(".band").filter(has_text=text)

    def update(self) -> None:
        """Wait until the new version is offered, and take it."""
        band = self.band("A new version is ready.")
        band.get_by_role("button", name="Load it").click(timeout=SOON)
        expect(band).to_have_count(0, timeout=SOON)
        first_segment(self.page).wait_for(timeout=SOON)


def files_of(writer: Writer) -> str:
    """One of the built files that the page was made of: its name tells the version."""
    return str(writer.page.locator("link[rel=modulepreload]").first.get_attribute("href"))


def is_kept(writer: Writer) -> None:
    """The app and what is read are on the device."""
    for _ in range(SOON // 200):
        if writer.page.evaluate(_KEPT, [SOURCE]):
            return
        writer.page.wait_for_timeout(200)
    raise AssertionError("The app or what is read was not kept on the device.")


def everything_arrived(server: Server, *writers: Writer) -> None:
    """Both pages say what a fresh snapshot says: every word once, each person's in order."""
    for writer in writers:
        writer.is_saved()
    token = prepare(server.settings)["facilitator"]
    visitor = Visitor(server.settings.address, token)
    block = visitor.block(SOURCE)
    visitor.http.close()
    said = [it.comment or "" for it in sorted(block.annotations, key=lambda it: (it.at, it.id))]
    for writer in writers:
        assert [it for it in said if it.startswith(writer.name)] == writer.said
        for page in [it.page for it in writers]:
            expect(card(page, f"{writer.name} says")).to_have_count(len(writer.said), timeout=SOON)
            for it in writer.said:
                expect(card(page, it)).to_have_count(1)
            expect(page.locator("button.card.pending")).to_have_count(0)
