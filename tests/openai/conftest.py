"""What both engines heard in one sample. Only for the environment that has torch: `make test-openai`."""

import importlib.util
from pathlib import Path

import pytest

from transcription.engines import Engines
from transcription.recording import transcribe
from transcription.transcript import Transcript

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "retreat-table-short.flac"

collect_ignore_glob = [] if importlib.util.find_spec("whisper") else ["test_*.py"]


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines("faster-whisper", "base")


@pytest.fixture(scope="session")
def by_default(engines: Engines) -> Transcript:
    return transcribe(SAMPLE, engines.of())


@pytest.fixture(scope="session")
def by_openai(engines: Engines) -> Transcript:
    return transcribe(SAMPLE, engines.of("openai-whisper"))
