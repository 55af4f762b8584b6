"""What runs: the app on its port, workers, the speech model, and recordings that wait for them."""

import fcntl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Connection, func, inspect, select
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401  (declares the tables)
from server.config import Settings
from server.doctor.findings import Finding, good, odd, wrong
from server.serve import PortInUse, listen
from transcription.engines import make
from transcription.weights import WeightsError

_RECORDING, _EVENT, _PROGRESS = (SQLModel.metadata.tables[name] for name in ("recording", "event", "progress"))
_WORKER = SQLModel.metadata.tables.get("worker")
STUCK = timedelta(minutes=30)
"""Since a worker last said how far it is with a recording."""

LEFT = timedelta(days=1)
"""Since a recording was announced that has still not arrived."""

_SIGN_OF_LIFE = 30.0  # seconds


def app(settings: Settings) -> Iterator[Finding]:
    """The port is free, or it is ours."""
    try:
        listen(settings).close()
        yield good(f"{settings.address} is free: no server runs here now.")
    except PortInUse as error:
        yield good(f"The server answers at {settings.address}.") if _is_ours(settings) else wrong(str(error), "")


def _is_ours(settings: Settings) -> bool:
    try:
        return bool(httpx.get(f"{settings.address}/api/health", timeout=5, trust_env=False).json() == {"state": "well"})
    except (httpx.HTTPError, ValueError):
        return False


def model(settings: Settings) -> Iterator[Finding]:
    """The engine is installed, and the model's bytes are what they should be."""
    try:
        info = make(settings.engine, settings.model).info
    except (WeightsError, OSError) as error:
        yield wrong("Recordings cannot be written down.", str(error))
    else:
        yield good(f"Recordings are written down by {info.engine} {info.version}, model {info.model}.")


def workers(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Somebody is there to write down what waits."""
    states = _RECORDING.c.state.in_(("waiting", "writing_down"))
    waiting = connection.execute(select(func.count()).select_from(_RECORDING).where(states)).scalar_one()
    if _at_work(connection, settings):
        yield good(f"A worker is there; {waiting} recording(s) wait for it.")
    elif waiting:
        yield wrong(
            f"{waiting} recording(s) wait, and there is no worker.", "Start `retreat serve` or `retreat worker`."
        )
    else:
        yield odd("There is no worker.", "Start `retreat serve` or `retreat worker` before recordings come.")


def _at_work(connection: Connection, settings: Settings) -> bool:
    """By its row, where workers have one; or by the lock that the one of a laptop holds."""
    if _WORKER is not None and inspect(connection).has_table("worker"):
        alive = select(func.count()).select_from(_WORKER).where(_WORKER.c.beat_at > time.time() - _SIGN_OF_LIFE)
        if connection.execute(alive).scalar_one():
            return True
    return is_held(settings)


def is_held(settings: Settings) -> bool:
    """Whether a worker holds the lock of the data folder."""
    path = settings.data / "worker.lock"
    if not path.exists():
        return False
    with path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def recordings(connection: Connection) -> Iterator[Finding]:
    """None is stuck on its way: being sent for a day, or worked on by nobody."""
    said = {(it.programme, it.recording): it.at for it in connection.execute(select(_PROGRESS))}
    for it in connection.execute(select(_RECORDING).where(_RECORDING.c.state == "writing_down")):
        at = said.get((it.programme, it.id))
        if at is not None and at < time.time() - STUCK.total_seconds():
            mend = "Restart the worker: it goes on where it was."
            yield wrong(f"Nothing has moved with {it.name!r} for half an hour.", mend)
    for name, at in _being_sent(connection):
        yield odd(f"{name!r} has been on its way since {at}.", "Open the page on the device that sends it.")


def _being_sent(connection: Connection) -> list[tuple[str, str]]:
    """Name and time of what was announced long ago and has not come."""
    before = (datetime.now(UTC) - LEFT).isoformat()
    same = (_EVENT.c.programme == _RECORDING.c.programme) & (_EVENT.c.source == _RECORDING.c.source)
    announced = _EVENT.c.type.in_(("recording_added", "sound_added")) & (_RECORDING.c.state == "receiving")
    last = func.max(_EVENT.c.at)
    sent = select(_RECORDING.c.name, last).join(_EVENT, same).where(announced)
    by_recording = sent.group_by(_RECORDING.c.programme, _RECORDING.c.id, _RECORDING.c.name).having(last < before)
    return [(row[0], row[1]) for row in connection.execute(by_recording)]


def addresses(settings: Settings) -> Iterator[Finding]:
    """Browsers give a microphone to HTTPS only, and an origin is a scheme, a host and nothing else."""
    for it in settings.origins:
        url = urlsplit(it)
        if url.scheme not in ("http", "https") or not url.netloc or url.path or url.query:
            yield wrong(f"RETREAT_ORIGINS has {it!r}.", "Write it like https://retreat.example, without a path.")
        elif url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1"):
            yield odd(f"{it} is without TLS.", "Phones then have no microphone and no reading offline: use https.")
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.origins:
        mend = "Phones need HTTPS: put a proxy before it and name its address in RETREAT_ORIGINS."
        yield odd(f"The server listens on {settings.host}, for everybody there, without TLS.", mend)
