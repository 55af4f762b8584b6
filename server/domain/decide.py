"""decide(command, actor, rows, at) -> what happens: permission and rules, by noun."""

from collections.abc import Callable
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
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.nouns import Retreat
from server.domain.rows import Rows
from server.errors import NotReady

Decide = Callable[[Any, Actor, Rows, str], list[Happening]]

DECIDE: dict[type, Decide] = {
    c.FoundProgramme: programmes.decide_found_programme,
    c.RenameProgramme: programmes.decide_rename_programme,
    c.AddSector: programmes.decide_add_sector,
    c.RenameSector: programmes.decide_rename_sector,
    c.RemoveSector: programmes.decide_remove_sector,
    c.AddOrganisation: programmes.decide_add_organisation,
    c.ChangeOrganisation: programmes.decide_change_organisation,
    c.RemoveOrganisation: programmes.decide_remove_organisation,
    c.WordConsent: consent.decide_word_consent,
    c.AddMember: people.decide_add_member,
    c.ChangeMember: people.decide_change_member,
    c.SetSteward: people.decide_set_steward,
    c.MergeMembers: people.decide_merge_members,
    c.GiveRole: people.decide_give_role,
    c.TakeRole: people.decide_take_role,
    c.AnswerConsent: consent.decide_answer_consent,
    c.OpenInvitation: invitations.decide_open_invitation,
    c.EndInvitation: invitations.decide_end_invitation,
    c.JoinRetreat: invitations.decide_join_retreat,
    c.CreateRetreat: retreats.decide_create_retreat,
    c.ChangeRetreat: retreats.decide_change_retreat,
    c.ArchiveRetreat: retreats.decide_archive_retreat,
    c.ReopenRetreat: retreats.decide_reopen_retreat,
    c.AddSession: retreats.decide_add_session,
    c.ChangeSession: retreats.decide_change_session,
    c.RemoveSession: retreats.decide_remove_session,
    c.AddGroup: retreats.decide_add_group,
    c.RenameGroup: retreats.decide_rename_group,
    c.RemoveGroup: retreats.decide_remove_group,
    c.TakeSeat: retreats.decide_take_seat,
    c.LeaveSeat: retreats.decide_leave_seat,
    c.AddExcerpt: excerpts.decide_add_excerpt,
    c.ChangeExcerpt: excerpts.decide_change_excerpt,
    c.PlaceExcerpt: excerpts.decide_place_excerpt,
    c.UnplaceExcerpt: excerpts.decide_unplace_excerpt,
    c.AddRecording: recordings.decide_add_recording,
    c.AddSound: adding_sound.decide_add_sound,
    c.StateAgreement: recordings.decide_state_agreement,
    c.CloseRecording: recordings.decide_close_recording,
    c.RetryRecording: recordings.decide_retry_recording,
    c.ChangeRecording: recording_care.decide_change_recording,
    c.StopRecording: recording_care.decide_stop_recording,
    c.MoveRecordingToFront: recording_care.decide_move_recording_to_front,
    c.DeleteRecording: recording_care.decide_delete_recording,
    c.OpenRecording: adding_sound.decide_open_recording,
    c.FailRecording: recordings.decide_fail_recording,
    c.StartRun: transcripts.decide_start_run,
    c.AppendSegments: transcripts.decide_append_segments,
    c.FinishRun: transcripts.decide_finish_run,
    c.BringInTranscript: bringing_in.decide_bring_in_transcript,
    c.AddSpeaker: speakers.decide_add_speaker,
    c.ChangeSpeaker: speakers.decide_change_speaker,
    c.MergeSpeakers: speakers.decide_merge_speakers,
    c.UnmergeSpeaker: speakers.decide_unmerge_speaker,
    c.AssignSpeaker: speakers.decide_assign_speaker,
    c.CreateCode: codebook.decide_create_code,
    c.ChangeCode: codebook.decide_change_code,
    c.MergeCode: codebook.decide_merge_code,
    c.UnmergeCode: codebook.decide_unmerge_code,
    c.RetireCode: codebook.decide_retire_code,
    c.BringBackCode: codebook.decide_bring_back_code,
    c.TakeStance: annotations.decide_take_stance,
    c.DropStance: annotations.decide_drop_stance,
    c.WriteMemo: memos.decide_write_memo,
    c.ChangeMemo: memos.decide_change_memo,
    c.ShareMemo: memos.decide_share_memo,
    c.RemoveMemo: memos.decide_remove_memo,
    c.Annotate: annotations.decide_annotate,
    c.Undo: undo.decide_undo,
    c.Redo: undo.decide_undo,
    c.PlaceAnnotation: annotations.decide_place_annotation,
    c.Correct: corrections.decide_correct,
    c.SettleSuggestion: corrections.decide_settle_suggestion,
    c.SplitSegment: segments.decide_split_segment,
    c.JoinSegments: segments.decide_join_segments,
    c.CheckSegments: segments.decide_check_segments,
    c.RemoveAnnotation: annotations.decide_remove_annotation,
    c.Withdraw: withdrawing.decide_withdraw,
    c.ReplyTo: annotations.decide_reply,
}
# What one says of oneself or takes back, what is known of people and excerpts beyond it, what is deleted, and what the
# engine still has to say, is heard in an archived retreat too (rule M5).
STILL_HEARD = {
    c.ReopenRetreat,
    c.AnswerConsent,
    c.ChangeMember,
    c.SetSteward,
    c.ChangeExcerpt,
    c.TakeRole,
    c.MergeMembers,
    c.RemoveAnnotation,
    c.DropStance,
    c.RemoveMemo,
    c.Withdraw,
    c.DeleteRecording,
    c.OpenRecording,
    c.FailRecording,
    c.StartRun,
    c.AppendSegments,
    c.FinishRun,
}


class Archived(NotReady):
    """This retreat is archived: it can be read, and nothing more is added. Ask a facilitator to open it again."""


def decide(command: Any, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """What happens when this actor asks for this now (`at`, ISO 8601); raises a Refusal when it may not or cannot."""
    events = DECIDE[type(command)](command, actor, rows, at)
    if type(command) not in STILL_HEARD and any(_is_archived(rows, it.retreat) for it in events):
        raise Archived
    return events


def _is_archived(rows: Rows, retreat: str | None) -> bool:
    if retreat is None:
        return False
    assert rows.knows(Retreat, (retreat,)), "needs() says which retreats a command is about"
    found = rows.get(Retreat, retreat)
    return found is not None and found.archived
