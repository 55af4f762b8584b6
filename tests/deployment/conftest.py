"""The serious shape without Docker: Caddy with TLS, two apps, two workers, PostgreSQL, one data folder."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import httpx
import psutil
import pytest

from server.config import Settings
from server.demo.check import free_port
from server.demo.visit import prepare
from tests.databases import Databases

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds; only reached when something is broken


@dataclass
class Site:
    """What runs: the site by HTTPS, its apps behind it, and the processes of everything."""

    address: str
    apps: list[str]
    links: dict[str, str]
    settings: Settings
    processes: dict[str, subprocess.Popen[bytes]]
    asked_outside: set[str] = field(default_factory=set)

    def watch(self, stop: threading.Event) -> None:
        """Note whom our processes talk to beyond this machine."""
        while not stop.wait(0.02):
            for process in self.processes.values():
                with suppress(psutil.Error):
                    remote = {it.raddr.ip for it in psutil.Process(process.pid).net_connections("inet") if it.raddr}
                    self.asked_outside |= {it for it in remote if not is_here(it)}


def is_here(address: str) -> bool:
    """Whether this is this machine; Caddy writes IPv4 the IPv6 way."""
    return ip_address(address.removeprefix("::ffff:")).is_loopback


@contextmanager
def running(
    name: str, folder: Path, command: list[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def wait_until_well(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/api/health").status_code == 200:
                return
        if time.monotonic() > until:
            pytest.fail(f"{address} does not answer")
        time.sleep(0.1)


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """All of it, as docker-compose.yml puts it together; its certificate is trusted for the tests of this file."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.fail("Caddy is not installed: run `make test`, which installs it.")
    folder, ports = tmp_path_factory.mktemp("site"), [free_port() for _ in range(4)]
    http, https, *apps = ports
    address = f"https://localhost:{https}"
    with ExitStack() as stack:
        database = stack.enter_context(databases.fresh("postgresql", folder))
        links = prepare(Settings(data=folder, database=database))
        common = {"RETREAT_DATA": str(folder), "RETREAT_DATABASE": database, "RETREAT_ENGINE": "scripted"}
        common |= {"RETREAT_ORIGINS": address, "FORWARDED_ALLOW_IPS": "127.0.0.1"}
        proxy = {"SITE": "localhost", "SITE_TLS": "tls internal", "APPS": " ".join(f"127.0.0.1:{it}" for it in apps)}
        proxy |= {"HTTP_PORT": str(http), "HTTPS_PORT": str(https), "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        retreat = [sys.executable, "-m", "server.cli"]
        starts = {f"app {it}": ([*retreat, "serve", "--no-worker"], {**common, "RETREAT_PORT": str(it)}) for it in apps}
        starts |= {f"worker {n}": ([*retreat, "worker"], common) for n in (1, 2)}
        starts["proxy"] = ([caddy, "run", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"], proxy)
        processes = {name: stack.enter_context(running(name, folder, *how)) for name, how in starts.items()}
        it = Site(address, [f"http://127.0.0.1:{it}" for it in apps], links, Settings(data=folder), processes)
        for app in it.apps:
            wait_until_well(app)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SSL_CERT_FILE", str(folder / "caddy/pki/authorities/local/root.crt"))
        wait_until_well(address)
        stop = threading.Event()
        watch = threading.Thread(target=it.watch, args=(stop,))
        watch.start()
        yield it
        stop.set()
        watch.join()
