"""Text of files that came from somewhere: which encoding it is in is found out, and said."""

import codecs

_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(content: bytes) -> tuple[str, str]:
    """Text without its mark, and its encoding: UTF-8, UTF-16 (with a mark, or known by its zeros), or else the
    Windows code page of western Europe, in which signs that are none become U+FFFD."""
    for mark, encoding in _WIDE:
        if content.startswith(mark):
            return content[2:].decode(encoding, errors="replace"), "UTF-16"
    if wide := _wide_without_mark(content[:4096]):
        return content.decode(wide, errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _wide_without_mark(start: bytes) -> str | None:
    """Of western text in UTF-16, every other byte is mostly zero."""
    half = len(start) // 2
    if half < 4:
        return None
    if start[1::2].count(0) > half * 0.7 and start[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if start[::2].count(0) > half * 0.7 and start[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None
