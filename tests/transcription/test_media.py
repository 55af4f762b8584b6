"""Sound files are read exactly, by windows, whatever their name, tags or rates say (C19, C21)."""

import hashlib
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from tests_sound import CASES, SAMPLES, voice_like, write_film_without_sound, write_sound

from transcription.media import (
    EmptyFile,
    Media,
    MediaError,
    NoSound,
    NotSound,
    Truncated,
    blocks,
    peaks,
    playable,
    probe,
    samples,
    silenced,
)

RATE = 16_000
SHORT = SAMPLES / "retreat-table-short.opus"

KINDS = {
    "wav": ("pcm_s16le", "wav", RATE),
    "flac": ("flac", "flac", RATE),
    "opus": ("libopus", "ogg", RATE),
    "webm": ("libopus", "webm", RATE),
    "m4a": ("aac", "mp4", RATE),
    "mp3": ("libmp3lame", "mp3", 44_100),
    "aac": ("aac", "adts", 24_000),
}


@pytest.fixture(scope="session", params=sorted(KINDS))
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    codec, container, rate = KINDS[request.param]
    path = tmp_path_factory.mktemp("kinds") / f"sound.{request.param}"
    return write_sound(path, voice_like(20.0, rate), codec, container, rate)


def likeness(one: np.ndarray, other: np.ndarray, within: int = 16) -> float:
    """Correlation of two stretches, the best within a millisecond: some containers stamp no finer."""
    inner = one[within : len(one) - within]
    shifted = (other[within + by : within + by + len(inner)] for by in range(-within, within + 1))
    return max(float(np.corrcoef(inner, piece)[0, 1]) for piece in shifted)


def test_probe_says_what_can_be_heard(file: Path) -> None:
    media = probe(file)
    assert media.duration == pytest.approx(len(samples(file)) / RATE, abs=0.04)
    assert media.duration == pytest.approx(20.0, abs=0.12)
    assert (media.channels, media.has_video, media.truncated) == (1, False, False)


@pytest.mark.parametrize(("start", "end"), [(0.0, 0.5), (0.7, 2.0), (7.31, 11.02), (18.5, 25.0)])
def test_any_stretch_is_the_same_as_in_the_whole(file: Path, start: float, end: float) -> None:
    whole, stretch = samples(file), samples(file, start, end)
    expected = whole[round(start * RATE) : round(end * RATE)]
    assert stretch.dtype == np.float32
    assert abs(len(stretch) - len(expected)) <= (16 if end > 20 else 0)
    n = min(len(stretch), len(expected))
    assert likeness(stretch[:n], expected[:n]) > 0.98


def test_playable_copy_has_the_same_sound_at_the_same_time(file: Path, tmp_path: Path) -> None:
    assert playable(file, tmp_path / "copy.mp4") == "audio/mp4"
    copy = probe(tmp_path / "copy.mp4")
    assert (copy.container, copy.codec, copy.has_video) == ("mov", "opus", False)
    assert copy.duration == pytest.approx(probe(file).duration, abs=0.05)
    heard, original = samples(tmp_path / "copy.mp4", 5.0, 9.0), samples(file, 5.0, 9.0)
    assert likeness(heard, original) > 0.9
    index = (tmp_path / "copy.mp4").read_bytes()
    assert index.index(b"moov") < index.index(b"mdat")
    assert [left.name for left in tmp_path.iterdir()] == ["copy.mp4"]


def test_opus_is_copied_without_loss(tmp_path: Path) -> None:
    playable(SHORT, tmp_path / "copy.mp4")
    n = 60 * RATE
    assert np.array_equal(samples(tmp_path / "copy.mp4")[:n], samples(SHORT)[:n])


