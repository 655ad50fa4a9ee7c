"""Containers are read from exports and published scripts, and bad files are told where they are bad."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gtm.page import exported
from validator.gtm.container_file import read_container
from validator.model.container import ContainerCondition
from validator.model.location import InputError


def test_export_tag() -> None:
    told = exported(
        {
            "tags": [
                {
                    "name": "T",
                    "type": "gaawe",
                    "params": {"flag": True, "number": 3, "rows": [{"a": "1"}], "text": "{{x}}"},
                    "fires": ["All Pages"],
                    "paused": True,
                    "priority": {"type": "INTEGER", "value": "7"},
                    "scheduleStartMs": "1500",
                    "tagFiringOption": "ONCE_PER_LOAD",
                    "setupTag": [{"tagName": "S", "stopOnSetupFailure": True}],
                    "consent": ["ad_storage"],
                }
            ]
        }
    )
    (tag,) = read_container(told, "c.json").tags
    assert tag.parameters["flag"] is True
    assert tag.parameters["number"] == 3
    assert tag.parameters["rows"] == [{"a": "1"}]
    assert tag.parameters["text"] == "{{x}}"
    assert (tag.paused, tag.priority, tag.starts, tag.ends, tag.option) == (True, 7.0, 1.5, None, "once_per_load")
    assert (tag.setup, tag.consent, tag.consent_types) == (("S",), "needed", ("ad_storage",))
    assert tag.parameters["sequence"]["setup"] == [{"tagName": "S", "stopOnSetupFailure": True}]


def test_export_triggers() -> None:
    told = exported(
        {
            "tags": [{"name": "T", "type": "img", "fires": ["All Pages", "link"]}],
            "triggers": [
                {
                    "name": "link",
                    "type": "LINK_CLICK",
                    "when": [["{{Click URL}}", "MATCH_REGEX", "a", "ignore case", "not"]],
                    "enabled": [["{{Page Path}}", "CONTAINS", "b"]],
                    "settings": {"waitForTags": True},
                }
            ],
        }
    )
    triggers = {trigger.name: trigger for trigger in read_container(told, "c.json").triggers}
    assert triggers["All Pages"].type == "pageview"
    link = triggers["link"]
    assert link.type == "linkClick"
    page = ContainerCondition("contains", "{{Page Path}}", "b")
    assert link.conditions == (ContainerCondition("matchRegex", "{{Click URL}}", "a", True, True), page)
    assert link.parameters == {"waitForTags": True, "uniqueTriggerId": "99_1", "enabledWhen": (page,)}


@pytest.mark.parametrize(
    ("told", "type"),
    [
        ("FORM_SUBMIT", "formSubmission"),
        ("formSubmission", "formSubmission"),
        ("YOU_TUBE_VIDEO", "youTubeVideo"),
        ("youtubeVideo", "youTubeVideo"),
        ("JS_ERROR", "jsError"),
        ("SOMETHING_NEW", "somethingNew"),
        ("somethingNew", "somethingNew"),
    ],
)
def test_trigger_types(told: str, type: str) -> None:
    text = exported({"triggers": [{"name": "t", "type": told}]})
    assert read_container(text, "c.json").triggers[0].type == type


def test_built_in_variables_that_are_used_are_there() -> None:
    text = exported({"tags": [{"name": "T", "type": "img", "params": {"url": "{{Click Text}}"}}]})
    variables = {variable.name: variable for variable in read_container(text, "c.json").variables}
    assert variables["Click Text"].built_in
    assert variables["Click Text"].parameters == {"varType": "TEXT"}
    assert "Click URL" not in variables


def test_format_of_a_variable() -> None:
    text = exported(
        {
            "variables": [
                {"name": "v", "type": "c", "format": {"caseConversionType": "LOWERCASE", "convertNullToValue": "none"}}
            ]
        }
    )
    told = next(variable for variable in read_container(text, "c.json").variables if variable.name == "v")
    assert told.parameters["formatValue"] == {"caseConversionType": "LOWERCASE", "convertNullToValue": "none"}


def test_what_nobody_knows_is_kept() -> None:
    text = exported(
        {
            "tags": [{"name": "T", "type": "frobnicate", "params": {"a": "b"}}],
            "variables": [{"name": "v", "type": "zz", "params": {"c": "d"}}],
        }
    )
    container = read_container(text, "c.json")
    assert (container.tags[0].type, container.tags[0].parameters) == ("frobnicate", {"a": "b"})
    assert any(variable.type == "zz" for variable in container.variables)
    assert container.raw["tag"][0]["type"] == "frobnicate"


def test_templates_are_known_by_their_number_and_their_id_in_the_gallery() -> None:
    raw = {
        "containerId": "99",
        "templateId": "5",
        "name": "Banner",
        "galleryReference": {"galleryTemplateId": "KDDGR"},
        "templateData": '___INFO___\n{"id": "cvt_ABCDE"}',
    }
    container = read_container(exported({"templates": [raw]}), "c.json")
    assert container.templates == {"cvt_99_5": "Banner", "cvt_KDDGR": "Banner", "cvt_ABCDE": "Banner"}


RESOURCE: dict[str, Any] = {
    "version": "12",
    "macros": [
        {"function": "__e"},
        {"function": "__v", "vtp_name": "gtm.triggers", "vtp_dataLayerVersion": 2, "vtp_setDefaultValue": True},
        {"function": "__aev", "vtp_varType": "TEXT"},
        {"function": "__v", "vtp_name": "price", "vtp_dataLayerVersion": 2, "convert_undefined_to": "0"},
        {
            "function": "__jsm",
            "vtp_javascript": ["template", "(function(){return ", ["escape", ["macro", 3], 8, 16], "})();"],
        },
    ],
    "tags": [
        {
            "function": "__gaawe",
            "once_per_event": True,
            "vtp_eventName": "buy",
            "vtp_measurementIdOverride": "G-1",
            "vtp_eventSettingsTable": ["list", ["map", "parameter", "p", "parameterValue", ["macro", 3]]],
            "consent": ["list", "ad_storage"],
            "setup_tags": ["list", ["tag", 1, 1]],
            "priority": 5,
            "tag_id": 4,
        },
        {
            "function": "__html",
            "vtp_html": ["template", "<b>", ["macro", 3], "</b>"],
            "once_per_load": True,
            "tag_id": 5,
        },
        {"function": "__lcl", "vtp_waitForTags": True, "vtp_uniqueTriggerId": "7_9", "tag_id": 6},
        {"function": "__paused", "vtp_originalTagType": "ua", "tag_id": 7},
    ],
    "predicates": [
        {"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.linkClick"},
        {"function": "_re", "arg0": ["macro", 1], "arg1": "(^$|((^|,)7_9($|,)))"},
        {"function": "_cn", "arg0": ["macro", 2], "arg1": "Buy"},
        {"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.js"},
        {"function": "_re", "arg0": ["macro", 0], "arg1": "add|remove", "ignore_case": True},
    ],
    "rules": [
        [["if", 0, 1, 2], ["add", 0]],
        [["if", 3], ["add", 2, 1]],
        [["if", 4], ["unless", 2], ["add", 0, 3], ["block", 1]],
    ],
}


def published(**changed: Any) -> str:
    data = {"resource": RESOURCE | changed, "runtime": []}
    return f'// Copyright\n(function(){{\nvar data = {json.dumps(data)};\nvar a={{ctid:"GTM-ABC123"}};}})()'


def test_published() -> None:
    container = read_container(published(), "gtm.js")
    assert (container.id, container.version, container.source) == ("GTM-ABC123", "12", "published")
    assert [tag.name for tag in container.tags] == ["GA4 event buy", "Custom HTML", "Paused Universal Analytics"]
    buy, html, paused = container.tags
    assert buy.parameters["eventSettingsTable"] == [{"parameter": "p", "parameterValue": "{{dataLayer price}}"}]
    assert (buy.consent_types, buy.priority, buy.setup) == (("ad_storage",), 5.0, ("Custom HTML",))
    assert (html.option, html.parameters["html"], html.blocking) == (
        "once_per_load",
        "<b>{{dataLayer price}}</b>",
        ("rule 3",),
    )
    assert (paused.paused, paused.type) == (True, "ua")
    assert container.variables[3].parameters["formatValue"] == {"convertUndefinedToValue": "0"}
    assert container.variables[4].parameters["javascript"] == "(function(){return {{dataLayer price}}})();"


def test_published_triggers() -> None:
    triggers = {trigger.id: trigger for trigger in read_container(published(), "gtm.js").triggers}
    assert triggers["rule 1"].type == "linkClick"
    assert triggers["rule 1"].conditions == (ContainerCondition("contains", "{{Click Text}}", "Buy"),)
    assert triggers["rule 1"].parameters["uniqueTriggerId"] == "7_9"
    assert triggers["rule 2"].type == "pageview"
    assert triggers["rule 3"].conditions == (
        ContainerCondition("matchRegex", "{{_event}}", "add|remove", True),
        ContainerCondition("contains", "{{Click Text}}", "Buy", negate=True),
    )
    listener = triggers["listener 2"]
    assert (listener.type, listener.parameters["waitForTags"], listener.parameters["startsAt"]) == (
        "linkClick",
        True,
        "gtm.js",
    )


def test_published_trigger_group() -> None:
    container = read_container(
        published(
            macros=[{"function": "__e"}],
            tags=[
                {"function": "__tg", "vtp_triggerIds": ["list", "7_1_2", "7_1_3"], "vtp_uniqueTriggerId": "7_1"},
                {"function": "__tg", "vtp_isListeningTag": True, "vtp_firingId": "7_1_2"},
                {"function": "__tg", "vtp_isListeningTag": True, "vtp_firingId": "7_1_3"},
            ],
            predicates=[
                {"function": "_eq", "arg0": ["macro", 0], "arg1": "gtm.js"},
                {"function": "_eq", "arg0": ["macro", 0], "arg1": "a"},
                {"function": "_eq", "arg0": ["macro", 0], "arg1": "b"},
            ],
            rules=[[["if", 0], ["add", 0]], [["if", 1], ["add", 1]], [["if", 2], ["add", 2]]],
        ),
        "gtm.js",
    )
    group = next(trigger for trigger in container.triggers if trigger.type == "triggerGroup")
    assert container.tags == ()
    assert group.parameters["triggerIds"] == ["rule 2", "rule 3"]
    assert group.parameters["uniqueTriggerId"] == "7_1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "c.json:1:1: The file is empty."),
        ("  \n", "The file is empty."),
        ("<!DOCTYPE html>", "This is a web page, not a container."),
        ("console.log(1)", "neither an export nor a gtm.js file"),
        ('{"a": 1,\n  "b": }', "c.json:2:8: This is not valid JSON"),
        ("[1]", "an object, this is a list"),
        ('{"a": 1}', "`containerVersion` is missing"),
        ('{"containerVersion": 5}', "`containerVersion` is missing"),
        ('{"containerVersion": {"tag": {}}}', "`tag` should be a list of objects"),
        ('{"containerVersion": {"tag": [{"name": "T", "priority": {"value": "x"}}]}}', "priority of tag ‘T’"),
        (
            '{"containerVersion": {"container": {\n"usageContext": ["SERVER"]}}}',
            "c.json:2:2: This is a server container",
        ),
        ('{"containerVersion": {"container": {"usageContext": ["IOS"]}}}', "a container for IOS"),
        ('var data = {"resource": {"tags": [', "cut or damaged"),
        ('var data = {"resource": {"tags": 5}};', "holds no tags"),
        ('var data = {"resource": {"tags": [], "rules": [[["if", 3]]], "predicates": []}};', "unknown shape"),
    ],
)
def test_bad_files(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_container(text, "c.json")
    assert told in str(caught.value)
    assert "→" in str(caught.value)


def test_the_version_of_the_interface_and_the_bare_resource_are_read_too() -> None:
    version = json.loads(exported({"tags": [{"name": "T", "type": "img"}]}))["containerVersion"]
    assert read_container(json.dumps(version), "c.json").tags[0].name == "T"
    assert read_container("\ufeff" + json.dumps(version), "c.json").tags[0].name == "T"
    assert read_container(json.dumps({"resource": RESOURCE}), "c.json").version == "12"
