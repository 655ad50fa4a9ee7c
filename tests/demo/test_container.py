"""The container is a sound export: whatever one part names, another part is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from validator.demo import Shop
from validator.demo.server import SHOP, shop_files
from validator.gtm.container_file import read_container

BUILT_IN_TRIGGERS = {"2147479553", "2147479572", "2147479573"}


@pytest.fixture(scope="module")
def version() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(shop_files()["container.json"])
    assert told["exportFormatVersion"] == 2
    return dict(told["containerVersion"])


def names(version: dict[str, Any], part: str) -> list[str]:
    return [row["name"] for row in version[part]]


def test_the_shop_serves_it(shop: Shop) -> None:
    container = read_container(requests.get(f"{shop.url}/container.json").text, "container.json")
    assert container.id == "GTM-DEMO123"
    assert {"googtag", "gaawe", "ua", "html"} == {tag.type for tag in container.tags}


@pytest.mark.parametrize(("part", "id"), [("tag", "tagId"), ("trigger", "triggerId"), ("variable", "variableId")])
def test_names_and_ids_are_unique(version: dict[str, Any], part: str, id: str) -> None:
    assert len(set(names(version, part))) == len(version[part])
    assert len({row[id] for row in version[part]}) == len(version[part])


def test_every_tag_has_a_trigger_and_every_trigger_a_tag(version: dict[str, Any]) -> None:
    known = {row["triggerId"] for row in version["trigger"]}
    used = {id for row in version["tag"] for id in row["firingTriggerId"]}
    assert used - BUILT_IN_TRIGGERS == known


def test_every_variable_is_there_and_used(version: dict[str, Any]) -> None:
    text = json.dumps([version["tag"], version["trigger"], version["variable"]], ensure_ascii=False)
    used = set(re.findall(r"\{\{([^{}]+)\}\}", text)) - {"_event"}
    own = set(names(version, "variable"))
    assert used <= own | set(names(version, "builtInVariable"))
    assert own <= used


def test_every_folder_is_there(version: dict[str, Any]) -> None:
    folders = {row["folderId"] for row in version["folder"]}
    parts = (row for part in ("tag", "trigger", "variable") for row in version[part])
    assert {row["parentFolderId"] for row in parts} == folders


def test_every_push_of_the_shop_has_a_trigger(version: dict[str, Any]) -> None:
    tracking = (SHOP / "static" / "tracking.js").read_text()
    pushed = set(re.findall(r'(?:pushEcommerce\(|event: )"(\w+)"', tracking))
    heard = {
        parameter["value"]
        for trigger in version["trigger"]
        for condition in trigger.get("customEventFilter", [])
        for parameter in condition["parameter"]
        if parameter["key"] == "arg1"
    }
    assert pushed - {"consent_answered"} == heard
