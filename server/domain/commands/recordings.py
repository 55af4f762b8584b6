"""Commands about recordings and their transcripts: those of people, and those of the engine."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.commands.command import Command
from server.domain.nouns import Closed, Seconds
from server.domain.text import Comment, Id, Name, Nothing, ShortText


class AddRecording(Command):
    """Announce a file of `bytes` bytes; `agreement` states, in its words, that those heard agreed."""

    type: Literal["add_recording"] = "add_recording"
    recording: Id
    source: Id
    retreat: Id
    session: Id
    group: Id | None = None
    name: Name
    filename: Name
    bytes: Annotated[int, Field(gt=0, le=1 << 40)]
    agreement: Comment | None = None


class AddSound(Command):
    """Announce the sound, a file of `bytes` bytes, of a recording of which there are only the words; `agreement` as in
    `AddRecording`."""

    type: Literal["add_sound"] = "add_sound"
    recording: Id
    filename: Name
    bytes: Annotated[int, Field(gt=0, le=1 << 40)]
    agreement: Comment | None = None


class StateAgreement(Command):
    type: Literal["state_agreement"] = "state_agreement"
    recording: Id
    wording: Comment


class CloseRecording(Command):
    """All `chunks` chunks are sent: write it down."""

    type: Literal["close_recording"] = "close_recording"
    recording: Id
    chunks: Annotated[int, Field(gt=0, le=1_000_000)]


class RetryRecording(Command):
    """Try again to write down a recording that failed or was stopped."""

    type: Literal["retry_recording"] = "retry_recording"
    recording: Id


class ChangeRecording(Command):
    """Its name, or where it belongs."""

    type: Literal["change_recording"] = "change_recording"
    recording: Id
    name: Name | None = None
    session: Id | None = None
    group: Id | Nothing | None = None


class StopRecording(Command):
    """Stop writing it down; what was written stays, and it can be tried again."""

    type: Literal["stop_recording"] = "stop_recording"
    recording: Id


class MoveRecordingToFront(Command):
    """Write it down before all others that wait."""

    type: Literal["move_recording_to_front"] = "move_recording_to_front"
    recording: Id


class DeleteRecording(Command):
    """A recording that should not be here: its sound, its words and the marks on them are erased."""

    type: Literal["delete_recording"] = "delete_recording"
    recording: Id


class OpenRecording(Command):
    """The engine opened the file: its length in seconds."""

    type: Literal["open_recording"] = "open_recording"
    recording: Id
    duration: Seconds


class FailRecording(Command):
    type: Literal["fail_recording"] = "fail_recording"
    recording: Id
    why: ShortText


class StartRun(Command):
    type: Literal["start_run"] = "start_run"
    run: Id
    recording: Id
    engine: Name
    version: ShortText
    model: Name
    model_hash: ShortText
    parameters: str


class NewSegment(Closed):
    """A segment as an engine heard it; `words` as in `WordTimes`."""

    id: Id
    start: Seconds
    end: Seconds
    text: Annotated[str, Field(min_length=1)]
    words: list[tuple[int, int, float, float, float | None]]
    mended: bool = False


class AppendSegments(Command):
    """The segments of one window, in spoken order; may be none."""

    type: Literal["append_segments"] = "append_segments"
    run: Id
    window: Annotated[int, Field(ge=0)]
    language: ShortText | None = None
    segments: list[NewSegment]


class FinishRun(Command):
    type: Literal["finish_run"] = "finish_run"
    run: Id
