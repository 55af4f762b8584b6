"""`retreat transcribe`: writes transcripts of sound files, without a server or a database."""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from transcription.engine import Engine, LanguageUnknown
from transcription.engines import WHISPER, make
from transcription.formats import WRITERS

DESCRIPTION = """Transcribe sound or video files on this computer; nothing leaves it.

Without --out, one file's transcript goes to standard output, and those of several files are written to the current
folder as NAME.FORMAT. A transcript that is there already is replaced, whole, and that is said. A file that cannot
be read is reported and the others go on; the exit status is then 1."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` understands."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--engine", choices=WHISPER, default=WHISPER[0], help=f"(default: {WHISPER[0]})")
    parser.add_argument("--model", default="base", help="whose weights to use (default: base)")
    parser.add_argument("--models", metavar="DIR", help="folder with the model's files, or with folders of models")
    parser.add_argument("--language", help='such as "en" (default: detected once in each file)')
    parser.add_argument("--format", choices=sorted(WRITERS), default="json", help="(default: json)")
    parser.add_argument("--out", metavar="DIR", type=Path, help="folder for NAME.FORMAT, made if it is not there")
    parser.add_argument("--device", choices=["cpu", "cuda", "auto"], default="cpu", help="(default: cpu)")
    parser.add_argument("--download", action="store_true", help="allow fetching the model from the Hugging Face hub")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with arguments as on the command line; returns its exit status."""
    parser = argparse.ArgumentParser(prog="retreat transcribe")
    add_arguments(parser)
    return run(parser.parse_args(argv))


def run(args: argparse.Namespace, engine: Engine | None = None) -> int:
    """Transcribe each file with one engine; 0 if all went well, 1 if any file or the model failed."""
    from transcription.weights import WeightsError

    try:
        engine = engine or _engine(args)
    except (WeightsError, OSError) as error:
        _say(f"retreat transcribe: {error}")
        return 1
    targets = _targets(args.files, args.format, args.out)
    return 0 if all([_one(file, target, engine, args) for file, target in zip(args.files, targets, strict=True)]) else 1


def _engine(args: argparse.Namespace) -> Engine:
    return make(args.engine, args.model, args.models, hub=args.download or None, device=args.device)


def _targets(files: Sequence[Path], kind: str, out: Path | None) -> list[Path | None]:
    """Where each transcript goes; None is standard output. Files of one name keep their endings, or get a number."""
    if out is None and len(files) == 1:
        return [None]
    stems, names = Counter(file.stem for file in files), Counter(file.name for file in files)
    targets: list[Path | None] = []
    for position, file in enumerate(files, start=1):
        name = file.stem if stems[file.stem] == 1 else file.name
        name = name if names[file.name] == 1 else f"{file.name}-{position}"
        targets.append((out or Path()) / f"{name}.{kind}")
    return targets


def _one(file: Path, target: Path | None, engine: Engine, args: argparse.Namespace) -> bool:
    """Transcribe one file; False if it could not be, which is then said in a sentence."""
    from transcription.media import MediaError

    try:
        text = _transcribe(file, engine, args)
        _write(text, target)
    except (MediaError, LanguageUnknown) as error:
        _say(f"{file}: {error}")
    except OSError as error:
        _say(f"{file}: {error.strerror or error}")
    else:
        return True
    return False


def _transcribe(file: Path, engine: Engine, args: argparse.Namespace) -> str:
    from tqdm import tqdm

    from transcription.media import probe
    from transcription.recording import transcribe

    media = probe(file)
    if media.truncated:
        _say(f"{file}: breaks off early; what is there is transcribed.")
    layout = "{desc}: {percentage:3.0f}%|{bar}| {n:.0f}/{total:.0f} s [{elapsed}<{remaining}]"
    # disable=None: a bar only where somebody watches.
    with tqdm(total=media.duration, desc=file.name, bar_format=layout, file=sys.stderr, disable=None) as bar:
        transcript = transcribe(file, engine, args.language, lambda heard: bar.update(max(0.0, heard - bar.n)))
    if not transcript.segments:
        _say(f"{file}: no speech found.")
    return WRITERS[args.format](transcript)


def _write(text: str, target: Path | None) -> None:
    if target is None:
        sys.stdout.write(text)
        return
    replaced = target.exists()
    _replace(target, text)
    _say(f"{'replaced' if replaced else 'wrote'} {target}")


def _replace(target: Path, text: str) -> None:
    """Write beside the target and rename, so that nobody finds half a transcript."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
