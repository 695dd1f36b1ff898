"""The site's configuration: read once from the environment, typed, refused when incomplete.

`docs/configuration.md` lists every variable. Nothing else in the product reads
the environment.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path


class ConfigurationError(Exception):
    """The site must not start: the message names every variable that is missing or wrong."""


@dataclass(frozen=True)
class Environment:
    """What differs between one installation and the next."""

    production: bool
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    database_url: str
    var: Path
    keys: Path
    seals: Path
    statutes: Path
    behind_proxy: bool
    staff_second_factor: bool
    log_level: str
    city: str
    proxies: tuple[str, ...] = ()
    checks_a_day: int = 100
    checks_told: bool = True
    mail_url: str = ""
    mail_from: str = ""
    outage_minutes: int = 30


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
WEB_KEYS = ("encryption", "lookup", "signing")
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def read_environment(values: Mapping[str, str], root: Path) -> Environment:
    """Build the configuration of the product that lies at `root`.

    Outside production every variable has a default that suits one computer. In production the
    variables without a safe default must be given. Raises ConfigurationError naming all faults.
    """
    faults: list[str] = []
    production = _flag(values, "MINGFA_PRODUCTION", False, faults)
    var = Path(values.get("MINGFA_VAR", root / "var"))
    keys = Path(values.get("MINGFA_KEYS", var / "keys"))
    hosts = tuple(h.strip() for h in values.get("MINGFA_HOSTS", "").split(",") if h.strip())
    environment = Environment(
        production=production,
        secret_key=values.get("MINGFA_SECRET_KEY", "") or _kept_secret(keys, production),
        hosts=hosts or (() if production else ("127.0.0.1", "localhost", "[::1]", "testserver")),
        base_url=values.get("MINGFA_BASE_URL", "" if production else "http://127.0.0.1:8000"),
        database_url=values.get("DATABASE_URL", "" if production else f"sqlite:///{var}/mingfa.db"),
        var=var,
        keys=keys,
        seals=Path(values.get("MINGFA_SEALS", var / "seals")),
        statutes=Path(values.get("MINGFA_STATUTES", root.parent / "shared" / "statutes")),
        behind_proxy=_flag(values, "MINGFA_BEHIND_PROXY", production, faults),
        proxies=_networks(values, "MINGFA_PROXIES", faults),
        staff_second_factor=_flag(values, "MINGFA_STAFF_SECOND_FACTOR", production, faults),
        log_level=values.get("MINGFA_LOG_LEVEL", "INFO"),
        city=values.get("MINGFA_CITY", "云泽市"),
        checks_a_day=_number(values, "MINGFA_CHECKS_A_DAY", 100, faults),
        checks_told=_flag(values, "MINGFA_CHECKS_TOLD", True, faults),
        mail_url=values.get("MINGFA_MAIL_URL", ""),
        mail_from=values.get("MINGFA_MAIL_FROM", ""),
        outage_minutes=_number(values, "MINGFA_OUTAGE_MINUTES", 30, faults),
    )
    if environment.log_level not in LOG_LEVELS:
        faults.append(f"MINGFA_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
    if environment.mail_url and "@" not in environment.mail_from:
        faults.append("MINGFA_MAIL_FROM must name the sender of what MINGFA_MAIL_URL sends")
    faults += _half_configured(environment) if production else []
    if faults:
        raise ConfigurationError("Mingfa does not start: " + "; ".join(faults) + ".")
    return environment


def _flag(values: Mapping[str, str], name: str, default: bool, faults: list[str]) -> bool:
    word = values.get(name, "").strip().lower()
    if word not in ("", *YES, *NO):
        faults.append(f"{name} must be 1 or 0, not {word!r}")
    return word in YES if word else default


def _networks(values: Mapping[str, str], name: str, faults: list[str]) -> tuple[str, ...]:
    """Addresses or networks, with commas between them."""
    found = tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())
    try:
        return tuple(str(ip_network(part)) for part in found)
    except ValueError:
        faults.append(f"{name} must hold addresses or networks, not {values[name]!r}")
        return ()


def _number(values: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    word = values.get(name, "").strip()
    if word and not (word.isascii() and word.isdigit()):
        faults.append(f"{name} must be a whole number, not {word!r}")
        return default
    return int(word) if word else default


def _kept_secret(keys: Path, production: bool) -> str:
    """The secret of `var/keys`, made by `make run`; one for this process alone where none is."""
    kept = keys / "django-secret"
    if os.path.isfile(kept) and os.access(kept, os.R_OK):
        return kept.read_text(encoding="ascii").strip()
    return "" if production else secrets.token_urlsafe(50)


def _half_configured(environment: Environment) -> list[str]:
    """What production lacks. Whether the values are good is asked by `mingfa.checks`."""
    faults = []
    if len(environment.secret_key) < 50:
        faults.append("MINGFA_SECRET_KEY must have at least 50 characters")
    if not environment.hosts or "*" in environment.hosts:
        faults.append("MINGFA_HOSTS must name the hosts, without *")
    if not environment.base_url.startswith("https://"):
        faults.append("MINGFA_BASE_URL must start with https://")
    if not environment.database_url.startswith(("postgres://", "postgresql://")):
        faults.append("DATABASE_URL must name a PostgreSQL database")
    return faults + [
        f"MINGFA_KEYS: the file {name} is missing in {environment.keys}"
        for name in WEB_KEYS
        if not os.path.isfile(environment.keys / name)  # False also where we may not look
    ]
