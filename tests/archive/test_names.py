"""Names of files: good everywhere, and no two alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.archive.names import Names, file_name
from tests.archive.a_taken import WORDS


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Table 2, morning", "Table 2, morning"),
        ("Café\x00<b>", "Café-b"),
        ("Cafe\u0301", "Café"),
        ("…", "untitled"),
        ("a:b|c?*", "a-b-c"),
        ("Ends in dots. . .", "Ends in dots"),
        ("CON", "_CON"),
        ("nul.txt of the day", "_nul.txt of the day"),
        ("COM¹", "_COM¹"),
        ("हिन्दी में", "हिन्दी में"),
        ("朝の会", "朝の会"),
        ("بخش یک", "بخش یک"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_names_of_files_are_safe_and_keep_their_letters(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_long_name_is_cut_between_characters() -> None:
    assert len(file_name("a" * 300)) == 80
    assert len(file_name("朝" * 200).encode()) <= 180
    cut = file_name("a" + "\u1eb9\u0301" * 100)
    assert len(cut.encode()) <= 180 and cut.endswith("\u1eb9\u0301")


@given(WORDS)
def test_no_title_makes_a_name_that_some_system_refuses(title: str) -> None:
    name = file_name(title)
    assert name and name == name.strip(" .") and not set('<>:"/\\|?*\0\t\r\n') & set(name)
    assert all(unicodedata.category(it) not in ("Cc", "Cf", "Cs") for it in name)
    assert file_name(name) == name


@given(
    st.lists(st.sampled_from(["Notes", "NOTES", "notes (2)", "Notes (2)", "Nötes", "No\u0308tes", "ＮＯＴＥＳ", "…"]))
)
def test_no_two_names_of_a_folder_are_alike(titles: list[str]) -> None:
    names = Names()
    free = [names.free(it) for it in titles]
    assert len({unicodedata.normalize("NFKC", it).casefold() for it in free}) == len(titles)
