"""The engine that the tests of transcription share, and how they find real recordings."""

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

# Beside the tests, and not in a package: pytest imports each file by its path.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory):
    """The base model, put together in a cache of the tests' own."""
    from transcription.weights import WeightsMissing, find

    before = os.environ.get("RETREAT_CACHE")
    os.environ["RETREAT_CACHE"] = before or str(tmp_path_factory.mktemp("cache"))
    try:
        return find("base")
    except WeightsMissing as error:
        pytest.skip(str(error))
    finally:
        if before is None:
            del os.environ["RETREAT_CACHE"]


@pytest.fixture(scope="session")
def engine(weights):
    from transcription.faster import FasterWhisper

    return FasterWhisper(weights)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of recordings that may not be shipped."""
    folder = os.environ.get("TEST_DATA")
    if not folder:
        pytest.skip("TEST_DATA is not set: real recordings are NOT tested")
    return Path(folder)


@pytest.fixture(scope="session")
def normalise() -> Callable[[str], str]:
    """Whisper's own way of making texts comparable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own source warns when it is first compiled
        from whisper_normalizer.english import EnglishTextNormalizer
    return EnglishTextNormalizer()
