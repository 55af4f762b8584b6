"""apply_(event, rows): the one reducer on the server; the client has its twin, held to it by shared fixtures."""

from collections.abc import Callable
from typing import Any

from server.domain import (
    adding_sound,
    annotations,
    archives,
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
    withdrawing,
)
from server.domain import events as e
from server.domain.events import Happening
from server.domain.rows import Rows

APPLY: dict[type, Callable[[Any, Rows], None]] = {
    e.ProgrammeFounded: programmes.apply_nothing,
    e.ProgrammeRenamed: programmes.apply_nothing,
    e.SectorNamed: programmes.apply_sector_named,
    e.SectorRemoved: programmes.apply_sector_removed,
    e.OrganisationAdded: programmes.apply_organisation,
    e.OrganisationChanged: programmes.apply_organisation,
    e.OrganisationRemoved: programmes.apply_organisation_removed,
    e.ConsentWorded: consent.apply_consent_worded,
    e.MemberAdded: people.apply_member,
    e.MemberChanged: people.apply_member,
    e.MembersMerged: people.apply_members_merged,
    e.RoleGiven: people.apply_role_given,
    e.RoleTaken: people.apply_role_taken,
    e.ConsentAnswered: consent.apply_consent_answered,
    e.InvitationOpened: invitations.apply_invitation_opened,
    e.InvitationEnded: invitations.apply_invitation_ended,
    e.RetreatCreated: retreats.apply_retreat,
    e.RetreatChanged: retreats.apply_retreat,
    e.SessionAdded: retreats.apply_session,
    e.SessionChanged: retreats.apply_session,
    e.SessionRemoved: retreats.apply_session_removed,
    e.GroupNamed: retreats.apply_group_named,
    e.GroupRemoved: retreats.apply_group_removed,
    e.SeatTaken: retreats.apply_seat_taken,
    e.SeatLeft: retreats.apply_seat_left,
    e.ExcerptAdded: excerpts.apply_excerpt_added,
    e.ExcerptChanged: excerpts.apply_excerpt_changed,
    e.ExcerptUnplaced: excerpts.apply_excerpt_unplaced,
    e.RecordingAdded: recordings.apply_recording_added,
    e.SoundAdded: adding_sound.apply_sound_added,
    e.AgreementStated: recordings.apply_agreement_stated,
    e.RecordingClosed: recordings.apply_recording_closed,
    e.RecordingOpened: recordings.apply_recording_opened,
    e.RecordingFailed: recordings.apply_recording_failed,
    e.RecordingChanged: recording_care.apply_recording_changed,
    e.RecordingStopped: recording_care.apply_recording_stopped,
    e.RecordingMovedToFront: recording_care.apply_recording_moved_to_front,
    e.RecordingDeleted: recording_care.apply_recording_deleted,
    e.Erased: recording_care.apply_erased,
    e.RunStarted: transcripts.apply_run_started,
    e.SegmentsAppended: transcripts.apply_segments_appended,
    e.RunFinished: transcripts.apply_run_finished,
    e.SpeakerNamed: speakers.apply_speaker_named,
    e.SpeakerAssigned: speakers.apply_speaker_assigned,
    e.CodeCreated: codebook.apply_code,
    e.CodeChanged: codebook.apply_code,
    e.StanceTaken: annotations.apply_stance_taken,
    e.StanceDropped: annotations.apply_stance_dropped,
    e.MemoWritten: memos.apply_memo,
    e.MemoChanged: memos.apply_memo,
    e.MemoShared: memos.apply_memo,
    e.MemoRemoved: memos.apply_memo_removed,
    e.AnnotationMade: annotations.apply_annotated,
    e.AnnotationWithdrawn: withdrawing.apply_annotation_withdrawn,
    e.Withdrawn: withdrawing.apply_withdrawn,
    e.Imported: archives.apply_imported,
    e.AnnotationRemoved: annotations.apply_annotation_removed,
    e.AnnotationPlaced: annotations.apply_annotation_placed,
    e.WordsRevised: corrections.apply_words_revised,
    e.WordsSuggested: corrections.apply_words_suggested,
    e.SuggestionSettled: corrections.apply_suggestion_settled,
    e.SegmentsChecked: segments.apply_segments_checked,
    e.AnnotationRestored: annotations.apply_annotation_restored,
    e.ReplyRemoved: annotations.apply_reply_removed,
    e.Replied: annotations.apply_replied,
}


def apply_(event: Happening, rows: Rows) -> None:
    """Change the rows to what this event says; rows that it changes must have been loaded."""
    if isinstance(event.body, e.ExcerptPlaced):
        excerpts.apply_excerpt_placed(event.body, rows, str(event.retreat))
    else:
        APPLY[type(event.body)](event.body, rows)
