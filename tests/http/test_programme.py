"""The programme beyond its retreats: who sees what of it, and tables of excerpts."""

from pathlib import Path

from tests.a_programme import AProgramme
from tests.http.conftest import Visit

CASES = Path(__file__).parent.parent / "cases"


def test_a_steward_sees_the_whole_programme(visit: Visit, programme: AProgramme) -> None:
    part = visit(programme, "steward").get("/api/programme").json()
    assert {it["name"] for it in part["members"]} >= {"Catriona", "Newcomer", "Elsewhere", "Partner"}
    assert len(part["retreats"]) == 2 and len(part["sectors"]) == 7 and len(part["consent_items"]) == 6
    assert {it["id"] for it in part["excerpts"]} == {programme.excerpt, programme.unplaced}
    assert part["placements"] == [{"retreat": programme.retreat, "source": programme.excerpt}]


def test_who_curates_a_retreat_sees_what_lies_in_theirs(visit: Visit, programme: AProgramme) -> None:
    part = visit(programme, "researcher").get("/api/programme").json()
    assert [it["id"] for it in part["retreats"]] == [programme.retreat]
    assert {it["name"] for it in part["members"]} == {"Facilitator", "Researcher", "Partner", "Observer"}
    assert {it["retreat"] for it in part["attendances"]} == {programme.retreat}


def test_an_excerpts_words_are_read_without_any_retreats_marks(visit: Visit, programme: AProgramme) -> None:
    programme.annotate("partner", programme.id("mark"))
    client = visit(programme, "researcher")
    block = client.get(f"/api/programme/excerpts/{programme.unplaced}").json()
    assert len(block["segments"]) == 3 and block["annotations"] == []
    assert client.get(f"/api/programme/excerpts/{programme.excerpt}").json()["annotations"] == []
    assert client.get(f"/api/programme/excerpts/{programme.id('none')}").status_code == 404


def test_a_transcript_is_no_excerpt(visit: Visit, programme: AProgramme) -> None:
    programme.bring_recording()
    assert visit(programme, "researcher").get(f"/api/programme/excerpts/{programme.transcript}").status_code == 404


def test_a_table_is_shown_as_it_was_understood(visit: Visit, programme: AProgramme) -> None:
    client = visit(programme, "researcher")
    table = client.post("/api/excerpts/preview", content=(CASES / "C35-excerpts.csv").read_bytes()).json()
    assert (table["encoding"], table["order"], len(table["rows"])) == ("Windows-1252", "day_first", 4)
    assert client.post("/api/excerpts/preview", content=b"\x89PNG").json()["kind"] == "no_table"
    assert client.post("/api/excerpts/preview", content=b"a" * (9 << 20)).json()["kind"] == "too_large"


def test_the_engines_to_choose_between_are_real_ones(visit: Visit, programme: AProgramme) -> None:
    here = visit(programme, "facilitator").get("/api/installation").json()
    assert here == {"engines": ["faster-whisper", "openai-whisper"], "engine": "faster-whisper"}
