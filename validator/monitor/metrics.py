"""The watch as numbers, in the text form of OpenMetrics 1.0.

A few lines of our own: prometheus_client keeps a registry of counters that live in the process, while ours live in a
file that outlives it.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.monitor.watch import Watch

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
Samples = dict[tuple[tuple[str, str], ...], float]  # labels → value
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def metrics(watch: Watch) -> str:
    return "\n".join(_lines(watch)) + "\n# EOF\n"


def _lines(watch: Watch) -> Iterator[str]:
    memory, counts = watch.memory, watch.memory.counts
    rounds: Samples = {(("result", name),): counts[name] for name in ("passed", "failed", "broken", "error")}
    yield from _family("validator_rounds", "counter", "Rounds, by how they ended.", rounds)
    yield from _family("validator_round_seconds", "counter", "Time that all rounds took.", {(): memory.seconds})
    yield from _family(
        "validator_last_round_seconds", "gauge", "Time that the last one took.", {(): memory.last_seconds}
    )
    if memory.last is not None:
        told = "When the last round ended."
        yield from _family("validator_last_round_timestamp_seconds", "gauge", told, {(): memory.last})
    if watch.next_due is not None:
        told = "When the next round is due."
        yield from _family("validator_next_round_timestamp_seconds", "gauge", told, {(): watch.next_due})
    yield from _family("validator_rounds_skipped", "counter", "Rounds left out.", {(): counts["skipped"]})
    changes: Samples = {(("to", name),): counts[name] for name in ("broke", "recovered")}
    yield from _family("validator_changes", "counter", "Confirmed changes.", changes)
    told = "Changes that a second look did not confirm."
    yield from _family("validator_changes_unconfirmed", "counter", told, {(): counts["unconfirmed"]})
    messages: Samples = {(("result", name),): counts[name] for name in ("sent", "unsent")}
    yield from _family("validator_messages", "counter", "Messages to owners.", messages)
    yield from _family("validator_messages_waiting", "gauge", "Messages not sent yet.", {(): len(memory.outbox)})
    journeys: Samples = {
        (("scenario", one.title),): int(one.state == "met")
        for key, one in watch.latest.items()
        if key.endswith("::journey")
    }
    yield from _family("validator_journey_performed", "gauge", "1: performed, 0: not, in the last round.", journeys)
    met: Samples = {}
    for one in watch.latest.values():
        if one.name and one.state != "unknown":
            labels = {
                "event": one.name,
                "expectation": one.label,
                "vendor": one.vendor,
                "scenario": one.title,
                "step": one.step,
                "conversion": one.conversion,
                "owner": one.owner,
            }
            key = tuple(labels.items())
            met[key] = min(met.get(key, 1), int(one.state == "met"))
    yield from _family("validator_expectation_met", "gauge", "1: met, 0: not, in the last round.", met)
    red: Samples = {_red_labels(one.seen.name, one.seen.title, key): one.since for key, one in memory.bad.items()}
    yield from _family("validator_red_since_timestamp_seconds", "gauge", "Since when something is red.", red)


def _red_labels(name: str, title: str, key: str) -> tuple[tuple[str, str], ...]:
    return (("event", name), ("scenario", title), ("key", key))


def _family(name: str, kind: str, told: str, samples: Samples) -> Iterator[str]:
    yield f"# TYPE {name} {kind}"
    yield f"# HELP {name} {told}"
    suffix = "_total" if kind == "counter" else ""
    for labels, value in samples.items():
        shown = ",".join(f'{key}="{text.translate(_ESCAPES)}"' for key, text in labels)
        yield f"{name}{suffix}{f'{{{shown}}}' if shown else ''} {value:.17g}"
