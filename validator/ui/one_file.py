"""A page of this folder as one HTML file: its modules and styles stand inside it, and it asks nothing of anybody.

The modules are those that a server sends as they are; here each becomes a function of one script, since a browser
takes no module from disk.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from validator.json_text import json_text

_UI = Path(__file__).parent
_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "\./(?P<module>[a-z_]+)\.js";', re.MULTILINE)
_EXPORT = re.compile(r"^export (?P<kind>(?:async )?function|const|let|class) (?P<name>\w+)", re.MULTILINE)
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(entry: str, styles: Sequence[str], index: object, *, title: str, told: str, more: Iterable[str] = ()) -> str:
    """The page that the module `entry` draws of `index`. `told`: what it says without scripts; `more`: packed data.

    The pieces are joined once, since those of a long run are large.
    """
    script, style = _script(entry), "".join((_UI / name).read_text("utf-8") for name in styles)
    head = f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">\n    <style>{style}</style>'
    data = f'<script type="application/json" id="index">{_in_script(json_text(index))}</script>'
    in_place = {
        "<title>Tracking</title>": [f"<title>{html.escape(title)}</title>"],
        '<link rel="stylesheet" href="style.css">': [head],
        '<script type="module" src="app.js"></script>': [f"{data}\n<script>{script}</script>\n", *more],
        "<noscript></noscript>": [f"<noscript><p>{html.escape(told)}</p></noscript>"],
    }
    text = (_UI / "index.html").read_text("utf-8")
    places = sorted((text.index(mark), mark) for mark in in_place)
    pieces, end = [], 0
    for place, mark in places:
        pieces += [text[end:place], *in_place[mark]]
        end = place + len(mark)
    return "".join([*pieces, text[end:]])


def packed(document: object) -> str:
    """Data that is read only when somebody looks at it."""
    return base64.b64encode(zlib.compress(json_text(document).encode(), 6)).decode("ascii")


@cache
def _script(entry: str) -> str:
    """The page's modules as one script: each once, after those that it imports."""
    written: dict[str, str] = {}

    def write(name: str) -> None:
        if name not in written:
            source = (_UI / f"{name}.js").read_text("utf-8")
            for found in _IMPORT.finditer(source):
                write(found["module"])
            written[name] = _module(name, source)

    write(entry)
    script = "\n".join(written.values()).replace("</script", "<\\/script")
    return f'"use strict";\n(() => {{\n{script}\n}})();\n'


def _module(name: str, source: str) -> str:
    """One module as a function that gives what it exports, so that its own names stay its own."""
    exported = ", ".join(found["name"] for found in _EXPORT.finditer(source))
    body = _IMPORT.sub(lambda found: f"const {{{found['names']}}} = ${found['module']};", source)
    body = _EXPORT.sub(lambda found: f"{found['kind']} {found['name']}", body)
    return f"const ${name} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();"


def _policy(script: str, style: str) -> str:
    """Nothing but this script and this style: no request to anywhere, not even by mistake."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode('ascii')}'"


def _in_script(text: str) -> str:
    return re.sub("[<>&\u2028\u2029]", lambda found: _IN_SCRIPT[found.group()], text)
