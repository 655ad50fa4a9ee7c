"""The page of the manual on verdicts: statuses, the links of the chain, and every finding with its mend."""

from __future__ import annotations

from validator.decoding.finding_codes import FINDINGS
from validator.decoding.hygiene import CODES as OF_HITS
from validator.judge.findings import FAILS, MENDS
from validator.judge.trail import NAMES

STATUSES = {
    "met": ("✓", "passes", "It was seen as expected."),
    "missing": ("✗", "fails", "Nothing of the kind was seen. The chain tells how far it got."),
    "wrong": ("✗", "fails", "It came near: a value differs, or it came at another place. Both values are shown."),
    "repeated": ("✗", "fails", "It came more often than `times` allows: it would be counted twice."),
    "forbidden": ("✗", "fails", "It stands under `never`, or asks for `times: 0`, and was seen."),
    "known": ("~", "passes", "It fails, and carries `known: {ticket, until}`. After that day it fails again."),
    "undecidable": ("?", "passes", "The evidence cannot tell. What is not certain never fails a run."),
    "not run": ("–", "passes", "The journey did not get there."),
}
LINKS = {
    "step": "The visitor did what the scenario says, and the element was found. Broken: the site, or the scenario.",
    "push": "The page pushed to the data layer, or called gtag. Broken: the page's own script.",
    "container": "The tag manager (or gtag.js) was loaded on that page, and listens to that data layer. "
    "Broken: the page's template, its Content-Security-Policy, or the container's id.",
    "trigger": "A trigger of the tag matched. Broken: the first of its conditions that did not hold is named.",
    "tag": "The tag fired. Broken: it is paused, blocked by an exception, limited to once, outside its schedule, "
    "failed, or does not exist.",
    "consent": "The consent that it needs was given. Broken: the banner, the default, or the tag's settings.",
    "request": "The hit left the page. Broken: it was never made, or the browser stopped it, and why.",
    "vendor": "The vendor answered. Only where hits are delivered.",
    "field": "The hit says what is expected. Broken: the value is named, with where it came from.",
}


def markdown() -> str:
    """The whole page."""
    assert tuple(LINKS) == NAMES
    return _PAGE.format(
        statuses=_table(
            ("Status", "", "The run", "Meaning"),
            [(f"`{name}`", mark, what, told) for name, (mark, what, told) in STATUSES.items()],
        ),
        links=_table(
            ("Link", "Holds when, and what is at fault"), [(f"`{name}`", told) for name, told in LINKS.items()]
        ),
        journey=_table(
            ("Code", "Level", "Meaning", "Mend"),
            [(f"`{code}`", _level(code), told, MENDS.get(code, "")) for code, told in sorted(FINDINGS.items())],
        ),
        hits=_table(
            ("Code", "Meaning", "Mend"),
            [(f"`{code}`", told, MENDS.get(code, "")) for code, told in sorted(OF_HITS.items())],
        ),
    )


def _level(code: str) -> str:
    return "fail" if code in FAILS else "warn"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


_PAGE = """# Reading a verdict

What the words of a report mean, and how findings are silenced or made to fail a run. Made from the code.

A scenario **passed**, **failed** (the tracking is at fault), or is **broken**: the journey could not be performed,
because the site, the network, a bot protection, the banner or the scenario is at fault. Where nothing at all was
captured, that is told once, with the reason. Exit codes of `validator`: 0 passed, 1 failed, 2 wrong input, 3 broken.

## Statuses of an expectation

{statuses}

A hit that Consent Mode tells without storage, and again in full once the visitor consented, counts once; so does one
that was sent again because the network lost it.

A journey that passed only after `--retries`, and an expectation that is met in some of `--repeat N` visits, are told as
`unstable`.

## The chain of evidence

Under each expectation that was not met stands how far it got:

```
step ✓  push ✓  container ✓  trigger ✗  tag  consent  request  vendor  field
```

`✓` holds, `✗` is the first that broke, `?` is not told by the evidence, and what stands blank was not needed, or lies
behind the broken link. The sentence below names what was expected and what was there; the line with the arrow names
the likeliest mend. Later expectations that failed for the same reason only refer to it (`-v` writes all out).

{links}

The container is followed best from its export (`container: {{id: GTM-ABC123, file: container.json}}` in the plan): it
is run in Google's place, and each tag tells what it did. Without it the published container that the page loaded is
read, and its conditions are held against the messages of the data layer. Sites without a tag manager are judged by
their gtag commands, and by what vendors' own libraries send.

## Findings

What was noticed though nobody expected anything. A finding has a code, and a level: `warn` is told, `fail` fails the
scenario, `ignore` silences it. The plan sets levels, by code:

```yaml
findings:
  value-as-text: fail
  page-view-twice: ignore
```

A scenario can forbid one, or ask for one: `never: [{{finding: personal-data}}]`, `expect: [{{finding: ua-retired}}]`.
`off: warnings` at a vendor of the plan silences what is said of the content of its hits. Events outside the plan have
a switch of their own: `unexpected: ignore`, `warn` or `fail`. A finding that a failed expectation tells already is not
told again.

### On the journey

{journey}

### On what a hit says

All of these warn, unless the plan says otherwise.

{hits}
"""
