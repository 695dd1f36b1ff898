"""Monitors learn whether the site works, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from journal import vault
from mingfa import actions


@pytest.fixture
def keys_in(settings, tmp_path):
    """The site with keys in a folder of its own."""
    vault.make_keys(tmp_path)
    settings.ENVIRONMENT = type(settings.ENVIRONMENT)(
        **{**settings.ENVIRONMENT.__dict__, "keys": tmp_path}
    )
    return tmp_path


def test_the_process_is_up_without_asking_anybody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")


def test_the_site_is_ready_with_a_living_worker(client, db):
    assert client.get("/readyz").status_code == 503
    actions.beat("w", now=timezone.now() - timedelta(seconds=61))
    assert client.get("/readyz").json()["worker"] is False
    actions.beat("w", now=timezone.now())
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert set(reply.json().values()) == {True}


def test_a_missing_key_makes_the_site_unready(client, db, keys_in):
    actions.beat("w", now=timezone.now())
    assert client.get("/readyz").status_code == 200
    (keys_in / "lookup").unlink()
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["keys"]) == (503, False)
    assert str(keys_in) not in reply.content.decode()


def test_a_migration_that_waits_makes_the_site_unready(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mingfa'")
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["migrations"]) == (503, False)


def test_production_is_not_ready_on_demonstration_data(client, db, settings):
    actions.beat("w", now=timezone.now())
    actions.mark_as_demonstration(now=timezone.now())
    assert client.get("/readyz").status_code == 200
    settings.ENVIRONMENT = type(settings.ENVIRONMENT)(
        **{**settings.ENVIRONMENT.__dict__, "production": True}
    )
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["data"]) == (503, False)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_said_and_not_a_fault(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all")
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    reply = client.get("/readyz")
    connection.close()
    assert reply.status_code == 503
    assert reply.json()["database"] is False
