"""Several at once: two tabs that send a file, and what is answered to each (R1 to R3)."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from server.domain.commands import CloseRecording
from tests.a_programme import AProgramme
from tests.http.conftest import Visit
from tests.serving import Served

PARTS = [bytes([n]) * 1_000 for n in range(6)]


def send(client: httpx.Client, programme: AProgramme, n: int, part: bytes) -> int:
    headers = {"X-Chunk-SHA256": hashlib.sha256(part).hexdigest()}
    return client.put(f"/api/recordings/{programme.recording}/chunks/{n}", content=part, headers=headers).status_code


def files(served: Served, programme: AProgramme) -> dict[str, bytes]:
    folder: Path = served.services.media.of(programme.programme).sound(programme.recording).parent / "chunks"
    return {it.name: it.read_bytes() for it in folder.iterdir()}


def test_r2_two_tabs_send_the_same_file_at_once(served: Served, visit: Visit, programme: AProgramme) -> None:
    programme.bring_recording(b"".join(PARTS))
    tabs = [visit(programme, "facilitator") for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(send, tab, programme, n, part) for n, part in enumerate(PARTS) for tab in tabs]
    assert [it.result() for it in answers] == [200] * len(answers)
    assert files(served, programme) == {str(n): part for n, part in enumerate(PARTS)}
    programme.ask("facilitator", CloseRecording, recording=programme.recording, chunks=len(PARTS))


@pytest.mark.parametrize("round_", range(4))
def test_r2_of_two_different_files_under_one_number_the_acknowledged_one_is_kept(
    served: Served, visit: Visit, programme: AProgramme, round_: int
) -> None:
    programme.bring_recording(b"".join(PARTS))
    tabs = [visit(programme, "facilitator") for _ in PARTS]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: send(tabs[n], programme, 0, PARTS[n]), range(len(PARTS))))
    assert sorted(answers) == [200] + [409] * 5
    assert files(served, programme) == {"0": PARTS[answers.index(200)]}


def test_r3_no_more_is_taken_than_was_announced_however_it_comes(
    served: Served, visit: Visit, programme: AProgramme
) -> None:
    programme.bring_recording(PARTS[0] + PARTS[1])
    tabs = [visit(programme, "facilitator") for _ in PARTS]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: send(tabs[n], programme, n, PARTS[n]), range(len(PARTS))))
    assert sorted(answers) == [200] * 2 + [413] * 4
    assert len(files(served, programme)) == 2
