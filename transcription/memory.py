"""How a process that hears recordings uses memory: as glibc does it by itself, it takes a seventh more time, and for an
hour a third more memory. Other C libraries are left alone."""

import ctypes
import os
import sys

# Of malloc; the threshold is in bytes. See the manual of the GNU C Library, "Memory Allocation Tunables".
_VARIABLE = "GLIBC_TUNABLES"
_SETTINGS = {"arena_max": 1, "mmap_max": 0, "trim_threshold": 256 << 20, "tcache_count": 0, "hugetlb": 1}


def begin_anew() -> None:
    """Begin this process anew, with settings that glibc reads only then; returns where that was done, where others
    are set, or elsewhere than on Linux. To be called before anything else. An OSError if the process cannot begin.

    Half a minute of sound takes pieces of up to 70 MB, again and again. glibc asks the system for each, which has to
    empty it, and gives it back. Of smaller ones it keeps for each thread the most that it ever needed. Now there is one
    place for all threads, of which little is given back. Nor does each thread keep what little it freed last: lying
    anywhere, that cut the place into parts that were too small for the next large piece. What the system gives comes in
    large pages.
    """
    if sys.platform == "linux" and _VARIABLE not in os.environ:
        os.environ[_VARIABLE] = ":".join(f"glibc.malloc.{name}={value}" for name, value in _SETTINGS.items())
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def give_back() -> None:
    """All that is free goes back to the system: nobody knows when the next minutes of sound come."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
