"""How a process that hears recordings uses memory: what glibc does by itself takes a seventh of the time. Other C
libraries are left alone."""

import ctypes
import sys
from typing import Any

# glibc's malloc.h: M_ARENA_MAX, M_MMAP_MAX, and M_TRIM_THRESHOLD in bytes.
_SETTINGS = {-8: 1, -4: 0, -1: 256 << 20}


def use_again() -> None:
    """To be called before there are threads, which keep what they have.

    Half a minute of sound takes pieces of up to 70 MB, again and again. glibc asks the system for each, which has to
    empty it, and gives it back. Of smaller ones it keeps for each thread the most that it ever needed. Now there is one
    place for all threads, of which little is given back.
    """
    if mallopt := _of_glibc("mallopt"):
        for setting, value in _SETTINGS.items():
            mallopt(setting, value)


def give_back() -> None:
    """All that is free goes back to the system: after some minutes of sound, or its holes would grow with the hours."""
    if trim := _of_glibc("malloc_trim"):
        trim(0)


def _of_glibc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
