"""Snowplow (JavaScript tracker, pixels).

Claims `/com.snowplowanalytics.snowplow/tp2` and other `…/tp2` paths, `/i` with `e` and `tv`, `/ice.png`, and
`/com.snowplowanalytics.iglu/v1` with a schema, at any host. A POST path of your own is declared in the plan as an
endpoint.

Fills: name is page_view, page_ping (a signal), struct, transaction, transaction_item, or of a self-describing event
the name of its schema; category, action, label, value from `se_ca se_ac se_la se_va` (property in params); id is the
app (`aid`); params page_location, page_title, page_referrer, the data of a self-describing event, and `contexts` by
schema name; items from product contexts and transaction items; user from `duid`, `uid`, `sid`.
Source: Snowplow tracker protocol reference; source of @snowplow/tracker-core.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.decoding import fields, payload
from validator.model.event import Event
from validator.model.recording import Request
from validator.model.vendor import Claim

NAME = "Snowplow"
CLAIMS = (
    Claim(path=r"/(?:.*/)?tp2", methods=("POST",)),
    Claim(path=r"/(?:.*/)?i", query=(("e", r"[a-z]{2}"), ("tv", ".+"))),
    Claim(path=r"/(?:.*/)?ice\.png", query=(("e", r"[a-z]{2}"),)),
    Claim(path=r"/com\.snowplowanalytics\.iglu/v1"),
)
HOLDS_BACK = True
VOLATILE = frozenset({"eid", "dtm", "stm", "ttm", "vid"})
MESSAGE_ID = ("eid",)
_NAMES = {"pv": "page_view", "pp": "page_ping", "se": "struct", "tr": "transaction", "ti": "transaction_item", "ue": ""}
_PARAMS = {
    "url": "page_location",
    "page": "page_title",
    "refr": "page_referrer",
    "se_pr": "property",
    "tr_id": "transaction_id",
    "tr_af": "affiliation",
    "tr_tt": "value",
    "tr_tx": "tax",
    "tr_sh": "shipping",
    "tr_cu": "currency",
    "ti_id": "transaction_id",
    "ti_cu": "currency",
}
_ITEM = {"ti_sk": "sku", "ti_nm": "name", "ti_ca": "category", "ti_pr": "price", "ti_qu": "quantity"}
_USER = {"duid": "client_id", "uid": "user_id", "sid": "session_id", "nuid": "network_user_id"}


def decode(request: Request) -> Iterator[Event]:
    """One event each of `data`, or that of the query; of the Iglu address what the schema holds."""
    if payload.address(request.url)[1].startswith("/com.snowplowanalytics.iglu/"):
        yield _told_by_schema(request)
        return
    if request.body:
        document = payload.json_body(request)
        for row in fields.rows(fields.dig(document, "data") or document):
            yield _event(dict(row))
    else:
        yield _event(dict(payload.query(request.url)))


def _told_by_schema(request: Request) -> Event:
    given: dict[str, Any] = dict(payload.query(request.url))
    document: dict[str, Any] = fields.mapping(payload.json_body(request)) if request.body else {}
    schema = fields.word(given.pop("schema", "") or document.get("schema"))
    aside: dict[str, Any] = {name: given.pop(name) for name in ("p", "tv") if name in given}
    app, person = fields.word(given.pop("aid", "")), fields.take(given, _USER)
    told: dict[str, Any] = fields.mapping(document.get("data", document))
    data = given | told
    raw: dict[str, Any] = {**aside, "schema": schema}
    worth = fields.worth(data.get("value"))
    return Event("snowplow", _schema_name(schema), app, value=worth, params=data, user=person, raw=raw)


def _event(given: dict[str, Any]) -> Event:
    code = fields.word(given.pop("e", ""))
    kind = _NAMES.get(code, code)
    told = fields.mapping(fields.dig(_json(given, "ue_pr", "ue_px"), "data"))
    name = kind or _schema_name(told.get("schema")) or "self_describing"
    contexts: dict[str, Any] = {}
    items: list[Any] = []
    for entity in fields.rows(fields.dig(_json(given, "co", "cx"), "data")):
        title, data = _schema_name(entity.get("schema")), entity.get("data")
        if title == "product":
            items.append(data)
        else:
            contexts[title] = [contexts[title], data] if title in contexts else data
    single = fields.numbers(fields.take(given, _ITEM), ("price", "quantity"))
    params: dict[str, Any] = fields.numbers(fields.take(given, _PARAMS), ("value", "tax", "shipping"))
    data = told.get("data")
    params |= fields.mapping(data) if not isinstance(data, list) else {"data": data}
    revenue = fields.dig(contexts, "transaction", "revenue")
    if revenue is not None:
        params |= {"value": revenue, "transaction_id": fields.dig(contexts, "transaction", "transaction_id")}
    if contexts:
        params["contexts"] = contexts
    if told.get("schema"):
        given["schema"] = told["schema"]
    category, action, label, value = (given.pop(key, None) for key in ("se_ca", "se_ac", "se_la", "se_va"))
    return Event(
        vendor="snowplow",
        name=name,
        id=fields.word(given.pop("aid", "")),
        category=fields.said(category),
        action=fields.said(action),
        label=fields.said(label),
        value=fields.worth(value if value is not None else params.get("value")),
        params=params,
        items=tuple(fields.rows(items)) or ((single,) if single else ()),
        user=fields.take(given, _USER),
        kind=fields.kind(code == "pp"),
        raw=given,
    )


def _json(given: dict[str, Any], plain: str, packed: str) -> Any:
    """A parameter in JSON, or the other one in base64."""
    for name in (plain, packed):
        content = given.pop(name, None)
        if isinstance(content, str) and content:
            return payload.packed(content)
    return None


def _schema_name(schema: Any) -> str:
    """`iglu:com.acme/link_click/jsonschema/1-0-1` gives `link_click`."""
    parts = fields.word(schema).split("/")
    return parts[1] if len(parts) > 2 else fields.word(schema)
