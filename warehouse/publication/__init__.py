"""Publication: a checked build becomes a new version, and one link decides which version is read."""

from warehouse.publication.publish import Publication, publish
from warehouse.publication.versions import current_version, rollback, versions

__all__ = ["Publication", "current_version", "publish", "rollback", "versions"]
