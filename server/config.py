"""Settings: read once from the environment, each of them documented in docs/settings.md."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from transcription.engines import ENGINES

TLS = ("starttls", "tls", "none")
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation can choose; `from_environment` reads RETREAT_<NAME IN CAPITALS>."""

    data: Path = Path("data")  # database, recordings, secret
    database: str = ""  # a SQLAlchemy address; SQLite in `data` when empty
    host: str = "127.0.0.1"
    port: int = 8000
    origins: tuple[str, ...] = field(default=())  # further origins that may open the socket (a proxy's address)
    engine: str = ENGINES[0]
    model: str = "base"
    language: str = ""  # of the recordings, where the retreat does not say; detected when empty
    sign_in_days: int = 30
    oidc_issuer: str = ""  # an OpenID provider whose people may sign in, if they have an account here
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "single sign-on"
    smtp_host: str = ""  # a server that takes mail; none is sent when empty
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_tls: str = "starttls"
    backups: Path | None = None  # where `retreat backup` puts them; what is erased is noted there at once
    client: Path = Path(__file__).parent.parent / "client" / "build"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{quote(str(self.data.absolute() / 'retreat.db'))}"

    @property
    def site(self) -> str:
        """Where people find this installation, for links that nobody's browser asked for."""
        return self.origins[0] if self.origins else self.address

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the server."""
        return f"http://{self.host}:{self.port}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; ValueError names the one that cannot be read."""
    given = {
        name: environment[f"RETREAT_{name.upper()}"]
        for name in Settings.__slots__
        if f"RETREAT_{name.upper()}" in environment
    }
    values: dict[str, object] = dict(given)
    for name in ("port", "sign_in_days", "smtp_port"):
        if name in given:
            values[name] = _whole_number(name, given[name])
    for name in ("data", "client", "backups"):
        if name in given:
            values[name] = Path(given[name])
    if given.get("engine", ENGINES[0]) not in ENGINES:
        raise ValueError(f"RETREAT_ENGINE must be one of {', '.join(ENGINES)}, not {given['engine']!r}.")
    if given.get("smtp_tls", TLS[0]) not in TLS:
        raise ValueError(f"RETREAT_SMTP_TLS must be one of {', '.join(TLS)}, not {given['smtp_tls']!r}.")
    if given.get("smtp_host") and not given.get("smtp_from"):
        raise ValueError("RETREAT_SMTP_FROM must say whose mail this is: an e-mail address.")
    if "origins" in given:
        values["origins"] = tuple(given["origins"].split())
    return Settings(**values)  # type: ignore[arg-type]


def _whole_number(name: str, text: str) -> int:
    if not text.isdigit():
        raise ValueError(f"RETREAT_{name.upper()} must be a whole number, not {text!r}.")
    return int(text)


def secret(settings: Settings) -> bytes:
    """32 bytes that only this installation knows, made at first need and readable by its user alone."""
    path = settings.data / "secret"
    if not path.exists():
        _make_secret(path)
    value = path.read_bytes()
    if len(value) != _SECRET_BYTES:
        raise ValueError(f"{path} is damaged: put back the copy from your backup.")
    return value


def _make_secret(path: Path) -> None:
    """App and worker may come here at once: the file appears whole, and the first one stands."""
    temporary = path.with_name(f".secret.{os.getpid()}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()
