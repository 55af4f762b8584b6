"""A retreat as large as they come, founded in a database: hours of talk with the times of its words and its sound, six
speakers, thousands of marks."""

import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson

from benchmarks.people import People
from benchmarks.sound import write_sound
from server.database import Database
from server.domain import commands as c
from server.domain.nouns import Passage
from server.domain.nouns.words import Word
from server.live.handle import Committer
from server.store.media import Media, write_durably

_ROOT = Path(__file__).parent.parent
# Words a second, seconds from one turn to the next, segments of a window of the engine's.
_PACE, _PAUSE, _WINDOW = 2.5, 2.0, 100
_SPEAKERS, _CODES = 6, 12
_AN_ENGINE = {"engine": "scripted", "version": "1", "model": "none", "model_hash": "0" * 64, "parameters": "{}"}


@dataclass
class Large:
    """A retreat in `folder`, which an app serves with SQLite. `people` are partners; `segments` in order with their
    `words` together, `turns` which of them are said in one go, `marks` all commands that marked something; a mark is a
    code four times of five, else a comment. `seconds` is how long the talk is."""

    folder: Path
    words: int
    marks: int
    readers: int = 20
    segments: list[c.NewSegment] = field(default_factory=list)
    turns: list[list[str]] = field(default_factory=list)
    annotations: list[c.Annotate] = field(default_factory=list)

    def found(self) -> "Large":
        """Write everything: a minute for 60,000 words and 10,000 marks."""
        self.people = People(f"sqlite:///{self.folder / 'retreat.db'}", self.readers)
        self.programme = self.people.programme
        self._talk(random.Random(60_000))
        database = Database(f"sqlite:///{self.folder / 'retreat.db'}")
        with closing(database), closing(Committer(database, b"key")) as self.programme.committer:
            self.programme.bring_recording()
            self.programme.receive(database)
            self._write_down()
            self._name_speakers()
            self._mark(random.Random(10_000))
        self._lay_sound()
        return self

    @property
    def source(self) -> str:
        return self.programme.transcript

    @property
    def seconds(self) -> float:
        return self.segments[-1].end + 1.0

    def _talk(self, chance: random.Random) -> None:
        """Turns of one to ten sentences, of four to twenty words."""
        spoken, said, at = cycle(_running_words()), 0, 1.0
        while said < self.words:
            turn = [list(islice(spoken, chance.randint(4, 20))) for _ in range(chance.randint(1, 10))]
            self.turns.append([])
            for sentence in turn:
                self.segments.append(_segment(self.programme.id(f"segment {len(self.segments)}"), at, sentence))
                self.turns[-1].append(self.segments[-1].id)
                said, at = said + len(sentence), self.segments[-1].end + 0.2
            at += _PAUSE

    def _write_down(self) -> None:
        it = self.programme
        it.ask("facilitator", c.CloseRecording, recording=it.recording, chunks=1)
        it.start_run()
        for n in range(0, len(self.segments), _WINDOW):
            window = {"run": it.run, "window": n // _WINDOW, "segments": self.segments[n : n + _WINDOW]}
            it.ask("engine", c.AppendSegments, id=self._window(n), language="en", **window)
        it.ask("engine", c.OpenRecording, recording=it.recording, duration=self.seconds)
        it.ask("engine", c.FinishRun, run=it.run)

    def _window(self, n: int) -> str:
        """The command that brought segment n; its id is that of the words' revision."""
        return self.programme.id(f"window {n // _WINDOW}")

    def _name_speakers(self) -> None:
        it = self.programme
        for n in range(_SPEAKERS):
            speaker = it.id(f"speaker {n}")
            it.ask("facilitator", c.AddSpeaker, speaker=speaker, retreat=it.retreat, name=f"Speaker {n}")
            theirs = [segment for turn in self.turns[n::_SPEAKERS] for segment in turn]
            it.ask("facilitator", c.AssignSpeaker, source=self.source, segments=theirs, speaker=speaker)

    def _mark(self, chance: random.Random) -> None:
        it, members = self.programme, self.people.members
        codes = [it.id(f"code {n}") for n in range(_CODES)]
        for n, code in enumerate(codes):
            it.ask("researcher", c.CreateCode, code=code, name=f"Something that matters {n}", colour=n + 1)
        for n in range(self.marks):
            about = {"code": chance.choice(codes)} if chance.random() < 0.8 else {"comment": self._comment(chance)}
            self.annotations.append(it.annotation(it.id(f"mark {n}"), self._some_words(chance), **about))
        answers: list[Future[Any]] = [
            it.submit(members[n % len(members)], mark) for n, mark in enumerate(self.annotations)
        ]
        for answer in answers:
            answer.result(300)

    def _comment(self, chance: random.Random) -> str:
        return chance.choice(self.segments).text + "?"

    def _some_words(self, chance: random.Random) -> Passage:
        """From a word on, up to twelve of one sentence."""
        n = chance.randrange(len(self.segments))
        return self.passage(n, chance.randrange(len(self.segments[n].words)), chance.randint(1, 12))

    def passage(self, n: int, first: int, many: int) -> Passage:
        """So many words of segment n from its word `first` on, as far as there are any."""
        segment = self.segments[n]
        last = min(len(segment.words), first + many) - 1
        ends = (segment.words[first][0], sum(segment.words[last][:2]))
        start, end = ({"segment": segment.id, "revision": self._window(n), "offset": offset} for offset in ends)
        return Passage.model_validate({"source": self.source, "start": start, "end": end})

    def _lay_sound(self) -> None:
        media = Media(self.folder / "recordings").of(self.programme.programme)
        loudness = random.Random(4_000)
        peaks = [loudness.randint(8, 200) for _ in range(4_000)]
        content = orjson.dumps({"duration": self.seconds, "peaks": peaks})
        write_durably(media.peaks(self.programme.recording), [content])
        write_sound(media.sound(self.programme.recording), self.seconds)


def _segment(id: str, start: float, spoken: Sequence[str]) -> c.NewSegment:
    offset, at = 0, start
    words: list[Word] = []
    for word in spoken:
        words.append((offset, len(word), round(at, 2), round(at + 1 / _PACE, 2), 0.9))
        offset, at = offset + len(word) + 1, at + 1 / _PACE
    return c.NewSegment(id=id, start=round(start, 2), end=round(at, 2), text=" ".join(spoken), words=words)


def _running_words() -> list[str]:
    """Words as they follow each other in something that was written: that of this project."""

    def pages() -> Iterator[str]:
        for page in sorted((_ROOT / "docs").rglob("*.md")):
            yield page.read_text()

    return re.findall(r"\b[A-Za-z’]+\b[,.;?!]?", " ".join(pages()))
