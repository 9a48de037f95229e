"""The mirror: the version that readers see, copied into PostgreSQL for tools that read nothing else."""

from warehouse.mirror.connection import CONN_ID, MirrorConnection
from warehouse.mirror.errors import MirrorError
from warehouse.mirror.mirroring import Mirrored, mirror

__all__ = ["CONN_ID", "MirrorConnection", "MirrorError", "Mirrored", "mirror"]
