"""The site reads its environment once, and refuses to start half-configured in production."""

from pathlib import Path

import pytest

from journal import vault
from mingfa.environment import ConfigurationError, read_environment

ROOT = Path("/srv/mingfa")


@pytest.fixture
def whole(tmp_path):
    """An environment fit for production."""
    vault.make_keys(tmp_path)
    return {
        "MINGFA_PRODUCTION": "1",
        "MINGFA_SECRET_KEY": "s" * 50,
        "MINGFA_HOSTS": "mingfa.example.gov.cn, 10.0.0.5",
        "MINGFA_BASE_URL": "https://mingfa.example.gov.cn",
        "DATABASE_URL": "postgresql:///mingfa?host=/run/postgresql",
        "MINGFA_KEYS": str(tmp_path),
    }


def test_one_computer_needs_no_variable(tmp_path):
    read = read_environment({}, tmp_path)
    assert not read.production
    assert read.database_url == f"sqlite:///{tmp_path}/var/mingfa.db"
    assert read.keys == tmp_path / "var" / "keys"
    assert len(read.secret_key) >= 50
    assert not read.behind_proxy
    assert not read.staff_second_factor


def test_production_is_careful_by_default(whole):
    read = read_environment(whole, ROOT)
    assert read.production
    assert read.behind_proxy
    assert read.staff_second_factor
    assert read.hosts == ("mingfa.example.gov.cn", "10.0.0.5")


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("MINGFA_SECRET_KEY", "short", "MINGFA_SECRET_KEY"),
        ("MINGFA_HOSTS", "", "MINGFA_HOSTS"),
        ("MINGFA_HOSTS", "a.example,*", "MINGFA_HOSTS"),
        ("MINGFA_BASE_URL", "http://mingfa.example.gov.cn", "MINGFA_BASE_URL"),
        ("DATABASE_URL", "", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////srv/mingfa.db", "DATABASE_URL"),
        ("MINGFA_KEYS", "/nowhere", "the file lookup is missing"),
        ("MINGFA_LOG_LEVEL", "LOUD", "MINGFA_LOG_LEVEL"),
        ("MINGFA_PRODUCTION", "perhaps", "MINGFA_PRODUCTION"),
        ("MINGFA_BEHIND_PROXY", "2", "MINGFA_BEHIND_PROXY"),
    ],
)
def test_what_is_missing_or_wrong_is_named(whole, name, value, named):
    with pytest.raises(ConfigurationError, match=named):
        read_environment(whole | {name: value}, ROOT)


def test_all_faults_are_named_at_once():
    with pytest.raises(ConfigurationError) as refused:
        read_environment({"MINGFA_PRODUCTION": "1", "MINGFA_BEHIND_PROXY": "maybe"}, ROOT)
    for name in (
        *("MINGFA_SECRET_KEY", "MINGFA_HOSTS", "MINGFA_BASE_URL", "DATABASE_URL"),
        *("encryption", "lookup", "signing", "MINGFA_BEHIND_PROXY"),
    ):
        assert name in str(refused.value)


def test_no_secret_is_made_up_in_production(whole):
    del whole["MINGFA_SECRET_KEY"]
    (Path(whole["MINGFA_KEYS"]) / "django-secret").unlink()
    with pytest.raises(ConfigurationError, match="MINGFA_SECRET_KEY"):
        read_environment(whole, ROOT)


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("YES", True), ("off", False)])
def test_a_switch_is_read_as_it_is_meant(whole, word, meant):
    whole["MINGFA_STAFF_SECOND_FACTOR"] = word
    assert read_environment(whole, ROOT).staff_second_factor is meant
