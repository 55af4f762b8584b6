"""`retreat transcribe` writes whole files, says plainly what it could not read, and loads one model."""

import argparse
import json
import os
from pathlib import Path

import pytest
from tests_sound import CASES, SAMPLES

from transcription.command import add_arguments, main, run
from transcription.scripted import ScriptedEngine

SHORT = str(SAMPLES / "retreat-table-short.opus")


def call(*argv: str, engine: ScriptedEngine | None = None) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(argv), engine or ScriptedEngine())


def test_one_file_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(SHORT) == 0
    written, said = capsys.readouterr()
    read = json.loads(written)
    assert (read["language"], read["engine"], said) == ("en", "scripted", "")
    assert read["duration"] == pytest.approx(64.151, abs=0.01)
    assert read["segments"][0]["text"] == "We heard second 0."
    assert set(read["segments"][0]["words"][0]) == {"start", "end", "word", "probability"}


@pytest.mark.parametrize(("kind", "first"), [("vtt", "WEBVTT"), ("srt", "1"), ("txt", "[00:00:00] We heard")])
def test_formats(kind: str, first: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(SHORT, "--format", kind) == 0
    assert capsys.readouterr().out.startswith(first)


def test_a_bad_file_is_reported_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.mp3").write_text("these are my notes\n" * 50)
    (tmp_path / "empty.wav").touch()
    engine = ScriptedEngine()
    bad = [str(tmp_path / name) for name in ("notes.mp3", "none.wav", "empty.wav")]
    assert call(*bad, SHORT, "--out", str(tmp_path / "out"), "--format", "vtt", engine=engine) == 1
    said = capsys.readouterr().err
    assert "notes.mp3: This is not a sound file, whatever its name says." in said
    assert "none.wav: No such file or directory" in said
    assert "empty.wav: This file is empty." in said
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["retreat-table-short.vtt"]
    assert engine.calls == 1


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    m4a = str(SAMPLES / "retreat-table-short.m4a")
    assert call(SHORT, m4a, SHORT, "--out", str(tmp_path), "--format", "txt") == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "retreat-table-short.m4a.txt",
        "retreat-table-short.opus-1.txt",
        "retreat-table-short.opus-3.txt",
    ]


def test_several_files_without_out_go_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [SHORT, str(CASES / "C21-broken-tag.wav")]
    assert call(*files) == 0 and "wrote" in capsys.readouterr().err
    assert call(*files) == 0 and "replaced" in capsys.readouterr().err
    assert len(os.listdir(tmp_path)) == 2


def test_a_crash_leaves_the_old_transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "retreat-table-short.json").write_text("old")

    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    assert call(SHORT, "--out", str(tmp_path)) == 1
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_no_speech_is_said_and_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(SHORT, engine=ScriptedEngine([])) == 0
    written, said = capsys.readouterr()
    assert "no speech found" in said and json.loads(written)["segments"] == []


def test_a_missing_model_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([SHORT, "--models", str(tmp_path)]) == 1
    assert "RETREAT_MODELS" in capsys.readouterr().err
