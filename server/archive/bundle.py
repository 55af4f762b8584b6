"""The zip: everything in it, under names that every system can read, with a README that says what is what."""

import io
import re
import unicodedata
import zipfile

from server.archive.annotations_csv import annotations_csv
from server.archive.memos_csv import memos_csv
from server.archive.retreat_json import retreat_json
from server.archive.taken import Taken, TakenSource
from transcription.formats import Cue, txt, vtt

README = """{name}

Taken away from Data Retreat on {at}.

retreat.json         the whole retreat: people, sources, segments with word times, annotations, and the ledger
                     of everything that happened, in order
transcripts/*.vtt    captions of each transcript (WebVTT)
transcripts/*.txt    the same as plain text
excerpts/*.txt       the outcome excerpts that were read
annotations.csv      every mark, with its words and who says them, who made it, the replies to it and how others see it
                     (UTF-8)
memos.csv            the memos that were shared, and what each is about (UTF-8)

Times in retreat.json are seconds of the recording; offsets are Unicode code points. Sound is not in this archive.
Memos that somebody keeps to themselves are in nobody's archive.
A cell of a table that would be taken for a formula begins with an apostrophe.
"""


def bundle(taken: Taken) -> bytes:
    """The archive's bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_files(taken).items()):
            archive.writestr(name, content)
    return packed.getvalue()


def _files(taken: Taken) -> dict[str, bytes]:
    files = {
        "README.txt": README.format(name=taken.frame.retreat.name, at=taken.at).encode(),
        "retreat.json": retreat_json(taken),
        "annotations.csv": annotations_csv(taken),
        "memos.csv": memos_csv(taken),
    }
    for source in taken.sources:
        if source.source.kind == "excerpt":
            text = "\n\n".join(segment.text for segment in source.segments) + "\n"
            files[_free(files, "excerpts", source, "txt")] = text.encode()
        else:
            cues = [Cue(it.start or 0, it.end or 0, it.text) for it in source.segments]
            files[_free(files, "transcripts", source, "vtt")] = vtt(cues).encode()
            files[_free(files, "transcripts", source, "txt")] = txt(cues).encode()
    return files


def _free(taken_names: dict[str, bytes], folder: str, source: TakenSource, ending: str) -> str:
    """A name made from the title; two sources of one title keep both their files."""
    stem = file_name(source.source.title)
    name, n = f"{folder}/{stem}.{ending}", 2
    while name in taken_names:
        name, n = f"{folder}/{stem} ({n}).{ending}", n + 1
    return name


def file_name(title: str) -> str:
    """Letters, digits and a few signs of a title, in composed form: safe on every file system."""
    kept = re.sub(r"[^\w .,()'-]+", "-", unicodedata.normalize("NFC", title))
    return kept.strip(" .-")[:100] or "untitled"