def test_peaks_are_the_loudest_of_each_stretch(tmp_path: Path) -> None:
    sound = np.zeros(RATE * 2 + 400, dtype=np.float32)
    sound[:800], sound[RATE] = 0.5, -1.0
    write_sound(tmp_path / "a.wav", sound, "pcm_f32le", "wav")
    outline = peaks(tmp_path / "a.wav", per_second=20)
    assert outline.dtype == np.uint8 and len(outline) == 41
    assert (outline[0], outline[20], outline[1:20].max(), outline[40]) == (128, 255, 0, 0)
    with pytest.raises(ValueError, match="divide"):
        peaks(tmp_path / "a.wav", per_second=7)


def test_c19_the_rate_changes_half_way(tmp_path: Path) -> None:
    file = CASES / "C19-two-rates.mp3"
    sound = samples(file)
    assert probe(file).duration == pytest.approx(4.9, abs=0.02)
    assert len(sound) / RATE == pytest.approx(4.9, abs=0.02)
    second_half = np.abs(sound[round(2.5 * RATE) :])
    assert second_half.max() > 0.1
    assert len(peaks(file)) == 99 and peaks(file)[50:].max() > 25
    playable(file, tmp_path / "copy.mp4")
    assert likeness(samples(tmp_path / "copy.mp4", 2.6, 4.6), samples(file, 2.6, 4.6)) > 0.95


def test_c21_a_tag_that_is_no_text(tmp_path: Path) -> None:
    file = CASES / "C21-broken-tag.wav"
    before = hashlib.sha256(file.read_bytes()).digest()
    assert probe(file).duration == 2.755
    assert len(samples(file)) / RATE == pytest.approx(2.755, abs=0.001)
    assert len(peaks(file)) == 56
    playable(file, tmp_path / "copy.mp4")
    assert hashlib.sha256(file.read_bytes()).digest() == before


@pytest.mark.parametrize("name", ["talk.mp3", "talk.wav", "talk.txt", "talk"])
@pytest.mark.parametrize("content", [b"Dear all,\n" * 300, b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(range(256)) * 40])
def test_what_is_no_sound_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for use in (probe, samples, peaks, lambda path: playable(path, tmp_path / "out.mp4")):
        with pytest.raises(NotSound):
            use(tmp_path / name)
    assert not (tmp_path / "out.mp4").exists()


def test_playlists_are_not_followed(tmp_path: Path) -> None:
    shutil.copy(SHORT, tmp_path / "secret.opus")
    (tmp_path / "talk.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{tmp_path}/secret.opus\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "talk.wav").write_text(f"ffconcat version 1.0\nfile {tmp_path}/secret.opus\n")
    for name in ("talk.m3u8", "talk.wav"):
        with pytest.raises(NotSound):
            probe(tmp_path / name)


def test_films_give_their_sound(tmp_path: Path) -> None:
    film = write_sound(tmp_path / "f.mp4", np.stack([voice_like(12.0)] * 2), "aac", "mp4", film=True)
    media = probe(film)
    assert media.has_video and media.channels == 2 and media.duration == pytest.approx(12.0, abs=0.1)
    assert len(samples(film, 3.0, 5.0)) == 2 * RATE
    playable(film, tmp_path / "copy.mp4")
    assert (probe(tmp_path / "copy.mp4").has_video, probe(tmp_path / "copy.mp4").channels) == (False, 2)


def test_films_without_sound_are_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(NoSound, match="no sound"):
        probe(write_film_without_sound(tmp_path / "silent.mp4"))


def test_empty_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(EmptyFile, match="empty"):
        probe(tmp_path / "empty.wav")
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "none.wav")


