"""What is wrong with the markup of a page, as far as a small reader can tell."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_FOLLOWED = {"href", "src", "action", "poster"}


class Markup(HTMLParser):
    """`faults`: sentences; `addresses`: everything that the page refers to and that can be got."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.addresses: set[str] = set()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += [f"the id {id!r} is there twice" for id in {id for id in self.ids if self.ids.count(id) > 1}]
        self.faults += [f"nothing has the id {id!r}" for id in self.referred if id not in self.ids]
        if self.headings.count("h1") != 1:
            self.faults.append(f"there are {self.headings.count('h1')} first headings")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        if "id" in told:
            self.ids.append(told["id"] or "")
        self.referred += [told[key] or "" for key in ("for", "aria-labelledby", "aria-controls") if key in told]
        if told.get("method") != "post":  # where a form posts to there is nothing to get
            self.addresses |= {value for key, value in attrs if key in _FOLLOWED and value}
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag == "img" and "alt" not in told:
            self.faults.append(f"the picture {told.get('src')} has no alt")
        if tag in {"input", "select", "textarea"} and told.get("type") != "hidden" and not self._labelled(told):
            self.faults.append(f"the field {told.get('name')} has no label")
        if tag == "button" and "type" not in told:
            self.faults.append("a button has no type")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def _labelled(self, told: dict[str, str | None]) -> bool:
        return "label" in self.open or "id" in told or "aria-label" in told
