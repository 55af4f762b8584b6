"""The command `retreat`: serve, worker, migrate, backup, restore, check, demo, transcribe, account, programme,
retreats, invite, export, verify, import."""

import argparse
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError

from server.errors import Refusal
from transcription import memory

if TYPE_CHECKING:
    from server.config import Settings

# These are started often, or run for long: what the others need is not imported for them (two seconds, 20 MB).
_ALONE = {"transcribe", "serve", "worker", "migrate"}
# These hear recordings.
_HEARING = {"transcribe", "worker"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status. Problems are said in a sentence, not in a traceback."""
    os.umask(0o077)  # what is said in a retreat is for nobody else who has a login on this machine
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None and _HEARING & set(given[:1]):
        memory.begin_anew()
    options = parser(*given[:1]).parse_args(given)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    for chatty in ("alembic", "dbos", "httpx", "faster_whisper", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError, RuntimeError, Refusal) as error:
        print(f"retreat: {_said(error)}", file=sys.stderr)
        return 1


def _said(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    from server.live.reading import explain

    return explain(error).message


def parser(wanted: str = "") -> argparse.ArgumentParser:
    """For this command, or for all of them."""
    top = argparse.ArgumentParser(prog="retreat", description="Data retreats: recorded, transcribed, read together.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_processes(commands)
    _add_transcribe(commands)
    if wanted not in _ALONE:
        _add_others(commands)
    return top


def _add_transcribe(commands: Any) -> None:
    from transcription.command import add_arguments, run

    files = commands.add_parser("transcribe", help="write sound files down, without a server")
    add_arguments(files)
    files.set_defaults(run=run)


def _add_others(commands: Any) -> None:
    from server.backup.command import add_commands as add_backup
    from server.cli.accounts import add_commands as add_accounts
    from server.cli.archives import add_commands as add_archives
    from server.cli.imports import add_command as add_import
    from server.cli.retreats import add_commands as add_retreats
    from server.doctor.command import add_command as add_check

    for add in (add_backup, add_check, add_accounts, add_retreats, add_archives, add_import):
        add(commands)


def _add_processes(commands: Any) -> None:
    """What runs for long, and what is done before."""
    serve = commands.add_parser("serve", help="serve the app, on SQLite with a worker beside it")
    serve.add_argument(
        "--worker", action=argparse.BooleanOptionalAction, help="whether a worker runs beside it, or elsewhere"
    )
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="write recordings down, as they come")
    worker.add_argument("--end-with-parent", action="store_true", help=argparse.SUPPRESS)
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=_migrate)

    demo = commands.add_parser("demo", help="a sample retreat, served at once")
    demo.add_argument("--check", action="store_true", help="run through everything on a free port, then stop")
    demo.set_defaults(run=_demo)


def _settings() -> "Settings":
    from server.config import from_environment

    settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def _serve(options: argparse.Namespace) -> None:
    from server.cli.accounts import announce_first_link
    from server.serve import serve
    from server.store.migrate import upgrade

    settings = _settings()
    upgrade(settings.database_url)
    worker = settings.database_url.startswith("sqlite") if options.worker is None else options.worker
    serve(settings, worker=worker, ready=lambda: announce_first_link(settings))


def _worker(options: argparse.Namespace) -> None:
    from server.jobs.worker import run

    run(_settings(), options.end_with_parent)


def _migrate(options: argparse.Namespace) -> None:
    from server.store.migrate import upgrade

    upgrade(_settings().database_url)


def _demo(options: argparse.Namespace) -> int:
    if options.check:
        from server.demo.check import check

        return check()
    from server.demo.visit import visit

    # Apart from what people say: whoever has tried the sample begins with nothing of it. By the environment, which the
    # worker beside it reads too.
    os.environ.setdefault("RETREAT_DATA", "demo-data")
    visit(_settings())
    return 0
