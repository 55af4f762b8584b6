"""Founding a programme: the installation asks for it, and its first steward is somebody with an account."""

from uuid import NAMESPACE_URL, uuid5

from server.domain.access import THE_INSTALLATION
from server.domain.commands import FoundProgramme
from server.live.handle import Committer


def found(committer: Committer, seed: str, name: str, steward_name: str) -> tuple[str, str]:
    """(programme, steward) of a new programme. All ids are made from the seed: asked again, nothing happens twice."""
    programme, steward, command = (
        str(uuid5(NAMESPACE_URL, f"{seed} {it}")) for it in ("programme", "steward", "command")
    )
    founding = FoundProgramme(id=command, name=name, steward=steward, steward_name=steward_name)
    committer.submit(programme, THE_INSTALLATION.id, founding).result()
    return programme, steward
