"""Which text may enter the ledger: what databases, XML and screens can all carry, within stated lengths."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from server.domain.times import fit_day, fit_wall_time, fit_zone

# C0 and C1 controls but tab and line ends; noncharacters. Half surrogate pairs never get past the JSON parser.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "\ud800-\udfff]"
)
# In one line of a list, a forced direction would let one name rewrite its neighbours.
_UNFIT_IN_NAMES = re.compile("[\t\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def fit_text(text: str) -> str:
    """The same text, or ValueError naming the first character that cannot be kept."""
    if text.isprintable():  # as most are; none that cannot be kept is printable, and this takes a twentieth of the time
        return text
    if bad := _UNFIT.search(text):
        raise ValueError(f"there is a character in it that cannot be kept (U+{ord(bad.group()):04X})")
    return text


def fit_name(text: str) -> str:
    """One visible line, without white space around it, or ValueError."""
    if bad := _UNFIT_IN_NAMES.search(fit_text(text)):
        raise ValueError(f"a name is one line of plain text (found U+{ord(bad.group()):04X})")
    if not text.strip():
        raise ValueError("a name needs at least one visible character")
    return text.strip()


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(fit_name)]
# Longer than any comment that somebody writes by hand: 10,000 words fit.
Comment = Annotated[str, StringConstraints(min_length=1, max_length=100_000), AfterValidator(fit_text)]
# Words may also have been taken out, all of them.
Words = Annotated[str, StringConstraints(max_length=1_000_000), AfterValidator(fit_text)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000), AfterValidator(fit_text)]
ShortText = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(fit_text)]

Id = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
# In a change, a field that is left out stays as it is; this takes away what was there. Of who speaks it says that it is
# not known.
Nothing = Literal[""]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(fit_day)]
# What a clock on the wall shows; which instant that is depends on the retreat's time zone.
WallTime = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"), AfterValidator(fit_wall_time)]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(fit_zone)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
