"""What a command needs to be decided: the keys of rows, asked again until all that follows from them is loaded."""

from collections.abc import Callable, Iterator
from typing import Any

from server.domain import (
    adding_sound,
    annotations,
    bringing_in,
    codebook,
    consent,
    corrections,
    excerpts,
    invitations,
    memos,
    people,
    programmes,
    recording_care,
    recordings,
    retreats,
    segments,
    speakers,
    transcripts,
    undo,
    withdrawing,
)
from server.domain import commands as c
from server.domain.access import Actor, actor_of, may_somewhere
from server.domain.nouns import Annotation, Group, Invitation, Memo, Recording, Retreat, Run, Session, Source, Speaker
from server.domain.rows import Kind, Need, Rows
from server.errors import NotSignedIn

NEEDS: dict[type, Callable[[Any, Rows], Iterator[Need]]] = {
    c.FoundProgramme: programmes.needs_found_programme,
    c.RenameProgramme: programmes.needs_rename_programme,
    c.AddSector: programmes.needs_sector,
    c.RenameSector: programmes.needs_sector,
    c.RemoveSector: programmes.needs_remove_sector,
    c.AddOrganisation: programmes.needs_add_organisation,
    c.ChangeOrganisation: programmes.needs_change_organisation,
    c.RemoveOrganisation: programmes.needs_remove_organisation,
    c.WordConsent: consent.needs_word_consent,
    c.AddMember: people.needs_add_member,
    c.ChangeMember: people.needs_change_member,
    c.SetSteward: people.needs_set_steward,
    c.MergeMembers: people.needs_merge_members,
    c.GiveRole: people.needs_give_role,
    c.TakeRole: people.needs_take_role,
    c.AnswerConsent: consent.needs_answer_consent,
    c.OpenInvitation: invitations.needs_open_invitation,
    c.EndInvitation: invitations.needs_end_invitation,
    c.JoinRetreat: invitations.needs_join_retreat,
    c.CreateRetreat: retreats.needs_retreat,
    c.ChangeRetreat: retreats.needs_retreat,
    c.ArchiveRetreat: retreats.needs_retreat,
    c.ReopenRetreat: retreats.needs_retreat,
    c.AddSession: retreats.needs_add_session,
    c.ChangeSession: retreats.needs_session,
    c.RemoveSession: retreats.needs_remove_session,
    c.AddGroup: retreats.needs_add_group,
    c.RenameGroup: retreats.needs_rename_group,
    c.RemoveGroup: retreats.needs_remove_group,
    c.TakeSeat: retreats.needs_take_seat,
    c.LeaveSeat: retreats.needs_leave_seat,
    c.AddExcerpt: excerpts.needs_add_excerpt,
    c.ChangeExcerpt: excerpts.needs_change_excerpt,
    c.PlaceExcerpt: excerpts.needs_place_excerpt,
    c.UnplaceExcerpt: excerpts.needs_unplace_excerpt,
    c.AddRecording: recordings.needs_add_recording,
    c.AddSound: adding_sound.needs_add_sound,
    c.StateAgreement: recordings.needs_recording,
    c.CloseRecording: recordings.needs_chunks,
    c.RetryRecording: recordings.needs_chunks,
    c.ChangeRecording: recording_care.needs_change_recording,
    c.StopRecording: recordings.needs_recording,
    c.MoveRecordingToFront: recordings.needs_recording,
    c.DeleteRecording: recordings.needs_recording,
    c.OpenRecording: adding_sound.needs_open_recording,
    c.FailRecording: recordings.needs_recording,
    c.StartRun: transcripts.needs_start_run,
    c.AppendSegments: transcripts.needs_append_segments,
    c.FinishRun: transcripts.needs_run,
    c.BringInTranscript: bringing_in.needs_bring_in_transcript,
    c.AddSpeaker: speakers.needs_add_speaker,
    c.ChangeSpeaker: speakers.needs_speaker,
    c.MergeSpeakers: speakers.needs_speaker,
    c.UnmergeSpeaker: speakers.needs_speaker,
    c.AssignSpeaker: speakers.needs_assign_speaker,
    c.CreateCode: codebook.needs_codebook,
    c.ChangeCode: codebook.needs_codebook,
    c.MergeCode: codebook.needs_codebook,
    c.UnmergeCode: codebook.needs_codebook,
    c.RetireCode: codebook.needs_codebook,
    c.BringBackCode: codebook.needs_codebook,
    c.TakeStance: annotations.needs_stance,
    c.DropStance: annotations.needs_stance,
    c.WriteMemo: memos.needs_write_memo,
    c.ChangeMemo: memos.needs_memo,
    c.ShareMemo: memos.needs_memo,
    c.RemoveMemo: memos.needs_memo,
    c.Annotate: annotations.needs_annotate,
    c.PlaceAnnotation: annotations.needs_place_annotation,
    c.Undo: undo.needs_nothing_else,
    c.Redo: undo.needs_nothing_else,
    c.Correct: corrections.needs_correct,
    c.SettleSuggestion: corrections.needs_settle_suggestion,
    c.SplitSegment: segments.needs_split_segment,
    c.JoinSegments: segments.needs_join_segments,
    c.CheckSegments: segments.needs_check_segments,
    c.RemoveAnnotation: annotations.needs_remove_annotation,
    c.Withdraw: withdrawing.needs_withdraw,
    c.ReplyTo: annotations.needs_reply,
}
# Much to read, and only for those who may give such a command somewhere.
MUCH: dict[type, Callable[[Any, Rows], Iterator[Need]]] = {
    c.DeleteRecording: recording_care.needs_all_of_recording,
    c.SplitSegment: segments.needs_neighbours,
    c.JoinSegments: segments.needs_neighbours,
}
# What is theirs, once it is known who they are.
_OF_ONES_OWN: dict[type, Callable[[Any, Rows, Actor], Iterator[Need]]] = {
    c.Undo: undo.needs_undo,
    c.Redo: undo.needs_undo,
    c.Withdraw: withdrawing.needs_own,
}
_LIE_IN_RETREATS: dict[str, Kind] = {
    "annotation": Annotation,
    "group": Group,
    "invitation": Invitation,
    "memo": Memo,
    "recording": Recording,
    "run": Run,
    "session": Session,
    "source": Source,
    "speaker": Speaker,
}


