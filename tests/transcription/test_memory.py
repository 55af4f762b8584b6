"""What hearing frees is used again, in one piece, and goes back to the system when it is asked to."""

import os
import subprocess
import sys

import pytest

from server.cli import main
from transcription import memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc's settings")

_BEGIN = """
import ctypes, threading
from pathlib import Path
from transcription import memory

memory.begin_anew()
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def take(megabytes):
    piece = libc.malloc(megabytes << 20)
    ctypes.memset(piece, 1, megabytes << 20)
    return piece
"""

# A piece as hearing takes them, in a thread; then what the process holds, in megabytes, at each step.
_IN_THREADS = """
before = held()
for _ in range(3):
    thread = threading.Thread(target=lambda: libc.free(take(70)))
    thread.start()
    thread.join()
freed = held()
memory.give_back()
print(freed - before, held() - before)
"""

# Pieces with a little something between them, all freed by a thread that stays; then one as large as all of them.
_BETWEEN = """
def take_and_go_on(megabytes):
    piece = take(megabytes)
    return piece, next(it for it in iter(lambda: libc.malloc(1000), None) if it > piece)

before = held()
pieces = [it for _ in range(7) for it in take_and_go_on(20)]
for piece in pieces:
    libc.free(piece)
whole = take(139)
print(held() - before)
"""


def _said(program: str) -> list[int]:
    # Whoever runs the tests may have settings of their own.
    environment = {name: it for name, it in os.environ.items() if name != "GLIBC_TUNABLES"}
    command = [sys.executable, "-c", _BEGIN + program]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [int(it) for it in said.split()]


def test_what_is_freed_is_used_again_until_it_is_given_back() -> None:
    kept, after = _said(_IN_THREADS)
    assert 60 <= kept <= 80 and after <= 10


def test_what_little_a_thread_freed_does_not_cut_its_place_into_parts() -> None:
    [held] = _said(_BETWEEN)
    assert held <= 160


@pytest.mark.parametrize(("command", "hears"), [("transcribe", True), ("worker", True), ("migrate", False)])
def test_commands_that_hear_begin_so(monkeypatch: pytest.MonkeyPatch, command: str, hears: bool) -> None:
    begun = []
    monkeypatch.setattr(memory, "begin_anew", lambda: begun.append(command))
    monkeypatch.setattr(sys, "argv", ["retreat", command, "--help"])
    with pytest.raises(SystemExit):
        main()
    assert begun == [command] * hears
