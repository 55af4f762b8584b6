"""What a person, the engine or the installation may ask: one closed shape per command (protocol rule C1)."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from server.domain.nouns import Closed, Colour, Passage, Role, Seconds
from server.domain.text import Comment, Day, Id, LongText, Name, ShortText


class Command(Closed):
    """Every command has an id of its own, made by whoever asks; sent again it is applied once."""

    id: Id


class FoundProgramme(Command):
    """The first command of a programme: its name and its first steward."""

    type: Literal["found_programme"] = "found_programme"
    name: Name
    steward: Id
    steward_name: Name


class AddOrganisation(Command):
    type: Literal["add_organisation"] = "add_organisation"
    organisation: Id
    name: Name
    sector: Name


class AddMember(Command):
    type: Literal["add_member"] = "add_member"
    member: Id
    name: Name
    organisation: Id | None = None
    occupation: ShortText | None = None


class CreateRetreat(Command):
    type: Literal["create_retreat"] = "create_retreat"
    retreat: Id
    name: Name
    place: ShortText = ""
    starts_on: Day
    ends_on: Day
    time_zone: Name = "Europe/London"
    language: ShortText = "en"


class GiveRole(Command):
    """Bring a member into a retreat, or change the role that they have there."""

    type: Literal["give_role"] = "give_role"
    retreat: Id
    member: Id
    role: Role


class AddSession(Command):
    type: Literal["add_session"] = "add_session"
    session: Id
    retreat: Id
    name: Name


class AddExcerpt(Command):
    """An outcome excerpt enters the programme; `text` becomes one segment per paragraph."""

    type: Literal["add_excerpt"] = "add_excerpt"
    source: Id
    title: Name
    text: LongText
    organisation: Id | None = None
    sector: ShortText | None = None
    setting: ShortText | None = None
    outcome: ShortText | None = None


class PlaceExcerpt(Command):
    type: Literal["place_excerpt"] = "place_excerpt"
    source: Id
    retreat: Id


class AddRecording(Command):
    """Announce a file of `bytes` bytes; `agreement` states, in its words, that those heard agreed."""

    type: Literal["add_recording"] = "add_recording"
    recording: Id
    source: Id
    retreat: Id
    session: Id
    name: Name
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
    """Try again to write down a recording that failed."""

    type: Literal["retry_recording"] = "retry_recording"
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


class CreateCode(Command):
    type: Literal["create_code"] = "create_code"
    code: Id
    name: Name
    colour: Colour
    definition: Comment | None = None


class Annotate(Command):
    """Mark a passage with one code or one comment."""

    type: Literal["annotate"] = "annotate"
    annotation: Id
    retreat: Id
    passage: Passage
    code: Id | None = None
    comment: Comment | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Annotate":
        if (self.code is None) == (self.comment is None):
            raise ValueError("a mark is one code or one comment")
        return self


class RemoveAnnotation(Command):
    type: Literal["remove_annotation"] = "remove_annotation"
    annotation: Id


class ReplyTo(Command):
    type: Literal["reply"] = "reply"
    reply: Id
    annotation: Id
    text: Comment


AnyCommand = Annotated[
    FoundProgramme
    | AddOrganisation
    | AddMember
    | CreateRetreat
    | GiveRole
    | AddSession
    | AddExcerpt
    | PlaceExcerpt
    | AddRecording
    | StateAgreement
    | CloseRecording
    | RetryRecording
    | OpenRecording
    | FailRecording
    | StartRun
    | AppendSegments
    | FinishRun
    | CreateCode
    | Annotate
    | RemoveAnnotation
    | ReplyTo,
    Field(discriminator="type"),
]

COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
