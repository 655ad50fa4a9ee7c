"""Sets a cookie, for the site unless another URL or domain is given.

Example:

    - set_cookie: {name: ab_test, value: B}
    - set_cookie: {name: currency, value: EUR, domain: .example.org, path: /}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from validator.model.fields import Key
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    name: Annotated[Text, Key("Its name.")]
    value: Annotated[Text, Key("Its value.")]
    url: Annotated[Text | None, Key("The site that it is for; without it the scenario's.")] = None
    domain: Annotated[Text | None, Key("Its domain, instead of a url.")] = None
    path: Annotated[str, Key("Its path, with a domain.")] = "/"
    secure: Annotated[bool, Key("Only over https.")] = False
    http_only: Annotated[bool, Key("Not to be seen by the page's scripts.")] = False
    same_site: Annotated[Literal["Lax", "None", "Strict"] | None, Key("Whether other sites send it.")] = None


def title(fields: Fields) -> str:
    return f"set_cookie {fields.name}"


async def perform(fields: Fields, stage: Stage) -> None:
    cookie: dict[str, Any] = {"name": stage.text(fields.name), "value": stage.text(fields.value)}
    if fields.domain is not None:
        cookie |= {"domain": stage.text(fields.domain), "path": fields.path}
    else:
        cookie["url"] = stage.text(fields.url) if fields.url is not None else stage.site
        if not cookie["url"]:
            raise StepFailed("a cookie belongs to a site, and none is known", "Give site:, or url: or domain: here.")
    cookie |= {"secure": fields.secure, "httpOnly": fields.http_only}
    if fields.same_site is not None:
        cookie["sameSite"] = fields.same_site
    cookies: Any = [cookie]
    await stage.context.add_cookies(cookies)
