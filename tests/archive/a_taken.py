"""A retreat as it is taken away, made by hand: whatever texts, with marks wherever a test wants them."""

import csv
import io
import zipfile
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st
from sqlalchemy import Connection

from server.archive.contents import of_retreat
from server.archive.options import Options
from server.archive.packing import Entry, packed
from server.archive.taken import Taken, TakenSource
from server.domain.nouns import (
    Agreement,
    Annotation,
    Attendance,
    Code,
    Member,
    Organisation,
    Passage,
    Place,
    Recording,
    Reply,
    Retreat,
    Sector,
    SegmentText,
    Session,
    Source,
    Speaker,
    Stance,
)
from server.domain.parts import Frame, Programme
from server.store.ledger import Ledger
from server.store.rows import read_actor
from server.store.snapshot import Snapshots
from server.store.taking import seen_by

AS_USUAL = Options()
AT = "2026-05-12T10:00:00.000Z"


def an_id(name: str) -> str:
    return str(uuid5(UUID(int=0), name))


def segment(source: str, n: int, text: str, start: float | None = None, end: float | None = None) -> SegmentText:
    id = an_id(f"{source} {n}")
    return SegmentText(id=id, source=source, position=n, revision=an_id("made"), text=text, start=start, end=end)


def a_source(title: str, texts: list[str], kind: Any = "transcript", n: int = 0) -> TakenSource:
    id = an_id(f"{title} {n}")
    times = [(float(i), i + 0.9) if kind == "transcript" else (None, None) for i in range(len(texts))]
    segments = [segment(id, i, text, *times[i]) for i, text in enumerate(texts)]
    recording = an_id(f"recording of {id}") if kind == "transcript" else None
    return TakenSource(Source(id=id, kind=kind, title=title, recording=recording), segments, [], [], [], [], [], [])


def mark(source: TakenSource, first: int, start: int, last: int, end: int, **about: Any) -> Annotation:
    ends = [(first, start), (last, end)]
    places = [
        Place(segment=source.segments[i].id, revision=source.segments[i].revision, offset=offset) for i, offset in ends
    ]
    passage = Passage(source=source.source.id, start=places[0], end=places[1])
    id = an_id(f"{source.source.id} {ends} {about}")
    it = Annotation(id=id, retreat=an_id("retreat"), author=an_id("Eilidh"), at=AT, passage=passage, **about)
    source.annotations.append(it)
    return it


def answered(source: TakenSource, mark: Annotation, text: str, view: Any = "differ") -> None:
    """A reply to a mark, and how its author sees it."""
    who, n = an_id("Eilidh"), len(source.replies)
    reply = Reply(id=an_id(f"reply {n} {mark.id}"), annotation=mark.id, author=who, at=AT, text=text)
    source.replies.append(reply)
    source.stances.append(Stance(annotation=mark.id, member=who, view=view, reason=text, at=AT))


def recording(source: Source) -> Recording:
    """The recording of a transcript, by Eilidh, who stated the agreement."""
    return Recording(
        id=source.recording or "",
        retreat=an_id("retreat"),
        session=an_id("session"),
        source=source.id,
        name=source.title,
        filename="sound.WAV",
        bytes=5,
        state="ready",
        duration=60.0,
        agreement=Agreement(by=an_id("Eilidh"), at=AT, wording="All agreed."),
    )


def taken(*sources: TakenSource) -> Taken:
    retreat, member, organisation = an_id("retreat"), an_id("Eilidh"), an_id("Burnside")
    frame = Frame(
        epoch=an_id("epoch"),
        seq=7,
        programme=Programme(id=an_id("programme"), name="Meaning"),
        retreat=Retreat(id=retreat, name="Spring", starts_on="2026-05-12", ends_on="2026-05-13"),
        sectors=[Sector(id=an_id("Carers"), name="Carers")],
        organisations=[Organisation(id=organisation, name="=Burnside Carers", sector=an_id("Carers"))],
        members=[Member(id=member, name="Eilidh", organisation=organisation)],
        attendances=[Attendance(retreat=retreat, member=member, role="partner")],
        consent_items=[],
        answers=[],
        invitations=[],
        sessions=[Session(id=an_id("session"), retreat=retreat, name="Tuesday morning")],
        groups=[],
        seats=[],
        sources=[it.source for it in sources],
        recordings=[recording(it.source) for it in sources if it.source.recording],
        runs=[],
        speakers=[
            Speaker(id=an_id("voice"), retreat=retreat, merged_into=an_id("VOICE")),
            Speaker(id=an_id("VOICE"), retreat=retreat, name="The one by the door", member=member),
            Speaker(id=an_id("nameless"), retreat=retreat, n=2),
        ],
        codes=[
            Code(id=an_id("trust"), name="Trust", colour=1),
            Code(id=an_id("TRUST"), name="TRUST", colour=2, merged_into=an_id("trust")),
        ],
        marks={it.source.id: len(it.annotations) for it in sources},
        memos=[],
    )
    return Taken(AT, frame, list(sources))


# Words as people write them anywhere, but for what no database keeps.
WORDS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"]),
        st.sampled_from("=+-@\t\r\n<>&'\"\u0301\u200d\u202b\u05d0\u0639💩👩🏽_x"),
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() != "")


def unpacked(it: Taken, options: Options = AS_USUAL, entries: list[Entry] | None = None) -> dict[str, bytes]:
    """The files of its archive, which is whole."""
    with zipfile.ZipFile(io.BytesIO(zipped(it, options, entries))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(it: Taken, options: Options = AS_USUAL, entries: list[Entry] | None = None) -> bytes:
    return b"".join(packed(entries or of_retreat(it, options), it.at))


def rows(files: dict[str, bytes], name: str = "annotations.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def everything(
    connection: Connection, ledger: Ledger, snapshots: Snapshots, programme: str, member: str, retreat: str
) -> Taken:
    """The retreat as this member may take it."""
    return seen_by(connection, ledger, snapshots, programme, read_actor(connection, programme, member), retreat)
