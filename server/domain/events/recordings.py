"""What happened to recordings and their transcripts."""

from typing import Annotated, Literal

from pydantic import Field

from server.domain.nouns import Agreement, Closed, Recording, Run, Seconds, SegmentText, Source, WordTimes
from server.domain.text import Id, Name, ShortText


class RecordingAdded(Closed):
    type: Literal["recording_added"] = "recording_added"
    recording: Recording
    source: Source


class SoundAdded(Closed):
    """The sound of words that are here is on its way; what was sent before it gives way.
    `agreement` is what is stated now."""

    type: Literal["sound_added"] = "sound_added"
    recording: Id
    filename: Name
    bytes: Annotated[int, Field(gt=0)]
    agreement: Agreement | None = None


class AgreementStated(Closed):
    type: Literal["agreement_stated"] = "agreement_stated"
    recording: Id
    agreement: Agreement


class RecordingClosed(Closed):
    """Everything has arrived, or it is tried once more: a job is waiting for it. What is `written` already is only made
    fit to be heard."""

    type: Literal["recording_closed"] = "recording_closed"
    recording: Id
    chunks: Annotated[int, Field(gt=0)]
    attempt: Id
    written: bool = False


class RecordingOpened(Closed):
    """It can be heard. `state` is told where its words were here before: then that was all; `why` says what does not
    fit them."""

    type: Literal["recording_opened"] = "recording_opened"
    recording: Id
    duration: Seconds
    state: Literal["ready", "silent"] | None = None
    why: ShortText | None = None


class RecordingFailed(Closed):
    type: Literal["recording_failed"] = "recording_failed"
    recording: Id
    why: ShortText


class RunStarted(Closed):
    type: Literal["run_started"] = "run_started"
    run: Run


class SegmentsAppended(Closed):
    """New segments of one window. Word times are bulk, not news: they are stored with the event's segments but
    never enter the ledger or the wire (clients fetch them per block)."""

    type: Literal["segments_appended"] = "segments_appended"
    run: Id
    language: ShortText | None
    segments: list[SegmentText]
    words: list[WordTimes] = Field(default=[], exclude=True)


class RunFinished(Closed):
    type: Literal["run_finished"] = "run_finished"
    run: Id
    recording: Id
    state: Literal["ready", "silent"]


class RecordingChanged(Closed):
    """Its name, or where it belongs; its transcript is called the same."""

    type: Literal["recording_changed"] = "recording_changed"
    recording: Recording
    source: Source


class RecordingStopped(Closed):
    """`attempt` is the one that is not to go on."""

    type: Literal["recording_stopped"] = "recording_stopped"
    recording: Id
    attempt: Id


class RecordingMovedToFront(Closed):
    type: Literal["recording_moved_to_front"] = "recording_moved_to_front"
    recording: Id
    attempt: Id


class RecordingDeleted(Closed):
    """With its transcript, and the marks on it. What earlier events of its source said is erased."""

    type: Literal["recording_deleted"] = "recording_deleted"
    recording: Id
    source: Id
    attempt: Id | None


class Erased(Closed):
    """Stands where an event was whose content is gone."""

    type: Literal["erased"] = "erased"
