"""Engines are found by name; one that is not installed says how to get it; weights are rewritten number by number."""

import importlib.util
import struct
from pathlib import Path

import numpy as np
import pytest

from transcription import checkpoints, openai
from transcription.engines import ENGINES, Engines, EngineUnknown, make
from transcription.openai import LONGEST, EngineMissing, half_minutes
from transcription.weights import Weights, WeightsError


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(EngineUnknown, match="choose one of faster-whisper, openai-whisper, scripted"):
        make("whisper-of-my-own")


def test_a_retreat_has_its_engine_or_the_installations(weights: Weights) -> None:
    engines = Engines("scripted", "base")
    assert engines.of() is engines.of("scripted")
    assert engines.of("faster-whisper").info.engine == "faster-whisper"
    assert engines.of("faster-whisper") is engines.of("faster-whisper")
    assert set(ENGINES) >= {"faster-whisper", "openai-whisper"}


@pytest.mark.skipif(importlib.util.find_spec("whisper") is not None, reason="it is installed here")
def test_an_engine_that_is_not_installed_says_how_to_get_it(weights: Weights) -> None:
    with pytest.raises(EngineMissing, match=r"pip install data-retreat\[openai\]"):
        openai.OpenAIWhisper(weights)


def test_half_minutes_end_at_the_longest_pause() -> None:
    second = LONGEST // 30
    speech = [(0, 9), (10, 19), (22, 26), (26, 31), (32, 40), (100, 101)]
    found = half_minutes([(start * second, end * second) for start, end in speech])
    assert [(start // second, end // second) for start, end in found] == [(0, 19), (22, 40), (100, 101)]
    assert list(half_minutes([])) == []
    assert list(half_minutes([(0, LONGEST + 1)])) == [(0, LONGEST + 1)]


def test_the_weights_of_a_checkpoint_are_the_same_numbers(weights: Weights) -> None:
    variables = checkpoints.read(weights.path / "model.bin")
    dimensions, tensors = checkpoints.dimensions(variables), dict(checkpoints.tensors(variables))
    assert (dimensions["n_audio_state"], dimensions["n_text_layer"], dimensions["n_mels"]) == (512, 6, 80)
    assert len(tensors) == 245  # as openai-whisper's own base.pt has
    joined = variables["decoder/layer_3/self_attention/linear_0/weight"]
    parts = [tensors[f"decoder.blocks.3.attn.{part}.weight"] for part in ("query", "key", "value")]
    assert np.array_equal(np.concatenate(parts), joined)
    assert "decoder.blocks.3.attn.key.bias" not in tensors


def test_rounded_weights_are_refused(tmp_path: Path) -> None:
    def name(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    head = struct.pack("<I", 6) + name("WhisperSpec") + struct.pack("<I", 3) + struct.pack("<I", 1)
    rounded = name("encoder/conv1/weight") + struct.pack("<BIBI", 1, 4, 1, 4) + b"\1\2\3\4"
    (tmp_path / "model.bin").write_bytes(head + rounded)
    with pytest.raises(WeightsError, match="float16"):
        checkpoints.read(tmp_path / "model.bin")
