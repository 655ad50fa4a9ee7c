"""Makes an HTTP request, outside the page but with its cookies: for test data, one-time codes, a link from a mail.

`remember` keeps values of the JSON answer by their path, or by a regular expression of its text. `retry` asks again
until the answer is there: a mail takes its time.

Example:

    - request: /api/reset
    - request:
        url: https://mail.example.org/api/messages?to=${email}
        headers: {Authorization: "Bearer ${MAIL_TOKEN}"}
        retry: 30s
        remember:
          code: messages.0.code
          link: {matches: 'https://shop.example.org/confirm/\\S+'}
    - request: {url: /api/orders, method: POST, json: {sku: MUG-1}, remember: {order: id}}
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from validator.model.fields import Data, Key, Name, Seconds
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text
from validator.page_url import absolute
from validator.readings import at_path, read_as

if TYPE_CHECKING:
    from playwright.async_api import APIResponse

PAUSE = 1.0  # seconds between two tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value of the answer."""

    path: Annotated[str, Key("Its path in the JSON: messages.0.code.", short=True)] = ""
    header: Annotated[str | None, Key("A header of the answer instead.")] = None
    matches: Annotated[str | None, Key("The part of the text that this regular expression finds, or its group.")] = None
    as_: Annotated[Literal["text", "number", "integer"] | None, Key("What the text is read as.")] = None
    locale: Annotated[str | None, Key("How numbers are written there: de, en, …")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    url: Annotated[Text, Key("A path of the site, or a complete URL.", short=True)]
    method: Annotated[
        Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] | None, Key("Without it GET; with a body POST.")
    ] = None
    headers: Annotated[Mapping[str, Text] | None, Key("Its headers.")] = None
    json: Annotated[Data, Key("A body, sent as JSON.")] = None
    form: Annotated[Mapping[str, Text] | None, Key("A body, sent as a form.")] = None
    body: Annotated[Text | None, Key("A body, sent as it is.")] = None
    status: Annotated[int | None, Key("The status that it must answer with; without it no error.")] = None
    retry: Annotated[Seconds | None, Key("How long it is tried until the answer is right and has all values.")] = None
    remember: Annotated[Mapping[Name, Part] | None, Key("Names, each with a path in the answer's JSON.")] = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.json, self.form, self.body)) > 1:
            raise ValueError("a request has one body", "Keep one of json, form and body.")


def title(fields: Fields) -> str:
    return f"request {_method(fields)} {fields.url}"


def remembers(fields: Fields) -> tuple[str, ...]:
    return tuple(fields.remember or ())


async def perform(fields: Fields, stage: Stage) -> None:
    began = asyncio.get_running_loop().time()
    until = began + min(fields.retry or 0.0, stage.timeout / 1000)
    while True:
        try:
            found = await _try(fields, stage)
            break
        except StepFailed:
            if asyncio.get_running_loop().time() + PAUSE > until:
                raise
        await asyncio.sleep(PAUSE)  # nothing tells when a mail arrives: it can only be asked for again
    for name, value in found.items():
        stage.remember(name, value)


def _method(fields: Fields) -> str:
    has_body = any(one is not None for one in (fields.json, fields.form, fields.body))
    return fields.method or ("POST" if has_body else "GET")


async def _try(fields: Fields, stage: Stage) -> dict[str, Any]:
    url = absolute(stage.text(fields.url), stage.site, stage.page.url)
    headers = {name: stage.text(value) for name, value in (fields.headers or {}).items()}
    sent: dict[str, Any] = {}
    if fields.form is not None:
        sent["form"] = {name: stage.text(value) for name, value in fields.form.items()}
    elif fields.json is not None:
        sent["data"] = json.dumps(stage.value(fields.json))
        headers = {"content-type": "application/json", **headers}
    elif fields.body is not None:
        sent["data"] = stage.text(fields.body)
    answer = await stage.context.request.fetch(
        url, method=_method(fields), headers=headers, timeout=stage.timeout, fail_on_status_code=False, **sent
    )
    try:
        if fields.status is not None and answer.status != fields.status:
            raise StepFailed(f"{url} answered with status {answer.status}, not {fields.status}")
        if fields.status is None and answer.status >= 400:
            raise StepFailed(f"{url} answered with status {answer.status} {answer.status_text}".rstrip())
        return {name: await _part(name, part, answer) for name, part in (fields.remember or {}).items()}
    finally:
        await answer.dispose()


async def _part(name: str, part: Part, answer: APIResponse) -> Any:
    if part.header is not None:
        found: Any = answer.headers.get(part.header.lower())
    elif part.matches is not None and not part.path:
        found = await answer.text()
    else:
        try:
            found = at_path(json.loads(await answer.text()), part.path)
        except ValueError:
            raise StepFailed(f"“{name}” was not found: the answer is not JSON") from None
    if found is None:
        raise StepFailed(f"“{name}” was not found: the answer has no {part.header or part.path or 'value'}")
    return read_as(found, name, part.matches, part.as_, part.locale)
