"""Whisper weights as CTranslate2 keeps them, rewritten as the checkpoint that openai-whisper loads.

The same numbers under other names: CTranslate2 joins query, key and value of an attention into one matrix (for the
attention across to the sound, key and value), and has no bias for the key, which Whisper lacks too.
"""

import json
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcription.carriers import WeightsError, cache
from transcription.weights import Weights

Variables = dict[str, NDArray[Any]]

HEAD = 64
"""Width of an attention head in every Whisper model."""

_KINDS = {0: np.float32, 4: np.float16}


class WeightsQuantised(WeightsError):
    """These weights were rounded to whole numbers, which openai-whisper cannot read: get them as float16."""


def checkpoint(weights: Weights) -> Path:
    """The checkpoint of these weights, made in the cache if it is not there yet. Raises a WeightsError, OSError."""
    target = cache() / "models" / f"{weights.model}-{weights.sha256[:12]}.pt"
    if not target.is_file():
        variables = read(weights.path / "model.bin")
        _save(target, {"dims": dimensions(variables), "model_state_dict": dict(tensors(variables))})
    return target


def alignment_heads(weights: Weights) -> list[tuple[int, int]]:
    """The attention heads that follow the sound, as (layer, head); none where the model's makers named none."""
    configuration = json.loads((weights.path / "config.json").read_text(encoding="utf-8"))
    return [(layer, head) for layer, head in configuration.get("alignment_heads") or ()]


def _save(target: Path, content: dict[str, Any]) -> None:
    """Written beside its place and renamed: nobody finds half a checkpoint."""
    import torch

    state = {name: torch.from_numpy(np.array(it)) for name, it in content["model_state_dict"].items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".checkpoint-", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            torch.save({**content, "model_state_dict": state}, file)
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


class _Reader:
    """Walks through the numbers and names of a file."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack_from(kind, self._content, self._at)
        self._at += struct.calcsize(kind)
        return int(value)

    def bytes(self, size: int) -> bytes:
        self._at += size
        return self._content[self._at - size : self._at]

    def name(self) -> str:
        return self.bytes(self.number("<H")).rstrip(b"\0").decode()


def read(path: Path) -> Variables:
    """All variables of a model.bin by name. Layout: ctranslate2's `model_spec.py`, `_serialize`."""
    file = _Reader(path.read_bytes())
    version, _, _ = file.number("<I"), file.name(), file.number("<I")
    if version < 5:
        raise WeightsError(f"{path} is in an old form (version {version}): convert the model again.")
    return dict(_variable(file) for _ in range(file.number("<I")))


def _variable(file: _Reader) -> tuple[str, NDArray[Any]]:
    name = file.name()
    shape = [file.number("<I") for _ in range(file.number("<B"))]
    kind = file.number("<B")
    content = file.bytes(file.number("<I"))
    if kind in _KINDS:
        return name, np.frombuffer(content, _KINDS[kind]).reshape(shape)
    if name.endswith("weight"):
        raise WeightsQuantised
    return name, np.zeros(0)  # of no interest: flags and counts


def dimensions(variables: Variables) -> dict[str, int]:
    """What openai-whisper builds its model from."""
    state = len(variables["encoder/layer_norm/gamma"])
    vocabulary, heads = len(variables["decoder/embeddings/weight"]), state // HEAD
    return {
        "n_mels": variables["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": len(variables["encoder/position_encodings/encodings"]),
        "n_audio_state": state,
        "n_audio_head": heads,
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(variables["decoder/position_encodings/encodings"]),
        "n_text_state": state,
        "n_text_head": heads,
        "n_text_layer": _layers(variables, "decoder"),
    }


def tensors(variables: Variables) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every tensor under the name that openai-whisper has for it."""
    for conv in ("conv1", "conv2"):
        yield from _linear(variables, f"encoder/{conv}", f"encoder.{conv}")
    yield "encoder.positional_embedding", variables["encoder/position_encodings/encodings"]
    yield from _norm(variables, "encoder/layer_norm", "encoder.ln_post")
    yield "decoder.token_embedding.weight", variables["decoder/embeddings/weight"]
    yield "decoder.positional_embedding", variables["decoder/position_encodings/encodings"]
    yield from _norm(variables, "decoder/layer_norm", "decoder.ln")
    for side in ("encoder", "decoder"):
        for n in range(_layers(variables, side)):
            yield from _layer(variables, f"{side}/layer_{n}", f"{side}.blocks.{n}")


def _layers(variables: Variables, side: str) -> int:
    return len({name.split("/")[1] for name in variables if name.startswith(f"{side}/layer_") and name.count("/") > 2})


def _layer(variables: Variables, key: str, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    yield from _to_itself(variables, f"{key}/self_attention", f"{name}.attn")
    yield from _norm(variables, f"{key}/self_attention/layer_norm", f"{name}.attn_ln")
    if f"{key}/attention/layer_norm/gamma" in variables:
        yield from _across(variables, f"{key}/attention", f"{name}.cross_attn")
        yield from _norm(variables, f"{key}/attention/layer_norm", f"{name}.cross_attn_ln")
    yield from _norm(variables, f"{key}/ffn/layer_norm", f"{name}.mlp_ln")
    yield from _linear(variables, f"{key}/ffn/linear_0", f"{name}.mlp.0")
    yield from _linear(variables, f"{key}/ffn/linear_1", f"{name}.mlp.2")


def _to_itself(variables: Variables, key: str, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    parts = ("query", "key", "value")
    for what in ("weight", "bias"):
        joined = np.split(variables[f"{key}/linear_0/{what}"], 3)
        yield from _without_key_bias(name, what, dict(zip(parts, joined, strict=True)))
    yield from _linear(variables, f"{key}/linear_1", f"{name}.out")


def _across(variables: Variables, key: str, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    for what in ("weight", "bias"):
        of_key, of_value = np.split(variables[f"{key}/linear_1/{what}"], 2)
        parts = {"query": variables[f"{key}/linear_0/{what}"], "key": of_key, "value": of_value}
        yield from _without_key_bias(name, what, parts)
    yield from _linear(variables, f"{key}/linear_2", f"{name}.out")


def _without_key_bias(name: str, what: str, parts: Variables) -> Iterator[tuple[str, NDArray[Any]]]:
    return ((f"{name}.{part}.{what}", it) for part, it in parts.items() if (part, what) != ("key", "bias"))


def _linear(variables: Variables, key: str, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    return ((f"{name}.{what}", variables[f"{key}/{what}"]) for what in ("weight", "bias"))


def _norm(variables: Variables, key: str, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    return (
        (f"{name}.{theirs}", variables[f"{key}/{ours}"]) for theirs, ours in (("weight", "gamma"), ("bias", "beta"))
    )
