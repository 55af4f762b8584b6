"""What hearing frees is used again, and goes back to the system when it is asked to."""

import subprocess
import sys

import pytest

# A piece as hearing takes them, in a thread; then what the process holds, in megabytes, at each step.
PIECES = """
import ctypes, threading
from pathlib import Path
from transcription import memory

held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def take():
    piece = libc.malloc(70 << 20)
    ctypes.memset(piece, 1, 70 << 20)
    libc.free(piece)

memory.use_again()
before = held()
for _ in range(3):
    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
freed = held()
memory.give_back()
print(freed - before, held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's settings")
def test_what_is_freed_is_used_again_until_it_is_given_back() -> None:
    said = subprocess.run([sys.executable, "-c", PIECES], check=True, stdout=subprocess.PIPE, text=True).stdout
    kept, after = map(int, said.split())
    assert 60 <= kept <= 80 and after <= 10
