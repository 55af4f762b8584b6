"""Names of files, made from titles: good on Windows, macOS and Linux, and no two alike there."""

import re
import unicodedata

# Of a name, in what file systems count: code points under Windows, bytes elsewhere; a folder and an ending come beside.
MOST_CHARACTERS, MOST_BYTES = 80, 180
_SIGNS = frozenset(" _.,()'-")
# Devices of Windows, which no file may be called, whatever its ending.
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{it}{n}" for it in ("COM", "LPT") for n in range(10))}


def file_name(title: str) -> str:
    """Letters of any script, digits and a few signs of a title, in composed form; what else is in it gives way to
    dashes."""
    kept = "".join(map(_kept, unicodedata.normalize("NFC", title)))
    name = _short(re.sub("-{2,}", "-", kept).strip(" .-")).rstrip(" .-") or "untitled"
    device = unicodedata.normalize("NFKC", name.split(".")[0]).strip().upper()
    return f"_{name}" if device in _DEVICES else name


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # joiners and marks of direction: nobody sees them
        return ""
    return character if category[0] in "LMN" or character in _SIGNS else "-"


def _short(name: str) -> str:
    """As much as fits, cut between what a reader sees as characters."""
    end = min(len(name), MOST_CHARACTERS)
    while len(name[:end].encode()) > MOST_BYTES:
        end -= 1
    while 0 < end < len(name) and unicodedata.category(name[end])[0] == "M":
        end -= 1
    return name[:end]


def zip_name(title: str, at: str) -> str:
    """What an archive is called that was taken at this instant."""
    return f"{file_name(title)}, {at[:10]}.zip"


class Names:
    """The names of one folder."""

    def __init__(self) -> None:
        self._there: set[str] = set()

    def free(self, title: str) -> str:
        """A name for this title that no other has, whatever the case; those that would be alike are numbered."""
        stem = file_name(title)
        name, n = stem, 2
        while (folded := unicodedata.normalize("NFKC", name).casefold()) in self._there:
            name, n = f"{stem} ({n})", n + 1
        self._there.add(folded)
        return name
