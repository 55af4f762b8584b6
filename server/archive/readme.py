"""README.txt: what is in an archive, what was left out and why, for whoever opens it in years."""

from collections.abc import Iterator, Sequence

from server.archive.options import Options
from server.archive.stamps import shown
from server.archive.taken import Taken, WhyNot

_README = """{name}

Taken away from Data Retreat on {at}.

{folders}retreat.json              {json}
                          The other files are made from it, for people and other programs.
transcripts/*.vtt         captions of each transcript (WebVTT), with who speaks as voices
transcripts/*.srt         the same as SubRip
transcripts/*.txt         the same as plain text, a line for each turn
transcripts/*.docx        the same for a word processor{marks}
excerpts/*.txt, *.docx    the outcome excerpts that were read
annotations.csv           every mark, with its words and who says them, and who made it
replies-and-stances.csv   what was answered to the marks, and how others see them
memos.csv                 the memos that were shared, and what each is about
codebook.csv              the codes, with what they lie below and what became of them
people.csv                who took part, as far as whoever made this archive may see it
files.csv                 which file holds what
workbook.xlsx             all of these tables but the last, as sheets
{sound}manifest-sha256.txt       checksums of all files: `sha256sum --check manifest-sha256.txt` finds what was changed

All text is UTF-8. `start` and `end` are seconds of the recording, `time` is hh:mm:ss, `at` is UTC, and offsets in
retreat.json are Unicode code points. A cell of a CSV file that would be taken for a formula begins with an apostrophe;
a cell of the workbook that ends in [...] goes on in the CSV file.

Left out
{left_out}"""

_WHOLE = "all of it as data: how it stands, and the ledger of what happened, in order"
_PART = "this part of the retreat as data, without the ledger"
_SOUND = "sound/*                   the recordings, as they came\n"
_FOLDERS = "retreats/*/               a folder for each retreat, with what follows\n"
_WHY: dict[WhyNot, str] = {
    "not_agreed": "nobody stated that those heard agreed to be recorded",
    "said_no": "somebody who is heard or sat there did not agree that it is kept",
    "taken_back": "somebody took back what they said, and that is still being taken out of it",
    "not_here": "the file is not on this server",
}


def readme(all_of_it: Sequence[Taken], options: Options) -> bytes:
    """Of one retreat or a part of it, or of several of a programme; UTF-8, lines end with LF."""
    first, several = all_of_it[0], len(all_of_it) > 1
    text = _README.format(
        name=first.frame.programme.name if several else first.frame.retreat.name,
        at=shown(first.at),
        json=_WHOLE if first.whole else _PART,
        folders=_FOLDERS if several else "",
        marks=", with the marks as comments" if options.marks else "",
        sound=_SOUND if options.sound else "",
        left_out="".join(f"- {it}\n" for it in _left_out(all_of_it, options)),
    )
    return text.encode()


def _left_out(all_of_it: Sequence[Taken], options: Options) -> Iterator[str]:
    """What this archive does not hold, in words."""
    yield "Memos that somebody keeps to themselves: they are in nobody's archive."
    yield "Passwords, sign-ins and codes to join by."
    if not options.sound:
        yield "Sound: it was not asked for."
    for taken in all_of_it:
        for it in taken.sources:
            if it.source.kind == "transcript" and not it.timed:
                yield f"Captions of “{it.source.title}”: it has no times."
        names = {it.id: it.name for it in taken.frame.recordings}
        for sound in taken.sounds if options.sound else ():
            if sound.why:
                yield f"The sound of “{names[sound.recording]}”: {_WHY[sound.why]}."
