"""JUnit XML for CI: a suite a scenario, a case an expectation, and one case for the journey itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml

from validator.model.location import Location
from validator.model.run import Result, Run
from validator.model.verdict import Outcome
from validator.telling import prose

FILE = "junit.xml"

# What XML 1.0 cannot hold, not even escaped
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = {"not run", "undecidable", "known"}


def render(run: Run) -> str:
    root = xml.Element("testsuites", {"name": "tracking", "time": _seconds(run.seconds)})
    for result in run.results:
        _suite(root, result, run)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml.tostring(root, encoding="unicode")}\n'


def _suite(root: xml.Element, result: Result, run: Run) -> None:
    recording, verdict = result.recording, result.verdict
    name = prose.scenario_title(result)
    suite = xml.SubElement(root, "testsuite", _clean(name=name, timestamp=_naive(recording.began or run.began)))
    suite.set("time", _seconds(recording.seconds))
    if verdict.location.file:
        suite.set("file", _text(verdict.location.file))
    properties = xml.SubElement(suite, "properties")
    told = {"browser": recording.browser, "site": recording.site, "consent": recording.consent or ""}
    for key, value in {**told, "hits": prose.hits_told(verdict.counts), "unseen": prose.UNSEEN}.items():
        if value:
            xml.SubElement(properties, "property", _clean(name=key, value=value))
    _journey(suite, result)
    for outcome in verdict.outcomes:
        _case(suite, result, outcome)
    notes = [f"{each.subject or 'journey'}: {each.finding.message} [{each.finding.code}]" for each in verdict.noticed]
    if notes or recording.notes:
        xml.SubElement(suite, "system-out").text = _text("\n".join(map(prose.visible, (*notes, *recording.notes))))
    for attribute, tag in (("tests", "."), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall("testcase" if tag == "." else f"testcase/{tag}"))))


def _journey(suite: xml.Element, result: Result) -> None:
    """The case that fails where no expectation does: a broken journey, and findings that the plan forbids."""
    verdict = result.verdict
    case = _testcase(suite, result, "journey", verdict.location)
    case.set("time", _seconds(result.recording.seconds))
    if verdict.broken or verdict.status == "broken":
        broken = verdict.broken
        error = xml.SubElement(case, "error", _clean(type="broken", message=broken.reason if broken else "broken"))
        told = [broken.reason, broken.detail, f"→ {broken.mend}" if broken.mend else ""] if broken else []
        error.text = _text("\n".join(part for part in told if part))
        return
    forbidden = [each for each in verdict.noticed if each.level == "fail"]
    lines = [f"{each.subject or 'journey'}: {each.finding.message} [{each.finding.code}]" for each in forbidden]
    if result.plan.unexpected == "fail":
        lines += [f"{event.title}: outside the plan" for event in verdict.unexpected]
    if lines:
        failure = xml.SubElement(case, "failure", _clean(type="finding", message=prose.visible(lines[0])))
        failure.text = _text("\n".join(map(prose.visible, lines)))


def _case(suite: xml.Element, result: Result, outcome: Outcome) -> None:
    wanted = outcome.expectation
    place = prose.step_title(result, outcome.step)
    case = _testcase(suite, result, f"{place} › {wanted.label}" if place else wanted.label, wanted.location)
    case.set("time", "0")
    if outcome.status == "met":
        return
    if outcome.failed:
        failure = xml.SubElement(case, "failure", _clean(type=outcome.status, message=_summary(outcome)))
        failure.text = _text("\n".join(_told(outcome)))
    elif outcome.status in _SKIPPED:
        xml.SubElement(case, "skipped", _clean(message=_summary(outcome)))
    if outcome.chain.links:
        xml.SubElement(case, "system-out").text = _text(_links(outcome, " · "))


def _testcase(suite: xml.Element, result: Result, name: str, location: Location) -> xml.Element:
    where = {"file": location.file, "line": str(location.line)} if location.line else {}
    return xml.SubElement(suite, "testcase", _clean(classname=prose.scenario_title(result), name=name, **where))


def _summary(outcome: Outcome) -> str:
    return f"{outcome.expectation.label} · {prose.headline(outcome)}. {prose.message(outcome)}"


def _told(outcome: Outcome) -> list[str]:
    """The chain, the sentence, what came near, and the mend, a line each."""
    told = [prose.message(outcome), _links(outcome, "\n")]
    for near in outcome.near:
        told.append(f"near: {prose.title(near.what)}{_aside(prose.near_place(near))}")
        for each, demanded in prose.joined(near.differences):
            actual = prose.shown(each.actual) if each.present else "nothing: it is absent"
            told.append(f"  {prose.path_text(each.path)}: expected {demanded}, got {actual}{_aside(each.note)}")
    told += [f"→ {outcome.chain.mend}"] if outcome.chain.mend else []
    wanted = outcome.expectation
    told += [f"owner: {wanted.owner}"] if wanted.owner else []
    told += [str(wanted.location)] if wanted.location.line else []
    return [prose.visible(line) for text in told for line in text.split("\n") if line]


def _links(outcome: Outcome, between: str) -> str:
    marks = {"ok": " ✓", "broken": " ✗", "unknown": " ?", "skipped": ""}
    links = (f"{link.name}{marks[link.state]}{_aside(link.text)}" for link in outcome.chain.links)
    return between.join(map(prose.visible, links))


def _aside(text: str) -> str:
    return f" ({text})" if text else ""


def _naive(moment: str) -> str:
    """JUnit's schema wants a time without a zone."""
    return re.sub(r"(\.\d+)?(Z|[+-]\d\d:?\d\d)$", "", moment)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _text(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", value)


def _clean(**attributes: str) -> dict[str, str]:
    return {name: _text(prose.visible(value)) for name, value in attributes.items()}
