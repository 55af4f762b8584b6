"""The engines by name: what an installation, a retreat or a command line can choose."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from transcription.weights import WeightsError, find

if TYPE_CHECKING:
    from transcription.engine import Engine

WHISPER = ("faster-whisper", "openai-whisper")
ENGINES = (*WHISPER, "scripted")


class EngineUnknown(WeightsError):
    """There is no speech engine of this name."""


def make(
    name: str,
    model: str = "base",
    folder: str | os.PathLike[str] | None = None,
    hub: bool | None = None,
    device: str = "cpu",
) -> "Engine":
    """The engine of this name (one of ENGINES) with a model; see `weights.find` for where that is looked for.

    Raises a WeightsError, among them EngineMissing and EngineUnknown.
    """
    if name not in ENGINES:
        raise EngineUnknown(f"There is no speech engine {name!r}: choose one of {', '.join(ENGINES)}.")
    # Each where it is asked for: they take memory that whoever only names them has no use for.
    if name == "scripted":
        from transcription.scripted import ScriptedEngine

        return ScriptedEngine(delay=0.05)
    from transcription import faster, openai

    weights = find(model, folder, hub=hub)
    if name == "openai-whisper":
        return openai.OpenAIWhisper(weights, replace(openai.Settings(), device=device))
    return faster.FasterWhisper(weights, replace(faster.Settings(), device=device))


class Engines:
    """Engines by name, each made when first asked for (a missing model is said to whoever needs it) and kept."""

    def __init__(self, default: str, model: str) -> None:
        self._default, self._model = default, model
        self._made: dict[str, Engine] = {}

    def of(self, name: str = "") -> "Engine":
        """The engine of that name, or of none the installation's. Raises what `make` raises."""
        name = name or self._default
        if name not in self._made:
            self._made[name] = make(name, self._model)
        return self._made[name]
