"""What the page's half of the capture says of data layers and consent, as parts of the recording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from validator.browser.capture.clock import Moment
from validator.browser.capture.evidence import Evidence
from validator.datalayer import advance
from validator.model.recording import ConsentChange, Push, Stored

PUSH_LIMIT = 50_000  # messages of data layers of one journey
_COMMANDS = ("default", "update")
_STATES = ("granted", "denied")


class Layers:
    """The state of each layer and of consent, document by document."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._states: dict[tuple[str, str], dict[str, Any]] = {}  # (document, layer) → merged state
        self._consent: dict[str, dict[str, str]] = {}  # document → state
        self._stored: set[tuple[str, str, str]] = set()
        self.numbers: dict[str, int] = {}  # message key of a push → Push.number

    def push(self, message: Mapping[str, Any], moment: Moment) -> None:
        """An item of a layer: an object, a gtag command, or whatever else was pushed."""
        layer, payload, gtag = str(message["layer"]), message["payload"], bool(message["gtag"])
        key = (moment.document, layer)
        state = self._states[key] = advance(self._states.get(key, {}), payload, gtag=gtag)
        self._add(message, payload, state, str(message["how"]), moment, gtag=gtag)
        if gtag and isinstance(payload, list) and len(payload) > 2 and payload[0] == "consent":
            self._command(str(payload[1]), payload[2], moment)

    def object(self, message: Mapping[str, Any], moment: Moment) -> None:
        """A layer that is an object (`digitalData`), when it first stood there and whenever it has changed."""
        self._add(message, message["payload"], message["payload"], str(message["how"]), moment)

    def call(self, message: Mapping[str, Any], moment: Moment) -> None:
        """A call that hands an event over: `_satellite.track`, `utag.link`, `AnalyticsWebInterface.logEvent`."""
        layer, method, given = str(message["layer"]), str(message["method"]), list(message["given"])
        state = self._states.get((moment.document, layer))
        self._add(message, _told(layer, method, given), state, method, moment)

    def _add(
        self,
        message: Mapping[str, Any],
        payload: Any,
        state: Any,
        how: str,
        moment: Moment,
        *,
        gtag: bool = False,
    ) -> None:
        number = len(self._evidence.pushes) + 1
        if number > PUSH_LIMIT:
            self._evidence.note(f"The page pushed more than {PUSH_LIMIT} messages; the rest is not kept.")
            return
        self.numbers[message["key"]] = number
        self._evidence.add(
            Push(
                number,
                str(message["layer"]),
                payload,
                state,
                "gtag" if gtag else "push",
                how,
                moment.at,
                moment.step,
                str(message.get("url", "")),
                moment.document,
            )
        )

    def _command(self, command: str, given: Any, moment: Moment) -> None:
        """A consent command. One for some regions only says nothing of this visitor's state."""
        if not isinstance(given, dict) or command not in _COMMANDS:
            return  # Google's script knows no other: `updated` changes nothing
        state = dict(self._consent.get(moment.document, {}))
        if not given.get("region"):
            state |= {key: value for key, value in given.items() if value in _STATES}
        self._consent[moment.document] = state
        self._evidence.add(ConsentChange(command, given, state, moment.at, moment.step, moment.document))

    def consent(self, message: Mapping[str, Any], moment: Moment) -> None:
        """The state where Google's tags keep it, which a command of a template changes without a push."""
        told = {str(key): str(value) for key, value in message["state"].items()}
        before = self._consent.get(moment.document, {})
        new = {**before, **told}
        if new != before:
            self._consent[moment.document] = new
            self._evidence.add(ConsentChange("update", told, new, moment.at, moment.step, moment.document))

    def stored(self, message: Mapping[str, Any], moment: Moment) -> None:
        """A cookie or storage entry, at the moment at which the page wrote it."""
        kind, name, value, domain = message["entry"]
        self.keep(Stored(kind, str(name), str(value), str(domain), moment.at, moment.step))

    def keep(self, stored: Stored) -> None:
        """Keeps a cookie or storage entry when it is first seen."""
        key = (stored.kind, stored.name, stored.domain.lstrip("."))
        if key not in self._stored:
            self._stored.add(key)
            self._evidence.add(stored)


def _told(layer: str, method: str, given: list[Any]) -> dict[str, Any]:
    """A call as a push would say it: with the event's name under `event`."""
    first, second = [*given, None, None][:2]
    if layer == "webkit.messageHandlers.firebase" and isinstance(first, dict):
        message = first
        method, first, second = str(message.get("command", method)), message.get("name"), _firebase(message)
    if layer == "utag":
        data = first if isinstance(first, dict) else {}
        return {"event": data.get("tealium_event", method), **data}
    if layer == "_satellite":
        return {"event": first} | ({"detail": second} if second is not None else {})
    data = _parsed(second)
    if method == "logEvent":
        return {"event": first, **(data if isinstance(data, dict) else {})}
    return {"command": method, "name": first, "value": data}


def _firebase(message: Mapping[str, Any]) -> Any:
    return message.get("parameters", message.get("value"))


def _parsed(value: Any) -> Any:
    """An Android interface takes its parameters as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
