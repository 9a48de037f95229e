"""Where the hub keeps its files: one folder, the home, with a fixed layout."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import HomeError

HOME_VARIABLE = "DUOWANG_HOME"
PROJECT_VARIABLE = "DUOWANG_PROJECT"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_CODE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The folder `DUOWANG_HOME` and the names of what lies in it.

    `landing`, `build`, `restricted` and `secrets` hold personal data or keys and are readable by
    their owner only; `published` is what analysts open; the rest holds no personal value.
    """

    root: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Home:
        """Read `DUOWANG_HOME`; without it, `var/` beside the code."""
        value = (os.environ if env is None else env).get(HOME_VARIABLE, "").strip()
        return cls.at(value or _CODE / "var")

    @classmethod
    def at(cls, folder: str | Path) -> Home:
        """Take any folder as home; relative ones are fixed at once, so a later chdir is harmless.

        Raises:
            HomeError: the path holds a question mark, which DuckDB takes for the end of a file's name.

        """
        root = Path(folder).expanduser().absolute()
        if "?" in str(root):
            raise HomeError(root, "its path holds a question mark", fix="choose a path without one")
        return cls(root)

    @property
    def landing(self) -> Path:
        """Committed batches as Parquet: `<network>/<stream>/<batch_id>/`."""
        return self.root / "landing"

    @property
    def build(self) -> Path:
        """Private folder of the build database and of what dbt writes."""
        return self.root / "build"

    @property
    def build_db(self) -> Path:
        """The build database, written by one task at a time and never opened by readers."""
        return self.build / "build.duckdb"

    @property
    def dbt_target(self) -> Path:
        """Compiled SQL and run results of dbt: private, since database errors quote values."""
        return self.build / "target"

    @property
    def restricted(self) -> Path:
        """Private folder of the crosswalk between source records and residents."""
        return self.root / "restricted"

    @property
    def identity_db(self) -> Path:
        """Registry of residents with their personal fields."""
        return self.restricted / "identity.duckdb"

    @property
    def secrets(self) -> Path:
        """Private folder of generated keys."""
        return self.root / "secrets"

    @property
    def resident_key_file(self) -> Path:
        """The generated secret of resident keys, when no Connection gives one."""
        return self.secrets / "resident_key"

    @property
    def published(self) -> Path:
        """Versioned folders, each with one `hub.duckdb`, and the link `current`."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The relative link to the version that readers see."""
        return self.published / "current"

    @property
    def hub_db(self) -> Path:
        """The published database, through the link."""
        return self.current / "hub.duckdb"

    @property
    def quality(self) -> Path:
        """Results of the quality suites and the Data Docs."""
        return self.root / "quality"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.root / "logs"

    @property
    def runs(self) -> Path:
        """One JSON record a run."""
        return self.root / "runs"

    @property
    def locks(self) -> Path:
        """Lock files; the kernel releases a lock when its process ends, however it ends."""
        return self.root / "locks"

    def county(self, adcode: str) -> Home:
        """The home of one county, where the hub has several."""
        return Home(self.root / "counties" / adcode)

    @property
    def province(self) -> Home:
        """The home of what several counties make together."""
        return Home(self.root / "province")

    def prepare(self) -> Home:
        """Make the folders with their modes.

        Raises:
            HomeError: the home cannot be written.

        """
        public = (self.root, self.published, self.quality, self.logs, self.runs, self.locks)
        private = (self.landing, self.build, self.restricted, self.secrets)
        try:
            for folder in public:
                folder.mkdir(parents=True, exist_ok=True)
            for folder in private:
                folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
                if folder.stat().st_mode & 0o777 != PRIVATE_FOLDER:
                    folder.chmod(PRIVATE_FOLDER)
        except OSError as error:
            raise HomeError(self.root, error) from error
        return self


def dbt_project(env: Mapping[str, str] | None = None) -> Path:
    """Find the dbt project: `DUOWANG_PROJECT`, else `dbt_project/` beside the package.

    Raises:
        HomeError: there is no `dbt_project.yml` in that folder.

    """
    value = (os.environ if env is None else env).get(PROJECT_VARIABLE, "").strip()
    folder = Path(value).expanduser().absolute() if value else _CODE / "dbt_project"
    if not (folder / "dbt_project.yml").is_file():
        raise HomeError(
            folder,
            "no dbt_project.yml there",
            fix=f"set {PROJECT_VARIABLE} to the folder that holds dbt_project.yml",
        )
    return folder
