"""apply_(event, rows): the one reducer on the server; the client has its twin, held to it by shared fixtures."""

from collections.abc import Callable
from typing import Any

from server.domain import annotations, excerpts, programmes, recordings, transcripts
from server.domain import events as e
from server.domain.events import Happening
from server.domain.rows import Rows

_APPLY: dict[type, Callable[[Any, Rows], None]] = {
    e.ProgrammeFounded: programmes.apply_programme_founded,
    e.OrganisationAdded: programmes.apply_organisation_added,
    e.MemberAdded: programmes.apply_member_added,
    e.RetreatCreated: programmes.apply_retreat_created,
    e.RoleGiven: programmes.apply_role_given,
    e.SessionAdded: programmes.apply_session_added,
    e.ExcerptAdded: excerpts.apply_excerpt_added,
    e.RecordingAdded: recordings.apply_recording_added,
    e.AgreementStated: recordings.apply_agreement_stated,
    e.RecordingClosed: recordings.apply_recording_closed,
    e.RecordingOpened: recordings.apply_recording_opened,
    e.RecordingFailed: recordings.apply_recording_failed,
    e.RunStarted: transcripts.apply_run_started,
    e.SegmentsAppended: transcripts.apply_segments_appended,
    e.RunFinished: transcripts.apply_run_finished,
    e.CodeCreated: annotations.apply_code_created,
    e.AnnotationMade: annotations.apply_annotated,
    e.AnnotationRemoved: annotations.apply_annotation_removed,
    e.Replied: annotations.apply_replied,
}


def apply_(event: Happening, rows: Rows) -> None:
    """Change the rows to what this event says; rows that it changes must have been loaded."""
    if isinstance(event.body, e.ExcerptPlaced):
        excerpts.apply_excerpt_placed(event.body, rows, str(event.retreat))
    else:
        _APPLY[type(event.body)](event.body, rows)