def half_of(path: Path, out: Path) -> Path:
    content = path.read_bytes()
    out.write_bytes(content[: len(content) // 2])
    return out


@pytest.mark.parametrize("kind", ["wav", "flac", "opus", "mp4"])
def test_what_breaks_off_is_heard_as_far_as_it_goes(kind: str, tmp_path: Path) -> None:
    whole = tmp_path / f"whole.{kind}"
    if kind == "mp4":
        playable(SHORT, whole)  # its index comes first
    else:
        write_sound(whole, voice_like(20.0), *KINDS[kind][:2])
    media: Media = probe(half_of(whole, tmp_path / "half"))
    assert media.truncated
    assert 0.3 * probe(whole).duration < media.duration < 0.7 * probe(whole).duration
    assert len(samples(tmp_path / "half")) / RATE == pytest.approx(media.duration, abs=0.3)


def test_an_mp4_without_its_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Truncated, match="Copy the file again"):
        probe(half_of(write_sound(tmp_path / "a.m4a", voice_like(9.0), "aac", "mp4"), tmp_path / "half.m4a"))


def test_damage_in_the_middle_costs_only_itself(tmp_path: Path) -> None:
    content = bytearray((SAMPLES / "retreat-table-short.m4a").read_bytes())
    content[100_000:101_000] = bytes(1000)
    (tmp_path / "damaged.m4a").write_bytes(content)
    assert len(samples(tmp_path / "damaged.m4a")) / RATE == pytest.approx(64.17, abs=0.1)


def test_ogg_files_glued_together_are_one_recording(tmp_path: Path) -> None:
    opus = write_sound(tmp_path / "one.opus", voice_like(12.0), "libopus", "ogg")
    (tmp_path / "two.opus").write_bytes(opus.read_bytes() * 2)
    assert probe(tmp_path / "two.opus").duration == pytest.approx(24.0, abs=0.05)
    whole = samples(tmp_path / "two.opus")
    assert len(whole) / RATE == pytest.approx(24.0, abs=0.05)
    late = samples(tmp_path / "two.opus", 14.0, 16.0)
    assert likeness(late, whole[14 * RATE : 16 * RATE], within=320) > 0.98
    playable(tmp_path / "two.opus", tmp_path / "copy.mp4")
    assert probe(tmp_path / "copy.mp4").duration == pytest.approx(24.0, abs=0.05)


def test_missing_chunks_are_silence_of_their_length(test_data: Path, tmp_path: Path) -> None:
    chunks = [(test_data / "mediarecorder" / f"00{n}.webm").read_bytes() for n in range(7)]
    (tmp_path / "all.webm").write_bytes(b"".join(chunks))
    (tmp_path / "hole.webm").write_bytes(b"".join(chunks[:3] + chunks[4:]))
    playable(tmp_path / "hole.webm", tmp_path / "copy.mp4")
    for name in ("hole.webm", "copy.mp4"):
        assert probe(tmp_path / name).duration == pytest.approx(27.96, abs=0.05)
        assert np.abs(samples(tmp_path / name, 12.3, 15.8)).max() < 0.001
        assert likeness(samples(tmp_path / name, 18, 22), samples(tmp_path / "all.webm", 18, 22)) > 0.95


def test_a_long_recording_is_never_held(tmp_path: Path) -> None:
    write_sound(tmp_path / "long.flac", np.tile(voice_like(60.0, 8000), 20), "flac", "flac", 8000)
    tracemalloc.start()
    total = sum(len(block) for block in blocks(tmp_path / "long.flac"))
    assert len(samples(tmp_path / "long.flac", 1190.0, 1195.0)) == 5 * RATE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 1200 * RATE
    assert peak < 3_000_000


def test_stretches_that_are_silenced_are_silent_and_the_rest_sounds_as_before(tmp_path: Path) -> None:
    recording = SAMPLES / "retreat-table-short.m4a"
    silenced(recording, [(1.0, 2.5), (10.0, 10.25)], tmp_path / "out.flac")
    before, after = samples(recording), samples(tmp_path / "out.flac")
    assert len(before) == len(after)
    assert not after[16_400:39_600].any() and not after[160_400:163_600].any()
    assert np.abs(before[41_000:159_000] - after[41_000:159_000]).max() < 0.001


def test_messages_are_sentences() -> None:
    for kind in (NotSound, NoSound, EmptyFile, Truncated):
        assert issubclass(kind, MediaError) and str(kind()).endswith(".") and "\n" not in str(kind())
