"""Opens a page: a path of the site, or a complete URL.

A page that answers with an error (404, 500, …) ends the journey, unless `status` says that it is meant.

Example:

    - goto: /product/mug
    - goto: "/?utm_source=newsletter"
    - goto: {url: /gone, status: 404}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from validator.model.fields import Key
from validator.model.stage import Stage, StepFailed
from validator.model.value import Text
from validator.page_url import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    url: Annotated[Text, Key("A path of the site (/cart), or a complete URL.", short=True)]
    until: Annotated[
        Literal["load", "domcontentloaded", "commit"],
        Key("How much of the page is waited for; a visitor's pace then waits until it is ready, 8 s at the most."),
    ] = "domcontentloaded"
    status: Annotated[int | None, Key("The HTTP status that the page must answer with; without it no error.")] = None
    referrer: Annotated[Text | None, Key("The page that the visitor comes from.")] = None

    def __post_init__(self) -> None:
        if isinstance(self.url, str) and self.url.lower().startswith("www."):
            raise ValueError(f'"{self.url}" would be a path of the site', f"Write https://{self.url}")


def title(fields: Fields) -> str:
    return f"goto {fields.url}"


async def perform(fields: Fields, stage: Stage) -> None:
    url = absolute(stage.text(fields.url), stage.site, stage.page.url)
    referrer = stage.text(fields.referrer) if fields.referrer else None
    answer = await stage.page.goto(url, wait_until=fields.until, referer=referrer, timeout=stage.timeout)
    if answer is None:  # the same page, with another #fragment
        return
    if fields.status is not None and answer.status != fields.status:
        raise StepFailed(f"{url} answered with status {answer.status}, not {fields.status}")
    if fields.status is None and answer.status >= 400:
        raise StepFailed(
            f"{url} answered with status {answer.status} {answer.status_text}".rstrip(),
            f"{_mend(answer.status)} Where this answer is meant, add status: {answer.status}.",
        )


def _mend(status: int) -> str:
    if status == 401:
        return "The site asks for a user and a password: name them in the plan, browser: {http_credentials: …}."
    if status == 403:
        return "The site turned the visit away: does it know robots, or let in known addresses only?"
    if status == 429:
        return "The site is asked too often: perform fewer journeys at the same time (--workers)."
    return "Look at the site's own log." if status >= 500 else "Is the page there?"
