"""Three people who sit before the same words, on two laptops and a phone, and what they do with them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from server.demo.programme import an_id
from tests.acceptance import a_transcript
from tests.acceptance.conftest import LAPTOP, PHONE, WALL, Person


@dataclass(frozen=True)
class Words:
    """What they work on: stretches that lie over one another, and words that are corrected, each with its mend."""

    source: str
    segment: str
    over: tuple[str, str, str]
    first: tuple[str, str]
    second: tuple[str, str]
    both: tuple[str, str, str]
    marked: tuple[str, str]
    phone_corrects: bool


TRANSCRIPT = Words(
    a_transcript.SOURCE,
    a_transcript.segment(2),
    ("to the shop again", "shop again and says", "again and says that"),
    ("walks", "walked"),
    ("enough", "plenty"),
    ("the shop", "a shop", "his shop"),
    ("says", "said"),
    phone_corrects=True,
)
EXCERPT = Words(
    an_id("EX10"),
    "",
    ("the same as last time", "last time, and said", "time, and said the number"),
    ("fourteen", "fifteen"),
    ("guidance teacher", "class teacher"),
    ("his mum", "their mum", "her mum"),
    ("phone", "radio"),
    phone_corrects=False,
)


class Three:
    """Who they are, by what they sit at."""

    def __init__(self, person: Callable[..., Person], words: Words) -> None:
        self.laptop, self.wall = person("researcher", LAPTOP), person("facilitator", WALL)
        self.phone = person("partner", PHONE)
        for it in self.all:
            it.open(words.source)
        found = self.laptop.page.locator("[data-segment]").first.get_attribute("data-segment")
        self.segment = words.segment or str(found)

    @property
    def all(self) -> tuple[Person, Person, Person]:
        return self.laptop, self.wall, self.phone

    def text(self, it: Person) -> Locator:
        return it.page.locator(f'[data-segment="{self.segment}"]')

    def all_see(self, words: str) -> None:
        for it in self.all:
            expect(self.text(it)).to_contain_text(words)
