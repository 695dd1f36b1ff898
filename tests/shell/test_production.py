"""The way into production as docs/production.md walks it: roles, tables, checks, and refusals."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from journal import vault
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
CHECK = ("check", "--deploy", "--fail-level", "WARNING", "--database", "default")


class Site:
    """An installation of its own on a server that waits for its disk."""

    def __init__(self, name, folder, cluster):
        self.name, self.folder, self.server = name, folder, cluster
        self.host = str(cluster.folder)
        self.keys = folder / "keys"
        vault.make_keys(self.keys)
        (self.keys / "seal").unlink()
        self.changed = {}

    def manage(self, *words, role="app", more=None):
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("MINGFA_", "DATABASE_"))}
        site = {
            "MINGFA_PRODUCTION": "1",
            "MINGFA_SECRET_KEY": "zX3-" * 16 + "abcdefghijklm",
            "MINGFA_HOSTS": "mingfa.example.gov.cn",
            "MINGFA_BASE_URL": "https://mingfa.example.gov.cn",
            "MINGFA_VAR": str(self.folder),
            "MINGFA_KEYS": str(self.keys),
            "DATABASE_URL": f"postgresql:///{self.name}?host={self.host}&user={self.name}_{role}",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=kept | site | (more or {}),
            capture_output=True,
            text=True,
            check=False,
        )

    def psql(self, *words, user, database):
        done = subprocess.run(
            [
                *(postgres.binaries() / "psql", "-q", "-v", "ON_ERROR_STOP=1"),
                *("-h", self.host, "-U", user, "-d", database, *words),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Made by the documented steps, once; each test undoes what it breaks."""
    cluster = postgres.Cluster()
    cluster.start()
    made = Site("site", tmp_path_factory.mktemp("site"), cluster)
    names = ("-v", f"database={made.name}", "-v", f"prefix={made.name}")
    made.psql(*names, "-f", ROOT / "deploy/postgres.sql", user=cluster.user, database="template1")
    for words in (("migrate", "--verbosity=0"), ("createcachetable",)):
        done = made.manage(*words, role="owner")
        assert done.returncode == 0, done.stderr
    after = ROOT / "deploy/postgres-after-migrate.sql"
    made.psql("-f", after, user=f"{made.name}_owner", database=made.name)
    (made.folder / "static").mkdir()
    yield made
    cluster.stop()


# One worker begins with all of them, so that the site is made once.
pytestmark = [pytest.mark.postgres, pytest.mark.long]


def test_a_site_made_by_the_book_passes_the_deployment_check(site):
    laxer = {"PGOPTIONS": "-c synchronous_commit=off"}  # what a session asks for does not win
    done = site.manage(*CHECK, more=laxer)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_everything_careless_is_told(site):
    careless = {
        "MINGFA_STAFF_SECOND_FACTOR": "0",
        "MINGFA_BASE_URL": "https://other.example",
        "MINGFA_SECRET_KEY": "a" * 60,
    }
    (site.keys / "lookup").chmod(0o640)
    (site.keys / "seal").write_bytes(b"seal")
    try:
        with a_demonstration(site):
            done = site.manage(*CHECK, more=careless, role="owner")
    finally:
        (site.keys / "lookup").chmod(0o600)
        (site.keys / "seal").unlink()
    assert done.returncode == 1
    told = {
        "mingfa.W013": "staff sign in by a password alone",
        "mingfa.E012": "the address of the site is not its own",
        "security.W009": "the secret is none",
        "mingfa.E021": "others can read a key",
        "mingfa.E022": "the web can read the seal",
        "mingfa.E030": "demonstration data",
        "mingfa.E039": "the owner of the tables serves",
    }
    assert [what for fault, what in told.items() if fault not in done.stderr] == []


@contextmanager
def a_demonstration(site):
    owner = {"user": f"{site.name}_owner", "database": site.name}
    made = "INSERT INTO mingfa_installation (id, is_demonstration, made_at) VALUES (1, true, now())"
    site.psql("-c", made, **owner)
    try:
        yield
    finally:
        site.psql("-c", "DELETE FROM mingfa_installation", **owner)


def test_a_half_configured_site_does_not_start_and_says_why_in_one_line(site):
    done = site.manage("check", more={"MINGFA_HOSTS": "", "MINGFA_SECRET_KEY": "short"})
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert "MINGFA_HOSTS" in line
    assert "MINGFA_SECRET_KEY" in line


def test_a_site_with_demonstration_data_does_not_open(site):
    with a_demonstration(site):
        opened = site.manage("shell", "--no-imports", "-c", "import mingfa.wsgi")
    assert opened.returncode == 1
    assert "the database holds the demonstration city" in opened.stderr


def test_a_server_that_may_forget_and_a_superuser_do_not_pass(site):
    forgetful = os.environ["DATABASE_URL"]  # the suite's own: see postgres.HASTY
    told = site.manage(*CHECK, more={"DATABASE_URL": forgetful}).stderr
    assert "fsync is off" in told
    assert "full_page_writes is off" in told
    assert "mingfa.E038" in told  # a superuser


@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_webs_role_cannot_even_try_to_change_the_journal(site, act):
    with pytest.raises(AssertionError, match="permission denied"):
        site.psql("-c", act.format("journal_entry"), user=f"{site.name}_app", database=site.name)


def test_the_readers_role_reads_and_does_not_write(site):
    reader = {"user": f"{site.name}_read", "database": site.name}
    assert site.psql("-Atc", "SELECT count(*) FROM people_person", **reader) == "0"
    with pytest.raises(AssertionError, match=r"read-only|permission denied"):
        site.psql("-c", "DELETE FROM people_person", **reader)


@pytest.mark.django_db
def test_the_cluster_knows_chinese_letters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '宪法' ~ '^\\w+$'")
        assert cursor.fetchone()[0]
