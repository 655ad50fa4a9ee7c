"""The recording file: what is written is read again, in full, and what is damaged is said plainly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from validator.model.location import UsageError
from validator.model.recording import Broken, Document, Push, Recording, Request, StepRecord
from validator.recordings import recording_shape
from validator.recordings.recording_file import (
    Journal,
    RecordingError,
    document_of,
    journal_of,
    read_recording,
    write_recording,
)
from validator.recordings.recording_shape import PARTS
from validator.recordings.shape import Shape

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | FLOATS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = {"steps": "number", "documents": "id", "requests": "id", "pushes": "number"}


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation; texts hold everything, half surrogate pairs too."""
    if kind is Any:
        return JSON
    if kind is str:
        return st.text(st.characters(), max_size=8)
    if kind is float:
        return FLOATS
    origin = getattr(kind, "__origin__", None)
    if origin is not None and "Mapping" in str(origin):
        return st.dictionaries(st.text(max_size=4), strategy(get_args(kind)[1]), max_size=2)
    if origin is Sequence:
        return st.lists(strategy(get_args(kind)[0]), max_size=2).map(tuple)
    if origin is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return st.lists(strategy(inner[0]), max_size=2).map(tuple)
        return st.tuples(*map(strategy, inner))
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: strategy(hints[field.name]) for field in fields(kind)})
    if type(None) in get_args(kind):
        return st.none() | strategy(next(each for each in get_args(kind) if each is not type(None)))
    return st.from_type(kind)