def needs(command: Any, rows: Rows, member: str | None = None) -> Iterator[Need]:
    """Keys to load before deciding; with these rows loaded, more may follow. At most a few rounds. `member`: who gives
    the command, unless it is none; what they undo or withdraw is theirs."""
    kind = type(command)
    if member and kind in _OF_ONES_OWN and (actor := _known(rows, member)):
        yield from _OF_ONES_OWN[kind](command, rows, actor)
    yield from NEEDS[kind](command, rows)
    if kind in MUCH and (member is None or may_somewhere(rows, member, command.type)):
        yield from MUCH[kind](command, rows)
    yield from ((Retreat, (retreat,)) for retreat in _retreats(command, rows))


def _known(rows: Rows, member: str) -> Actor | None:
    try:
        return actor_of(rows, member)
    except NotSignedIn:
        return None


def _retreats(command: Any, rows: Rows) -> Iterator[str]:
    """The retreats that a command is about: whether they are archived is asked of all."""
    if retreat := getattr(command, "retreat", None):
        yield retreat
    for field, kind in _PLACES[type(command)]:
        found: Any = rows.get(kind, getattr(command, field))
        if isinstance(found, Run):
            found = rows.get(Recording, found.recording)
        if found is not None and found.retreat is not None:  # an excerpt lies in none
            yield found.retreat


def _lie_in_retreats(command: Any) -> list[tuple[str, Kind]]:
    return [(field, kind) for field, kind in _LIE_IN_RETREATS.items() if field in command.model_fields]


# Of each kind of command, the fields that name what lies in a retreat, and its kind.
_PLACES: dict[type, list[tuple[str, Kind]]] = {command: _lie_in_retreats(command) for command in NEEDS}
