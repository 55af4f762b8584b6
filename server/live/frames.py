"""Texts and the frames that carry them (RFC 6455, 5.2), without I/O."""

from copy import copy

from websockets.frames import apply_mask  # type: ignore[attr-defined]

# The first byte of a text that is one frame, and in the second one, beside its length, that it is masked.
_WHOLE_TEXT, _MASKED = 0x81, 0x80


class Packed:
    """A message that is serialised once, whoever gets it: as text, and as the bytes of an unmasked text frame, as a
    server sends them."""

    def __init__(self, text: str) -> None:
        self.text = text
        data = text.encode()
        self.frame = _head(len(data)) + data

    def after(self, sent: int) -> "Packed":
        """The same, of whose frame so many bytes were sent."""
        rest = copy(self)
        rest.frame = self.frame[sent:]
        return rest


def _head(length: int) -> bytes:
    if length < 126:
        return bytes((_WHOLE_TEXT, length))
    if length < 1 << 16:
        return bytes((_WHOLE_TEXT, 126)) + length.to_bytes(2)
    return bytes((_WHOLE_TEXT, 127)) + length.to_bytes(8)


def whole_text(data: bytes) -> str | None:
    """What a client says, if these bytes are one frame of text and no part of a longer message."""
    if len(data) < 6 or data[0] != _WHOLE_TEXT or not data[1] & _MASKED or data[1] == _MASKED | 127:
        return None
    length, start = (data[1] & 127, 6) if data[1] != _MASKED | 126 else (int.from_bytes(data[2:4]), 8)
    if len(data) != start + length:
        return None
    try:
        return apply_mask(data[start:], data[start - 4 : start]).decode()
    except UnicodeDecodeError:
        return None