ONE = Recording(
    "buy.yaml::Buy",
    "Buy",
    finished=True,
    steps=(StepRecord(1, "goto", "goto /", "performed"),),
    requests=(Request(7, "https://www.google-analytics.com/g/collect", body=b"en=view"),),
    pushes=(Push(1, "dataLayer", {"event": "view"}),),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(recording=strategy(Recording))
def test_everything_written_is_read_again(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round.json"
    write_recording(recording, path)
    assert read_recording(path) == recording


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(recording=strategy(Recording))
def test_a_journal_holds_all_that_was_added(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "grown.json"
    parts = {name: getattr(recording, name) for name in PARTS}
    for name, key in KEYS.items():
        parts[name] = tuple({getattr(each, key): each for each in parts[name]}.values())
    with Journal(path) as journal:
        journal.describe(scenario=recording.scenario, name=recording.name, device=recording.device)
        for part in [each for name in PARTS for each in parts[name]]:
            journal.add(part)
    read = read_recording(path)
    assert {name: getattr(read, name) for name in PARTS} == parts
    assert (read.scenario, read.device, read.finished) == (recording.scenario, recording.device, False)


def test_every_field_of_every_noun_has_its_key() -> None:
    shapes = [each for each in vars(recording_shape).values() if isinstance(each, Shape)]
    assert len(shapes) == 19
    for shape in shapes:
        assert set(shape.kinds) == {field.name for field in fields(shape.noun)}


def test_version_1_as_it_is_written() -> None:
    assert document_of(ONE) == {
        "format": "validator-recording",
        "version": 1,
        "scenario": "buy.yaml::Buy",
        "name": "Buy",
        "finished": True,
        "steps": [{"number": 1, "kind": "goto", "title": "goto /", "status": "performed"}],
        "requests": [{"id": 7, "url": "https://www.google-analytics.com/g/collect", "body": "en=view"}],
        "pushes": [{"number": 1, "layer": "dataLayer", "payload": {"event": "view"}}],
    }


def test_a_body_that_is_no_text_is_written_as_base64() -> None:
    binary = replace(ONE, requests=(Request(1, "https://x.example/", body=b"\x1f\x8b\xff"),))
    assert document_of(binary)["requests"] == [{"id": 1, "url": "https://x.example/", "body_base64": "H4v/"}]


def test_numbers_that_json_does_not_know_are_said(tmp_path: Path) -> None:
    write_recording(replace(ONE, pushes=(Push(1, "dataLayer", {"value": float("nan")}),)), tmp_path / "a.json")
    assert read_recording(tmp_path / "a.json").pushes[0].payload == {"value": {"$type": "number", "value": "NaN"}}


def test_keys_of_a_newer_minor_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "newer.json"
    document = {**document_of(ONE), "version": 1.4, "weather": "fine"}
    document["steps"] = [{**document["steps"][0], "mood": "good"}]
    path.write_text(json.dumps(document))
    assert read_recording(path) == ONE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ('{"format": "validator-rec', "is not JSON: Unterminated string"),
        ("[]", "its JSON is no object"),
        ('{"log": {"entries": []}}', "its “format” must be “validator-recording”, not None"),
        ({"version": 2}, "was written in version 2 of the format; this program reads version 1. Install the newer"),
        ({"version": "one"}, "“version” must be 1, not 'one'"),
        ({"requests": [{"id": 1, "url": "a"}, {"id": 2}]}, "requests[1] has no “url”"),
        ({"requests": [{"id": "x", "url": "a"}]}, "requests[0].id must be a whole number, not 'x'"),
        ({"requests": [{"id": 1, "url": "a", "body_base64": "?"}]}, "requests[0].body_base64 is not base64"),
        (
            {"requests": [{"id": 1, "url": "a", "headers": [["a"]]}]},
            "requests[0].headers[0] must be a name and a value",
        ),
        (
            {"requests": [{"id": 1, "url": "a", "handling": "eaten"}]},
            "requests[0].handling must be one of held, delivered",
        ),
        ({"steps": {}}, "steps must be a list, not an object"),
        ({"seconds": True}, "seconds must be a number, not True"),
        ({"notes": 5}, "notes must be a list, not 5"),
        ({"tags": [{"triggers": []}]}, "tags[0] has no “container”"),
    ],
)
def test_a_damaged_file_is_told_with_what_is_wrong(content: Any, told: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.json"
    path.write_text(content if isinstance(content, str) else json.dumps({**document_of(ONE), **content}))
    with pytest.raises(RecordingError) as raised:
        read_recording(path)
    assert told in str(raised.value)
    assert str(raised.value).startswith(str(path))
    assert isinstance(raised.value, UsageError)


@pytest.mark.parametrize("content", [b"\xff\xfe{", b"[" * 200_000, b"\x00"])
def test_a_file_of_something_else_never_raises_anything_else(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(content)
    with pytest.raises(RecordingError):
        read_recording(tmp_path / "other.json")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        read_recording(tmp_path / "none.json")


def test_a_killed_run_leaves_its_evidence(tmp_path: Path) -> None:
    path = tmp_path / "out" / "buy.json"
    killed = f"""
import os, signal
from pathlib import Path
from validator.model.recording import Request, StepRecord
from validator.recordings.recording_file import Journal
journal = Journal(Path({str(path)!r}))
journal.describe(scenario="buy.yaml::Buy", name="Buy")
journal.add(StepRecord(1, "goto", "goto /", "performed"))
journal.add(Request(7, "https://x.example/"))
journal.add(Request(8, "https://y.example/"))
journal.add(Request(7, "https://x.example/", status=204))
os.kill(os.getpid(), signal.SIGTERM)
"""
    ended = subprocess.run([sys.executable, "-c", killed], check=False)
    assert ended.returncode != 0
    assert not path.exists()
    recording = read_recording(path)
    assert not recording.finished
    assert [step.title for step in recording.steps] == ["goto /"]
    assert [(each.id, each.status) for each in recording.requests] == [(7, 204), (8, None)]
    assert recording.notes == ("The run was stopped before its end; this is what was seen until then.",)


def test_a_journal_that_was_cut_off_in_a_line_is_read_to_there(tmp_path: Path) -> None:
    path = tmp_path / "buy.json"
    with Journal(path) as journal:
        journal.describe(scenario="s", name="n")
        journal.add(Document("d1", "https://shop.example/", 1, 0.1))
        journal.add(Broken("The site did not answer.", 1, "site"))
        journal.note("A body was cut.")
    with journal_of(path).open("ab") as file:
        file.write(b'{"documents": {"id": "d2"')
    recording = read_recording(journal_of(path))
    assert [document.id for document in recording.documents] == ["d1"]
    assert recording.broken == Broken("The site did not answer.", 1, "site")
    assert recording.notes[1:] == ("The last entry of the journal was cut off.", "A body was cut.")


def test_a_journal_damaged_in_the_middle_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "buy.json"
    Journal(path).close()
    with journal_of(path).open("ab") as file:
        file.write(b"oh\n{}\n")
    with pytest.raises(RecordingError, match=r"buy\.jsonl:2: is not a line of a journal"):
        read_recording(path)


def test_a_finished_journal_is_gone_and_the_recording_is_there(tmp_path: Path) -> None:
    path = tmp_path / "buy.json"
    journal = Journal(path)
    journal.add(ONE.steps[0])
    journal.finish(ONE)
    assert [each.name for each in tmp_path.iterdir()] == ["buy.json"]
    assert read_recording(path) == ONE


def test_a_header_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.json") as journal, pytest.raises(TypeError, match="colour"):
        journal.describe(colour="red")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "buy.json"
    write_recording(ONE, path)
    with pytest.raises(TypeError):
        write_recording(replace(ONE, pushes=(Push(1, "dataLayer", {(1, 2): "a"}),)), path)
    assert read_recording(path) == ONE
    assert [each.name for each in tmp_path.iterdir()] == ["buy.json"]


def test_the_docs_tell_every_object_with_its_keys() -> None:
    """A written format that its docs do not tell is a secret."""
    told = (Path(__file__).parents[2] / "docs/results.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0].strip(): part for part in told.split("\n### ")[1:]}
    for shape in [each for each in vars(recording_shape).values() if isinstance(each, Shape)]:
        written = re.findall(r"^\| `(\w+)` \| (.*?)(?: \(always\))? \|", sections[shape.noun.__name__], re.MULTILINE)
        assert dict(written) == {key: kind.name for key, kind in shape.kinds.items()}
