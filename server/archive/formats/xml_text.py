"""What XML can hold, and a zip of XML files that is the same each time: for Word documents and workbooks."""

import io
import re
import zipfile

from server.archive.stamps import zip_time

# XML 1.0, production 2 ([2] Char): writers raise for these, or write a file that nothing opens.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text with its line ends as LF, as every reader of XML makes them, and without what XML cannot hold."""
    return _NO_CHARACTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def settled(document: bytes, at: str) -> bytes:
    """The same zip with every file in it dated `at`: its writer dates them by the clock."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, zip_time(at)), before.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
