"""Crockford's base 32: codes that people read off a wall or write down, and type in again."""

import re

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")


def encode(number: int, characters: int) -> str:
    """The last 5 bits per character of a number."""
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(characters)))


def normal(typed: str) -> str:
    """What somebody typed, as it was meant: capitals, O for 0, I and L for 1, without dashes and white space."""
    return re.sub(r"[\s\u2010-\u2015-]", "", typed).upper().translate(_ALIKE)
