"""What hands do on a page: choosing words with a mouse, with fingers, and what is shown of marks."""

from playwright.sync_api import Locator, Page

# The place of some words of a segment, on the screen.
BOX = """([segment, words]) => {
  const element = document.querySelector(`[data-segment="${segment}"]`)
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const at = element.textContent.indexOf(words)
  const range = document.createRange()
  let seen = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.data.length
    if (at >= seen && at < seen + length) range.setStart(node, at - seen)
    if (at + words.length > seen && at + words.length <= seen + length) range.setEnd(node, at + words.length - seen)
    seen += length
  }
  window.words = range
  const boxes = [...range.getClientRects()].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))
  return [boxes[0], boxes.at(-1)]
}"""
_SELECT = "() => { const s = getSelection(); s.removeAllRanges(); s.addRange(window.words) }"


def first_segment(page: Page) -> Locator:
    return page.locator("[data-segment]").first


def choose_by_mouse(page: Page, segment: str, words: str) -> None:
    """Press before the first of these words, let go after the last."""
    first, last = page.evaluate(BOX, [segment, words])
    page.mouse.move(first["left"] + 1, (first["top"] + first["bottom"]) / 2)
    page.mouse.down()
    page.mouse.move(last["right"] - 1, (last["top"] + last["bottom"]) / 2, steps=6)
    page.mouse.up()


def choose_by_touch(page: Page, segment: str, words: str) -> None:
    """What a long press and its handles leave: a selection (drivers of browsers cannot press long)."""
    page.evaluate(BOX, [segment, words])
    page.evaluate(_SELECT)


def click_word(page: Page, segment: str, word: str) -> None:
    first, _ = page.evaluate(BOX, [segment, word])
    page.mouse.click((first["left"] + first["right"]) / 2, (first["top"] + first["bottom"]) / 2)


def card(page: Page, text: str) -> Locator:
    """The card of a mark in the margin."""
    return page.locator("button.card").filter(has_text=text)
