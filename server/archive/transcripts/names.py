"""Which words before a colon are a speaker's name: what a whole file says about it, since one line does not."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from server.domain.text import fit_name

LONGEST = 150
_HEAD = re.compile(rf"(?:>>+\s*)?(?P<name>[^:：\n]{{1,{LONGEST}}}?)\s*(?::(?=\s|\Z)|：)\s*(?P<rest>.*)\Z", re.DOTALL)
_SENTENCE_END = re.compile(r"[?!…]|[^\W\d_]{5,}\.(?=\s)|\.\Z(?<!\bDr\.)(?<![A-Z]\.)")
_LINK_OR_TIME = re.compile(r"(?:https?|[\d\s.,:]+)\Z", re.IGNORECASE)
_OFFICE = re.compile(r"\(.*\)|\[.*\]")
_PARTICLES = frozenset(
    ("al", "and", "bin", "da", "de", "del", "der", "di", "du", "la", "le", "of", "the", "van", "von")
)


def looks_like_name(text: str) -> bool:
    """Whether somebody might be called so: a few words, no sentence, no number."""
    try:
        fit_name(text)
    except ValueError:
        return False
    called = _OFFICE.sub("", text)
    few = len(text) <= LONGEST and len(called) <= 60 and len(called.split()) <= 8
    return few and not _SENTENCE_END.search(called) and not _LINK_OR_TIME.match(text)


def head_of(text: str) -> tuple[str, str] | None:
    """What might be a name before a colon, and the words after it."""
    found = _HEAD.match(text.strip())
    if found is None:
        return None
    name = one_line(found["name"])
    return (name, found["rest"]) if looks_like_name(name) else None


def one_line(name: str) -> str:
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", name).split())


def speakers_in(texts: Sequence[str]) -> frozenset[str]:
    """The names of those who speak: where most texts begin with a name, all that do so twice, or look like one; where
    few do, as in turns of many paragraphs, those written like names that do so twice."""
    heads = Counter(found[0] for text in texts if (found := head_of(text)))
    led = heads.total() * 2 >= len(texts)
    often = {it for it, times in heads.items() if times > 1 and (led or _is_capitalised(it))}
    once = {it for it, times in heads.items() if times == 1 and _is_capitalised(it) and (led or often)}
    single = {it for it in heads if led and len(it.split()) == 1}
    return frozenset(often | once | single)


def _is_capitalised(name: str) -> bool:
    words = [it for it in _OFFICE.sub("", name).split() if it.lower() not in _PARTICLES]
    return 0 < len(words) <= 4 and not any(it[:1].islower() for it in words)


def parted(text: str, names: Collection[str]) -> tuple[str | None, str]:
    """The speaker, if these words begin with one of these names, and what they say."""
    found = head_of(text)
    return found if found and found[0] in names else (None, text)
