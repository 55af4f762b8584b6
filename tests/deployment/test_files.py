"""The files of the serious shape fit together and fit the program. No Docker runs here: what can be read is read."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.cli import parser
from server.config import Settings

ROOT = Path(__file__).parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CADDY = shutil.which("caddy")

# What compose knows of a service, as far as it is used here (compose-spec, `service`).
KEYS = {
    *("build", "image", "user", "command", "restart", "env_file", "environment", "ports", "networks", "volumes"),
    *("depends_on", "healthcheck", "read_only", "tmpfs", "cap_drop", "cap_add", "security_opt", "stop_grace_period"),
    "shm_size",
}
# What the speech engine reads by itself; docs/settings.md, second table.
OF_THE_ENGINE = {"RETREAT_MODELS", "RETREAT_CACHE", "RETREAT_HUB"}


def stages() -> dict[str, list[tuple[str, str]]]:
    """The Dockerfile's instructions by stage, in order."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found: dict[str, list[tuple[str, str]]] = {}
    for line in filter(None, text.splitlines()):
        word, rest = line.split(maxsplit=1)
        if word == "FROM":
            base, _, name = rest.split()
            found[name] = [("FROM", base)]
        else:
            found[name].append((word, rest))
    return found


STAGES = stages()


def of(stage: str, word: str) -> list[str]:
    return [rest for it, rest in STAGES[stage] if it == word]


def settings() -> set[str]:
    return {f"RETREAT_{it.name.upper()}" for it in fields(Settings)} | OF_THE_ENGINE


@pytest.mark.parametrize("path", ["docker-compose.yml", "Dockerfile", "deploy/example.env", "deploy/Caddyfile"])
def test_every_setting_named_is_one(path: str) -> None:
    named = set(re.findall(r"RETREAT_[A-Z_]+", (ROOT / path).read_text()))
    assert named <= settings()


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    assert asked <= given
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_no_secret_has_a_value_here() -> None:
    example = (ROOT / "deploy/example.env").read_text()
    assert re.search(r"(PASSWORD|SECRET)=.+", example) is None


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_names_only_what_is_there(name: str) -> None:
    it = SERVICES[name]
    assert it.keys() <= KEYS
    assert set(it["networks"]) <= COMPOSE["networks"].keys()
    for volume in it.get("volumes", ()):
        source, _, _target = volume.partition(":")
        assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume
    for other, about in it.get("depends_on", {}).items():
        assert other in SERVICES
        if about["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
    if "build" in it:
        assert it["build"]["target"] in STAGES
        arguments = {rest.split("=")[0] for stage in STAGES for rest in of(stage, "ARG")}
        assert it["build"].get("args", {}).keys() <= arguments


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_comes_back_and_is_nobody_special(name: str) -> None:
    it = SERVICES[name]
    assert it["restart"] == ("no" if name == "migrate" else "unless-stopped")
    user = it.get("user") or of(it["build"]["target"], "USER")[-1]
    assert user not in ("root", "0")
    assert it["cap_drop"] == ["ALL"] and "no-new-privileges:true" in it["security_opt"]


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, it in SERVICES.items() if "ports" in it] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("worker", "database", "migrate"):
        assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", ["app", "worker", "migrate"])
def test_a_command_is_one_of_ours(name: str) -> None:
    parser().parse_args([str(word) for word in SERVICES[name]["command"]])


def test_the_image_runs_a_command_of_ours() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    [entry], [command] = of("app", "ENTRYPOINT"), of("app", "CMD")
    assert json.loads(entry)[0] in scripts
    parser().parse_args(json.loads(command))


def ignored(path: str) -> bool:
    """By .dockerignore, of which the last line that fits decides."""
    verdict = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if pattern == "*" or path == pattern or path.startswith(f"{pattern}/"):
            verdict = not line.startswith("!")
    return verdict


def test_everything_that_is_copied_is_there() -> None:
    for stage in STAGES:
        for rest in of(stage, "COPY"):
            *sources, _target = rest.split()
            if sources[0].startswith("--from="):
                assert sources[0].removeprefix("--from=") in STAGES
                continue
            for source in sources:
                assert (ROOT / source).exists() and not ignored(source), source


def test_what_is_sent_to_docker_is_no_more_than_that() -> None:
    assert all(ignored(it) for it in ("data", ".env", ".venv", ".git", "client/node_modules", "tests"))


def copied(stage: str, folder: Path) -> None:
    """What a stage copies from here, as the image has it."""
    for rest in of(stage, "COPY"):
        for source in [it for it in rest.split()[:-1] if "--from" not in rest]:
            target = folder / source
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            else:
                shutil.copyfile(ROOT / source, target)


def test_the_program_is_whole_with_what_is_copied(tmp_path: Path) -> None:
    copied("program", tmp_path)
    environment = {"RETREAT_DATA": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"}
    # From that folder, whose modules come before those that are installed.
    command = [sys.executable, "-m", "server.cli", "migrate"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "retreat.db").exists()


@pytest.mark.slow
def test_the_model_is_put_together_with_what_is_copied(tmp_path: Path) -> None:
    copied("speech", tmp_path)
    environment = {"RETREAT_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
    put = [sys.executable, "deploy/model.py", "base", str(tmp_path / "models")]
    subprocess.run(put, cwd=tmp_path, env=environment, check=True)
    from transcription.weights import find

    assert find("base", tmp_path / "models").sha256 in (tmp_path / "models/base/model.bin.sha256").read_text()


@pytest.mark.parametrize("tls", ["", "tls internal"])
def test_caddy_takes_its_file(tls: str) -> None:
    if CADDY is None:
        pytest.fail("Caddy is not installed: run `make test`, which installs it.")
    command = [CADDY, "adapt", "--validate", "--config", str(ROOT / "deploy/Caddyfile")]
    environment = {"SITE": "retreat.example.org", "SITE_TLS": tls, "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    configuration = json.dumps(json.loads(done.stdout))
    host, port = re.search(r'"dial": "(\w+):(\d+)"', configuration).groups()  # type: ignore[union-attr]
    assert host in SERVICES and port in of("app", "EXPOSE")
    assert ('"module": "internal"' in configuration) == bool(tls)
