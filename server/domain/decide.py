"""decide(command, actor, rows, at) -> what happens: permission and rules, by noun."""

from collections.abc import Callable
from typing import Any

from server.domain import annotations, excerpts, programmes, recordings, transcripts
from server.domain import commands as c
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.rows import Rows

Decide = Callable[[Any, Actor, Rows, str], list[Happening]]

DECIDE: dict[type, Decide] = {
    c.FoundProgramme: programmes.decide_found_programme,
    c.AddOrganisation: programmes.decide_add_organisation,
    c.AddMember: programmes.decide_add_member,
    c.CreateRetreat: programmes.decide_create_retreat,
    c.GiveRole: programmes.decide_give_role,
    c.AddSession: programmes.decide_add_session,
    c.AddExcerpt: excerpts.decide_add_excerpt,
    c.PlaceExcerpt: excerpts.decide_place_excerpt,
    c.AddRecording: recordings.decide_add_recording,
    c.StateAgreement: recordings.decide_state_agreement,
    c.CloseRecording: recordings.decide_close_recording,
    c.RetryRecording: recordings.decide_retry_recording,
    c.OpenRecording: recordings.decide_open_recording,
    c.FailRecording: recordings.decide_fail_recording,
    c.StartRun: transcripts.decide_start_run,
    c.AppendSegments: transcripts.decide_append_segments,
    c.FinishRun: transcripts.decide_finish_run,
    c.CreateCode: annotations.decide_create_code,
    c.Annotate: annotations.decide_annotate,
    c.RemoveAnnotation: annotations.decide_remove_annotation,
    c.ReplyTo: annotations.decide_reply,
}


def decide(command: Any, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """What happens when this actor asks for this now (`at`, ISO 8601); raises a Refusal when it may not or cannot."""
    return DECIDE[type(command)](command, actor, rows, at)
