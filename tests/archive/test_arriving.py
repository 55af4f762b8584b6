"""What arrives: whole, of one piece and known, or refused with the reason, before anything is done with it."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.archive.arriving import Archive, DoesNotFit, holds, read_archive
from server.archive.contents import of_programme, of_retreat
from server.archive.document import NewerVersion, OtherFormat, read_document, written
from server.archive.merging import PartOnly, SameIds
from server.archive.opening import CutOff, NotAnArchive, WrongChecksum, opened
from server.archive.options import Options
from server.archive.packing import packed
from server.archive.part import part_of
from server.archive.retreat_json import retreat_json
from server.archive.taken import Sound, Taken
from server.database import Database
from server.domain import commands as c
from server.domain.text import fit_text
from server.errors import Refusal
from server.live.handle import Committer
from server.live.reading import Unfit
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots
from tests.a_programme import AProgramme
from tests.archive.a_taken import everything
from tests.archive.an_archive import brought, comparable, taken_away

Arrive = Callable[[bytes], Archive]


def taken(database: Database, ours: AProgramme, retreat: str | None = None) -> Taken:
    ledger = Ledger(database.engine)
    with database.read() as connection:
        return everything(
            connection, ledger, Snapshots(ledger), ours.programme, ours.who("steward"), retreat or ours.retreat
        )


@pytest.fixture(scope="module")
def module_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("arriving") / "retreat.db"
    path.write_bytes(empty_database.read_bytes())
    it = Database(f"sqlite:///{path}")
    yield it
    it.close()


@pytest.fixture(scope="module")
def theirs(module_database: Database) -> Any:
    """A programme that these tests only read."""
    committer = Committer(module_database, b"a key")
    it = AProgramme(committer, "theirs").found()
    it.bring_recording()
    it.annotate("partner", it.id("mark"))
    it.ask("steward", c.PlaceExcerpt, source=it.excerpt, retreat=it.other_retreat)
    yield it
    committer.close()


@pytest.fixture(scope="module")
def retreat(theirs: AProgramme, module_database: Database) -> Taken:
    return taken(module_database, theirs)


@pytest.fixture
def arrive(tmp_path: Path) -> Arrive:
    def one(content: bytes) -> Archive:
        path = tmp_path / "archive"
        path.write_bytes(content)
        with opened(path) as it:
            return read_archive(it)

    return one


def zipped(it: Taken, **options: Any) -> bytes:
    return b"".join(packed(of_retreat(it, Options(**options)), it.at))


def changed(it: Taken, change: Callable[[Any], None]) -> bytes:
    document = json.loads(retreat_json(it))
    change(document)
    return json.dumps(document).encode()


def test_what_is_taken_away_arrives(arrive: Arrive, retreat: Taken) -> None:
    found = holds(arrive(zipped(retreat)))
    assert (found.programme, found.retreats) == ("Meaning and measurement", ["Spring retreat"])
    assert (found.people, found.texts, found.marks, found.memos, found.recordings, found.sounds) == (4, 2, 1, 0, 1, 0)
    assert found.events == len(retreat.events)


def test_its_sound_arrives_with_it(arrive: Arrive, retreat: Taken, theirs: AProgramme, tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(b"OggS")
    heard = replace(retreat, sounds=[Sound(theirs.recording, tmp_path / "original", 4)])
    assert arrive(zipped(heard, sound=True)).sounds == {theirs.recording: "sound/Table 2.opus"}
    assert arrive(zipped(heard)).sounds == {}


def test_a_programme_arrives_as_one(
    arrive: Arrive, retreat: Taken, theirs: AProgramme, module_database: Database
) -> None:
    both = [retreat, taken(module_database, theirs, theirs.other_retreat)]
    archive = arrive(b"".join(packed(of_programme(both, Options()), retreat.at)))
    assert holds(archive).retreats == ["Autumn retreat", "Spring retreat"] or len(holds(archive).retreats) == 2
    seqs = [it.seq for it in archive.document.ledger]
    assert seqs == sorted(set(seqs)) and len(seqs) > len(retreat.events)
    assert len(archive.document.state.sources) == 2  # both read the same excerpt


def test_a_part_of_a_retreat_can_be_read_and_not_brought_back(arrive: Arrive, retreat: Taken) -> None:
    with pytest.raises(PartOnly):
        arrive(zipped(part_of(retreat, session=retreat.frame.sessions[0].id)))


def test_a_file_that_was_changed_is_refused(arrive: Arrive, retreat: Taken, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(retreat))
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["README.txt"] += b"!"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(WrongChecksum, match=r"README\.txt was changed"):
        arrive(path.read_bytes())


def test_wherever_it_is_cut_off_it_is_refused(arrive: Arrive, retreat: Taken) -> None:
    whole, bare = zipped(retreat), retreat_json(retreat)
    for content in (whole, bare):
        for n in range(1, len(content) - 1, len(content) // 25):
            with pytest.raises((CutOff, NotAnArchive)):
                arrive(content[:n])


def _other(key: str, value: Any) -> Callable[[Any], None]:
    return lambda document: document.update({key: value})


def _event(change: Callable[[Any], None], of: str = "annotated") -> Callable[[Any], None]:
    return lambda document: change(next(it for it in document["ledger"] if it["body"]["type"] == of))


def _mark(change: Callable[[Any], None]) -> Callable[[Any], None]:
    """The same in the ledger and in what it led to."""

    def both(document: Any) -> None:
        _event(lambda it: change(it["body"]["annotation"]))(document)
        change(document["state"]["annotations"][0])

    return both


def _same_id_twice(document: Any) -> None:
    code = document["state"]["codes"][0]
    document["state"]["codes"].append({**code, "name": "Another"})


@pytest.mark.parametrize(
    ("change", "refusal", "said"),
    [
        (_other("format", "other"), OtherFormat, "not an archive"),
        (_other("version", 2), NewerVersion, "newer version"),
        (_other("state", None), Refusal, "state"),
        (_event(lambda it: it["body"].update(type="danced")), Refusal, "ledger"),
        (_event(lambda it: it.update(at='x","seq":1')), Refusal, "at"),
        (_event(lambda it: it.update(audience='retreat","x":"')), Refusal, "audience"),
        (_event(lambda it: it.update(author='x"')), Refusal, "author"),
        (_event(lambda it: it["body"].update(more=1)), Refusal, "ledger"),
        (_event(lambda it: it.update(seq=1)), SameIds, "same id"),
        (_same_id_twice, SameIds, "same id"),
        (lambda it: it["state"]["codes"][0].update(name="Another"), DoesNotFit, "codes is not what"),
        (lambda it: it["state"]["codes"][0].update(name="\x00"), Unfit, "cannot be kept"),
        (_mark(lambda it: it["passage"]["end"].update(offset=1000)), DoesNotFit, "within its words"),
        (_mark(lambda it: it["passage"]["end"].update(offset=-1)), Refusal, "offset"),
        (_event(lambda it: it["body"].update(type="annotation_removed", annotation="x")), Refusal, "annotation"),
        (lambda it: it["ledger"].clear(), PartOnly, "part of a retreat"),
        (lambda it: it["ledger"].pop(0) and it["ledger"].pop(), DoesNotFit, "is not what its ledger led to"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(
    arrive: Arrive, retreat: Taken, change: Callable[[Any], None], refusal: type[Refusal], said: str
) -> None:
    with pytest.raises(refusal, match=said) as refused:
        arrive(changed(retreat, change))
    assert "Why here?" not in refused.value.message  # nothing that somebody wrote is repeated


def test_half_a_character_and_endless_brackets_are_refused(arrive: Arrive, retreat: Taken) -> None:
    whole = retreat_json(retreat)
    with pytest.raises(CutOff):
        arrive(whole.replace(b"Why here?", b"\\ud83d"))
    with pytest.raises(CutOff):
        arrive(b'{"format":' + b"[" * 100_000)


def _fits(text: str) -> bool:
    try:
        return bool(fit_text(text))
    except ValueError:
        return False


ODD = st.sampled_from(["💩👩‍👩‍👧", "cafe\u0301", "a\r\nb\rc", "שלום", "=1+1", "<b>&amp;", "\u2028", "0" * 36])
TEXTS = st.lists(ODD | st.text(min_size=1, max_size=40).filter(_fits), min_size=1, max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS)
def test_whatever_people_write_comes_back_as_it_was(
    theirs: AProgramme, module_database: Database, empty_database: Path, tmp_path: Path, texts: list[str]
) -> None:
    """In comments on words that overlap, and in the words themselves."""
    about = [theirs.passage(0, n, n + 6) for n in range(len(texts))]
    for text, passage in zip(texts, about, strict=True):
        theirs._asked += 1
        theirs.annotate("partner", theirs.id(f"odd {theirs._asked}"), passage, comment=text)
    theirs.add_excerpt("steward", theirs.id(f"excerpt {theirs._asked}"), "\n\n".join(["First.", *texts]))
    document = taken_away(module_database, theirs.programme)
    assert written(read_document(written(document))) == written(document)
    (tmp_path / "there.db").write_bytes(empty_database.read_bytes())
    there = Database(f"sqlite:///{tmp_path}/there.db")
    try:
        brought(there, document)
        assert comparable(taken_away(there, theirs.programme)) == comparable(document)
    finally:
        there.close()
