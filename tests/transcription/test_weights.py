"""Weights are found, put together once however many ask, and never used with a wrong byte."""

import errno
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from transcription import carriers
from transcription.carriers import Carrier
from transcription.weights import NoRoom, WeightsDamaged, WeightsError, WeightsMissing, find

JOINED = b"first half, second half"
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages that carry a tiny "model", whose code must not run, and an empty cache."""
    for number, content in ((1, JOINED[:12]), (2, JOINED[12:])):
        folder = tmp_path / "site" / f"carrier_part{number}"
        (folder / "data").mkdir(parents=True)
        (folder / "__init__.py").write_text("raise SystemExit('code of a carrier was run')")
        (folder / "data" / f"model.bin.part{number}").write_bytes(content)
    for name in BESIDE:
        (tmp_path / "site" / "carrier_part1" / "data" / name).write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("RETREAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RETREAT_MODELS", raising=False)
    monkeypatch.delenv("RETREAT_HUB", raising=False)
    declare(monkeypatch, hashlib.sha256(JOINED).hexdigest())
    return tmp_path


def declare(monkeypatch: pytest.MonkeyPatch, digest: str) -> None:
    parts = (("carrier_part1", "data/model.bin.part1"), ("carrier_part2", "data/model.bin.part2"))
    monkeypatch.setattr(carriers, "CARRIERS", (Carrier("base", parts, digest),))


def model_folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("model.bin", *BESIDE):
        (folder / name).write_bytes(JOINED if name == "model.bin" else b"{}")
    return folder


def test_parts_are_joined_once(carried: Path) -> None:
    found = find()
    assert (found.path / "model.bin").read_bytes() == JOINED
    assert found.sha256 == hashlib.sha256(JOINED).hexdigest()
    assert sorted(file.name for file in found.path.iterdir()) == sorted(["model.bin", *BESIDE])
    written = (found.path / "model.bin").stat().st_mtime_ns
    assert find() == found and (found.path / "model.bin").stat().st_mtime_ns == written


def test_a_cached_copy_gone_bad_is_made_again(carried: Path) -> None:
    found = find()
    (found.path / "model.bin").write_bytes(b"rotten")
    assert (find().path / "model.bin").read_bytes() == JOINED


def test_wrong_bytes_are_refused(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "0" * 64)
    with pytest.raises(WeightsDamaged, match=r"carrier_part1.*install it again"):
        find()
    assert not list((carried / "cache" / "models").iterdir())


def test_a_folder_comes_before_packages(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model_folder(carried / "models" / "base")
    assert find(folder=carried / "models").path == carried / "models" / "base"
    assert find(folder=carried / "models" / "base").path == carried / "models" / "base"
    monkeypatch.setenv("RETREAT_MODELS", str(carried / "models"))
    assert find().path == carried / "models" / "base"


def test_a_folder_is_checked(carried: Path) -> None:
    folder = model_folder(carried / "mine")
    (folder / "model.bin.sha256").write_text(hashlib.sha256(JOINED).hexdigest() + "  model.bin\n")
    assert find("mine", folder=folder).model == "mine"
    (folder / "model.bin").write_bytes(b"other")
    with pytest.raises(WeightsDamaged):
        find("mine", folder=folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(WeightsMissing, match=r"lacks tokenizer\.json"):
        find("mine", folder=folder)


def test_an_absent_model_says_what_to_do(carried: Path) -> None:
    with pytest.raises(WeightsMissing, match="RETREAT_MODELS"):
        find("large-v3")


def test_the_hub_is_asked_only_when_allowed(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "faster_whisper.utils.download_model", lambda name: asked.append(name) or str(model_folder(carried / "hub"))
    )
    with pytest.raises(WeightsMissing):
        find("small")
    assert asked == []
    assert find("small", hub=True).path == carried / "hub"
    monkeypatch.setattr("faster_whisper.utils.download_model", lambda name: 1 / 0)
    monkeypatch.setenv("RETREAT_HUB", "1")
    with pytest.raises(WeightsMissing, match="did not come from the hub"):
        find("small")


def test_a_full_disk_is_said(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(NoRoom, match="RETREAT_CACHE") as caught:
        find()
    assert isinstance(caught.value, WeightsError)
    assert not list((carried / "cache" / "models").iterdir())


def test_many_processes_may_ask_at_once(carried: Path) -> None:
    script = f"""
import sys; sys.path.insert(0, {str(carried / "site")!r})
from transcription import carriers
carriers.CARRIERS = (carriers.{carriers.CARRIERS[0]!r},)
from transcription.weights import find
print(find().sha256)
"""
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [process.communicate(timeout=30)[0].strip() for process in running]
    assert set(answers) == {hashlib.sha256(JOINED).hexdigest()}
    assert [f.name for f in (carried / "cache" / "models").iterdir()] == [f"base-{answers[0][:12]}"]


def test_the_installed_base_model_is_what_it_should_be(weights) -> None:
    assert weights.sha256 == "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


def test_importing_the_package_loads_no_model() -> None:
    heavy = "faster_whisper", "ctranslate2", "onnxruntime", "server", "huggingface_hub"
    script = (
        "import sys, transcription.faster, transcription.recording, transcription.command, transcription.weights\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
