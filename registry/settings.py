"""The settings of one installation, read from the environment, and where its shipped content lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """The folder that holds templates/, static/, labs/ and standards/: the package's own copy, or the checkout."""
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent


def _setting(default: str, help_text: str) -> str:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """How one installation runs. Each field is read from `REGISTRY_` and its name in capitals."""

    data_dir: str = _setting("var", "Folder for the database, the search index, caches and keys.")
    database_url: str = _setting(
        "",
        "Database address, sqlite:///… or postgresql://…. Empty: registry.db in the data folder.",
    )
    base_url: str = _setting(
        "",
        "Public address of the site, for absolute links. Empty: links stay relative.",
    )
    trusted_hosts: str = _setting("", "Host names that requests may carry, by comma. Empty: any.")
    proxies: str = _setting(
        "",
        "Addresses or networks of reverse proxies whose X-Forwarded-For is believed, by comma. Empty: none.",
    )
    operator: str = _setting("operator", "Name under which imports from files are recorded.")
    two_reviewers: str = _setting(
        "",
        "Records that need two reviewers, by comma: all, labs, joint, standards, vocabulary, or how paths begin.",
    )
    search: str = _setting(
        "whoosh",
        "Search engine: whoosh, or tantivy, which large catalogues need and the extra `tantivy` brings.",
    )
    secret_key: str = _setting(
        "",
        "Secret that codes and fingerprints are made with, 32 characters or more. Empty: made in the data folder.",
    )
    origin: str = _setting(
        "",
        "Name of the public log in its checkpoints, for good. Empty: the host of the base URL, or lab-safety-registry.",
    )

    contact: str = _setting(
        "",
        "Where readers reach the operator: an e-mail or https address. Empty: pages say that none is given.",
    )
    security_contact: str = _setting(
        "", "Where flaws of the software are reported, likewise; for security.txt. Empty: the contact."
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings from a mapping such as os.environ; empty values and other names are passed over."""
        named = {item.name: environ.get(f"REGISTRY_{item.name.upper()}", "") for item in fields(cls)}
        return cls(**{name: value for name, value in named.items() if value})

    @property
    def data_path(self) -> Path:
        """The data folder."""
        return Path(self.data_dir)

    @property
    def database(self) -> str | Path:
        """The database that is in use: an address, or the path of a file in the data folder."""
        return self.database_url or self.data_path / "registry.db"

    @property
    def index_path(self) -> Path:
        """The folder of the search index."""
        return self.data_path / "index"

    @property
    def keys_path(self) -> Path:
        """The folder of the keys."""
        return self.data_path / "keys"

    @property
    def log_name(self) -> str:
        """The name of the public log."""
        return self.origin or urlsplit(self.base_url).hostname or "lab-safety-registry"

    @property
    def hosts(self) -> list[str] | None:
        """The host names that requests may carry, or None for any."""
        names = [name.strip() for name in self.trusted_hosts.split(",") if name.strip()]
        return names or None


def settings_table() -> tuple[tuple[str, str, str], ...]:
    """Every setting as (environment name, default, help): the table that the README shows."""
    return tuple(
        (
            f"REGISTRY_{item.name.upper()}",
            "" if item.default is MISSING else str(item.default),
            item.metadata["help"],
        )
        for item in fields(Settings)
    )
