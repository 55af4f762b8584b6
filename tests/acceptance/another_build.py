"""The client as another build of it would be: every built file has another name, and so has the version."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

_TEXT = {".js", ".css", ".html", ".json"}
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def serve_another_build(folder: Path, mark: str) -> None:
    """Put another build, told from others by `mark`, in the place of the one in `folder`, as an update does."""
    immutable = folder / "_app" / "immutable"
    files = [it for it in immutable.rglob("*") if it.is_file()]
    renamed = {it.name: f"{it.stem}{mark}{it.suffix}" for it in files}
    version = re.findall(r'"version":"(\d+)"', (folder / "_app" / "version.json").read_text())[0]
    names = re.compile("|".join(map(re.escape, sorted([*renamed, version], key=len, reverse=True))))
    for path in [it for it in folder.rglob("*") if it.suffix in _TEXT]:
        text = names.sub(lambda it: renamed.get(it[0], f"{version}{len(mark)}"), path.read_text())
        path.write_text(_with_hash(text) if path.name == "index.html" else text)
    for path in files:
        path.rename(path.with_name(renamed[path.name]))


def copy_of_the_build(build: Path, folder: Path) -> Path:
    return Path(shutil.copytree(build, folder))


def _with_hash(page: str) -> str:
    """The page's rules name its script by what is in it."""
    script = _SCRIPT.findall(page)[-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return re.sub(r"(script-src 'self' 'sha256-)[^']+", rf"\g<1>{digest}", page)
