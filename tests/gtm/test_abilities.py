"""What the runtime cannot run is told, and the lists of what it can are those of its JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gtm.page import exported
from validator.gtm import abilities, runtime
from validator.gtm.abilities import unsupported
from validator.gtm.container_file import read_container

JAVASCRIPT = {file.stem: file.read_text(encoding="utf-8") for file in Path(runtime.__file__).parent.glob("*.js")}


def _keys(file: str, start: str) -> set[str]:
    """The keys of one object literal: at two spaces of indentation."""
    body = JAVASCRIPT[file].split(start, 1)[1].split("\n};", 1)[0]
    return set(re.findall(r"^  (\w+)(?::|\()", body, re.MULTILINE))


def test_tags_are_those_of_the_javascript() -> None:
    found = {name for text in JAVASCRIPT.values() for name in re.findall(r"^TAGS\.(\w+) =", text, re.MULTILINE)}
    assert found == set(abilities.TAGS)


def test_variables_are_those_of_the_javascript() -> None:
    assert _keys("variables", "const VARIABLES = {") | {"jsm"} == set(abilities.VARIABLES)


def test_apis_are_those_of_the_javascript() -> None:
    assert _keys("sandbox", "const SANDBOX = {") == set(abilities.APIS.split(" "))


def test_every_file_is_served() -> None:
    assert set(runtime.FILES) == set(JAVASCRIPT)


@pytest.mark.parametrize("name", sorted(JAVASCRIPT))
def test_files_are_small(name: str) -> None:
    assert JAVASCRIPT[name].startswith("// "), "the first line says what the file holds"
    assert JAVASCRIPT[name].count("\n") <= 400


def test_unsupported() -> None:
    asks = "const log = require('logToConsole');\nconst m = require('internal.magic');\n"
    code = f"___SANDBOXED_JS_FOR_WEB_TEMPLATE___\n{asks}"
    told = exported(
        {
            "tags": [
                {"name": "Fine", "type": "gaawe", "params": {"eventName": "x"}},
                {"name": "Strange", "type": "frobnicate"},
                {"name": "Resting", "type": "frobnicate", "paused": True},
                {"name": "Template", "type": "cvt_99_5"},
                {"name": "Lost", "type": "cvt_99_6"},
                {"name": "Google", "type": "googtag", "params": {"tagId": "GT-ABC"}},
            ],
            "triggers": [{"name": "Odd", "type": "SOMETHING_NEW"}],
            "variables": [{"name": "What", "type": "zz"}],
            "templates": [{"containerId": "99", "templateId": "5", "name": "T", "templateData": code}],
        }
    )
    assert [str(one) for one in unsupported(read_container(told, "c.json"))] == [
        "tag ‘Strange’: tags of type frobnicate are not known",
        "tag ‘Template’: its template asks for internal.magic",
        "tag ‘Lost’: the code of its template is not in the container",
        "tag ‘Google’: what GT-ABC stands for is known to Google only",
        "variable ‘What’: variables of type zz are not known",
        "trigger ‘Odd’: triggers of type somethingNew are not known",
    ]
