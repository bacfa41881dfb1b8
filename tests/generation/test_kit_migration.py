"""What brands said of themselves before kits had versions becomes version 1 of each."""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from generation.brief import BrandKit
from generation.canonical import content_hash

BEFORE, AFTER = [("generation", "0006_rewrites")], [("generation", "0007_brand_kits")]


@pytest.fixture
def empty_database(django_db_blocker) -> Iterator[Any]:
    """A database of its own, with nothing in it: no other test is to meet half of our tables."""
    name = f"kits_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        usual, settings = connections["default"], dict(connections.databases["default"])
        if connection.vendor == "postgresql":
            with usual._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f"CREATE DATABASE {name}")
        connections.databases["default"]["NAME"] = name if connection.vendor == "postgresql" else ":memory:"
        connections["default"] = connections.create_connection("default")
        yield connections["default"]
        connections["default"].close()
        connections.databases["default"]["NAME"] = settings["NAME"]
        connections["default"] = usual
        if connection.vendor == "postgresql":
            with usual._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f"DROP DATABASE {name}")


def migrate(database: Any, targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(database)
    executor.migrate(targets)
    return MigrationExecutor(database).loader.project_state(targets).apps


def test_columns_become_version_1_and_come_back(empty_database):
    apps = migrate(empty_database, BEFORE)
    apps.get_model("generation", "Brand").objects.create(
        name="Café Süd",
        slug="sued",
        voice="Ruhig.",
        banned_words="billig\n\n hurry \n",
        sender_name="Café Süd",
        website="https://sued.example",
        postal_address="Am Markt 1, Köln",
        legal_footer="Café Süd GmbH",
        unsubscribe_url="{{ abmelden }}",
        logo_text="S",
        color_accent="#112233",
        merge_tags=[{"name": "vorname", "sample": "Jörg"}],
    )
    apps.get_model("generation", "Brand").objects.create(name="Plain", slug="plain")

    apps = migrate(empty_database, AFTER)
    brand = apps.get_model("generation", "Brand").objects.select_related("kit_version").get(slug="sued")
    version = brand.kit_version
    kit = BrandKit.model_validate(version.kit | {"name": brand.name, "version": version.number})

    assert (version.brand_id, version.number) == (brand.pk, 1)
    assert version.checksum == content_hash(version.kit)
    assert (kit.voice, kit.banned_words) == ("Ruhig.", ("billig", "hurry"))
    assert (kit.sender_name, kit.website) == ("Café Süd", "https://sued.example")
    assert (kit.postal_address, kit.legal_footer) == ("Am Markt 1, Köln", "Café Süd GmbH")
    assert (kit.unsubscribe_url, kit.logo_text) == ("{{ abmelden }}", "S")
    assert (kit.color_accent, kit.color_ink) == ("#112233", "#1d1d1b")
    assert [(tag.name, tag.sample, tag.fallback) for tag in kit.merge_tags] == [("vorname", "Jörg", "")]

    apps = migrate(empty_database, BEFORE)
    brand = apps.get_model("generation", "Brand").objects.get(slug="sued")
    assert (brand.voice, brand.banned_words) == ("Ruhig.", "billig\nhurry")
    assert brand.merge_tags == [{"name": "vorname", "sample": "Jörg", "fallback": ""}]
    assert ("generation", "0007_brand_kits") not in MigrationRecorder(empty_database).applied_migrations()
