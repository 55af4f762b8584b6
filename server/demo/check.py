"""The demo that checks itself: one line per step with its time, on a free port, in a folder of its own."""

import html
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from server.config import Settings, from_environment
from server.demo.annotating import two_of_them
from server.demo.programme import RECORDING, REFERENCE
from server.demo.visit import AGREEMENT, prepare
from server.demo.visitor import Visitor

MOST_WORD_ERROR = 0.08
PATIENCE = 240  # seconds that four minutes of sound may take on a slow machine


class CheckFailed(RuntimeError):
    """A step of the check did not come out as it must."""


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Prints the step with its time, and what is put into the list that it gives."""
    began = time.monotonic()
    notes: list[str] = []
    try:
        yield notes
    except Exception as error:
        print(f"  FAILED  {name}: {error}", flush=True)
        raise
    print(f"  {time.monotonic() - began:6.1f} s  {' '.join([name, *notes])}", flush=True)


def check() -> int:
    """Run through everything; returns 0, or 1 after the first step that fails."""
    try:
        with tempfile.TemporaryDirectory(prefix="retreat-") as folder:
            _check(replace(from_environment(), data=Path(folder), database="", port=free_port()))
    except Exception as error:
        print(f"The check failed: {error}", file=sys.stderr)
        return 1
    print("Everything holds.")
    return 0


def _check(settings: Settings) -> None:
    with step("the database and the sample programme are there"):
        links = prepare(settings)
    with running(settings):
        with step("the server answers"):
            wait_until_it_answers(settings)
        visitor = Visitor(settings.address, links["facilitator"])
        partner = Visitor(settings.address, links["partner"])
        recording, source = _bring_in(visitor)
        with step("the recording is written down") as notes:
            visitor.wait_until_ready(recording, PATIENCE)
            notes.append(f"({len(visitor.block(source).segments)} segments)")
        with step("its words are those that were spoken") as notes:
            notes.append(f"(word error {_word_error(visitor, source):.1%}, at most {MOST_WORD_ERROR:.0%})")
        with step("two people annotate it and see each other's marks, and the same state") as notes:
            marks = two_of_them(visitor, partner, source)
            notes.append(f"({marks} marks)")
        with step("the retreat is taken away, and the archive agrees with the snapshot") as notes:
            notes.append(_take_away(visitor, source))


def _bring_in(visitor: Visitor) -> tuple[str, str]:
    with step("the recording is sent in chunks, cut once and resumed") as notes:
        recording, source = visitor.announce(RECORDING, "Table 2, morning", AGREEMENT)
        first = visitor.send(recording, RECORDING, most=2)
        visitor.http.close()  # the connection goes away
        visitor.reconnect()
        rest = visitor.send(recording, RECORDING)
        visitor.close_recording(recording, RECORDING)
        notes.append(f"({first} + {rest} chunks)")
    return recording, source


def wait_until_it_answers(settings: Settings) -> None:
    """Returns once the server takes requests; httpx.ConnectError if it does not within a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(settings.address)
            return
        except httpx.ConnectError:  # it is still starting
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


def _word_error(visitor: Visitor, source: str) -> float:
    """Word error rate after Whisper's own English normaliser (jiwer, whisper-normalizer)."""
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    normal = EnglishTextNormalizer()
    said = " ".join(turn["text"] for turn in json.loads(REFERENCE.read_text())["turns"])
    heard = " ".join(segment.text for segment in visitor.block(source).segments)
    error = float(jiwer.wer(normal(said), normal(heard)))
    if error > MOST_WORD_ERROR:
        raise CheckFailed(f"{error:.1%} of the words are wrong")
    return error


def _take_away(visitor: Visitor, source: str) -> str:
    import webvtt

    packed = visitor.archive()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        if bad := archive.testzip():
            raise CheckFailed(f"{bad} is damaged")
        document = json.loads(archive.read("retreat.json"))
        captions = webvtt.from_string(archive.read("transcripts/Table 2, morning.vtt").decode())
        names = archive.namelist()
    frame = visitor.frame().model_dump(mode="json")
    for name in ("members", "organisations", "sessions", "codes", "recordings"):
        _same(_by_id(document["state"][name]), _by_id(frame[name]), name)
    block = visitor.block(source).model_dump(mode="json")
    for name in ("segments", "annotations", "replies"):
        _same({id: _by_id(document["state"][name]).get(id) for id in _by_id(block[name])}, _by_id(block[name]), name)
    _same(
        [_words(html.unescape(it.text)) for it in captions.captions],
        [_words(it["text"]) for it in block["segments"]],
        "the captions",
    )
    return f"({len(names)} files, {len(captions)} captions, {len(document['ledger'])} ledger entries)"


def _by_id(nouns: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {it["id"]: it for it in nouns}


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _same(one: Any, other: Any, what: str) -> None:
    if one != other:
        raise CheckFailed(f"{what} of the archive differs from the snapshot")


@contextmanager
def running(settings: Settings) -> Iterator[None]:
    """The server, as `retreat serve` starts it, in a process of its own."""
    environment = {**os.environ, "RETREAT_DATA": str(settings.data), "RETREAT_PORT": str(settings.port)}
    environment.pop("RETREAT_DATABASE", None)
    log = (settings.data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        yield
    except Exception:
        print((settings.data / "server.log").read_text()[-4000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])
