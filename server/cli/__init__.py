"""The command `retreat`: serve, worker, migrate, backup, restore, check, demo, transcribe, account, programme,
retreats, invite, export, verify, import."""

import argparse
import logging
import os
import sys
from typing import Any

from pydantic import ValidationError

from server.config import Settings, from_environment
from server.errors import Refusal
from server.live.reading import explain


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status. Problems are said in a sentence, not in a traceback."""
    os.umask(0o077)  # what is said in a retreat is for nobody else who has a login on this machine
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    for chatty in ("alembic", "dbos", "httpx", "faster_whisper", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except ValidationError as error:
        print(f"retreat: {explain(error).message}", file=sys.stderr)
        return 1
    except (OSError, ValueError, RuntimeError, Refusal) as error:
        print(f"retreat: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    from server.backup.command import add_commands as add_backup
    from server.cli.accounts import add_commands as add_accounts
    from server.cli.archives import add_commands as add_archives
    from server.cli.imports import add_command as add_import
    from server.cli.retreats import add_commands as add_retreats
    from server.doctor.command import add_command as add_check
    from transcription.command import add_arguments
    from transcription.command import run as transcribe

    top = argparse.ArgumentParser(prog="retreat", description="Data retreats: recorded, transcribed, read together.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    _add_processes(commands)
    add_backup(commands)
    add_check(commands)

    demo = commands.add_parser("demo", help="a sample retreat, served at once")
    demo.add_argument("--check", action="store_true", help="run through everything on a free port, then stop")
    demo.set_defaults(run=_demo)

    files = commands.add_parser("transcribe", help="write sound files down, without a server")
    add_arguments(files)
    files.set_defaults(run=transcribe)

    add_accounts(commands)
    add_retreats(commands)
    add_archives(commands)
    add_import(commands)
    return top


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


def _settings() -> Settings:
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

    visit(_settings())
    return 0
