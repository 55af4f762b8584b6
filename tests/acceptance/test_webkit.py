"""A look into WebKit, for the Safari that half the phones run: colours over words, choosing words, hearing them."""

import glob
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from server.demo.programme import RECORDING, RETREAT
from server.demo.visit import AGREEMENT
from server.demo.visitor import Visitor
from tests.acceptance.conftest import Place
from tests.acceptance.marking import BOX

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:setting remote_server_addr"),  # Selenium about itself
]

DRIVER = shutil.which("WebKitWebDriver")
BROWSERS = glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser") or glob.glob("/usr/libexec/webkit2gtk-4.1/MiniBrowser")
MINUTE = 60.0


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebKitGTK]:
    if DRIVER is None or not BROWSERS or not shutil.which("Xvfb"):
        pytest.fail("WebKit is not installed: run `make test`, which installs it.")
    display = ":87"
    screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1400x1000x24"], stderr=subprocess.DEVNULL)
    options = Options()
    options.binary_location = BROWSERS[0]
    options.add_argument("--automation")
    # Its sandbox wants rights that a container does not give.
    env = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    try:
        it = WebKitGTK(options=options, service=Service(executable_path=DRIVER, env=env))
        it.set_window_size(1280, 900)
        yield it
        it.quit()
    finally:
        screen.terminate()
        screen.wait()


def wait_for(what: Callable[[], Any], seconds: float = MINUTE) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "this did not come"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def reading(webkit: WebKitGTK, place: Place) -> WebKitGTK:
    """The sample recording, written down, in front of the facilitator."""
    visitor = Visitor(place.address, place.links["researcher"])
    recording, source = visitor.announce(RECORDING, "Table 2, morning", AGREEMENT)
    visitor.send(recording, RECORDING)
    visitor.close_recording(recording, RECORDING)
    wait_for(lambda: any(it.state == "ready" for it in visitor.frame().recordings), 4 * MINUTE)
    visitor.http.close()
    webkit.get(f"{place.address}/sign-in#{place.links['facilitator']}")
    wait_for(lambda: RETREAT in webkit.current_url)
    webkit.get(f"{place.address}/retreats/{RETREAT}/{source}")
    wait_for(lambda: webkit.find_elements(By.CSS_SELECTOR, "[data-segment]"))
    return webkit


def choose(page: WebKitGTK, words: str) -> None:
    """With the mouse, in the first segment that has these words."""
    script = f"""const [words] = arguments
    const element = [...document.querySelectorAll('[data-segment]')].find((it) => it.textContent.includes(words))
    return ({BOX})([element.dataset.segment, words])"""
    first, last = page.execute_script(script, words)
    hand = ActionChains(page, duration=50)
    hand.w3c_actions.pointer_action.move_to_location(int(first["left"]) + 1, int((first["top"] + first["bottom"]) / 2))
    hand.w3c_actions.pointer_action.pointer_down()
    hand.w3c_actions.pointer_action.move_to_location(int(last["right"]) - 1, int((last["top"] + last["bottom"]) / 2))
    hand.w3c_actions.pointer_action.pointer_up()
    hand.perform()


def test_words_are_chosen_marked_and_coloured(reading: WebKitGTK) -> None:
    words = reading.execute_script("return document.querySelector('[data-segment]').textContent").split()
    choose(reading, " ".join(words[1:4]))
    box = wait_for(lambda: reading.find_elements(By.CSS_SELECTOR, "[role=combobox]"))[0]
    box.send_keys("Seen in WebKit")
    box.send_keys(Keys.ENTER)
    wait_for(lambda: "Seen in WebKit" in reading.find_element(By.TAG_NAME, "body").text)
    painted = "return [...CSS.highlights].filter(([name, it]) => /^c\\d+-1$/.test(name) && it.size).length"
    assert wait_for(lambda: reading.execute_script(painted))
    if folder := os.environ.get("SCREENSHOTS"):
        reading.save_screenshot(str(Path(folder) / "webkit-1280.png"))


def test_a_word_is_heard(reading: WebKitGTK) -> None:
    play = wait_for(lambda: reading.find_elements(By.CSS_SELECTOR, "button[aria-label='Play']"))[0]
    play.click()
    wait_for(lambda: reading.find_elements(By.CSS_SELECTOR, "button[aria-label='Pause']"), 30)
    moves = "return Number(document.querySelector('input[aria-label=Position]').value) > 0.5"
    assert wait_for(lambda: reading.execute_script(moves), 30)
    assert wait_for(lambda: reading.execute_script("return CSS.highlights.get('playing')?.size"), 30)
