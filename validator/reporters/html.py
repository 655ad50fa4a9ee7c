"""One HTML file for everybody: opens from disk, asks nothing of anybody, and shows all evidence of the run.

Its page is the one that preview serves; here its modules and its style stand inside the file. The index is drawn at
once; each scenario's evidence lies behind it, compressed, and is read when somebody looks at it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import zlib
from functools import cache
from pathlib import Path

from validator import prose
from validator.json_text import json_text
from validator.model.run import Run
from validator.ui import page_data

FILE = "report.html"

_UI = Path(page_data.__file__).parent
_PICTURES = 12_000_000  # bytes of screenshots in one file
_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "\./(?P<module>[a-z_]+)\.js";', re.MULTILINE)
_EXPORT = re.compile(r"^export (?P<kind>(?:async )?function|const|let|class) (?P<name>\w+)", re.MULTILINE)
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(run: Run) -> str:
    """The whole report. Pictures of what failed come first, and only as many as the file should carry."""
    budget = _PICTURES
    details: dict[int, str] = {}
    passed = [result.verdict.status == "passed" for result in run.results]
    for place in sorted(range(len(passed)), key=passed.__getitem__):
        result = run.results[place]
        pictures, budget = page_data.pictures_of(result, budget)
        details[place] = _packed(page_data.detail_of(result, page_data.key(place), pictures))
    scenarios = "\n".join(
        f'<script type="text/plain" data-scenario="{page_data.key(place)}">{details[place]}</script>'
        for place in range(len(run.results))
    )
    script, style = _script(), (_UI / "style.css").read_text("utf-8")
    page = (_UI / "index.html").read_text("utf-8")
    head = f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">\n    <style>{style}</style>'
    index = f'<script type="application/json" id="index">{_in_script(json_text(page_data.index_of(run)))}</script>'
    told = html.escape(f"{prose.visible(prose.totals_line(run))}. {prose.UNSEEN}")
    for mark, text in (
        ('<link rel="stylesheet" href="style.css">', head),
        ('<script type="module" src="app.js"></script>', f"{index}\n<script>{script}</script>\n{scenarios}"),
        ("<title>Tracking</title>", f"<title>{html.escape(_title(run))}</title>"),
        ("<noscript></noscript>", f"<noscript><p>{told}</p></noscript>"),
    ):
        before, found, after = page.partition(mark)
        if not found:
            raise ValueError(f"index.html has no {mark}")
        page = f"{before}{text}{after}"
    return page


def _title(run: Run) -> str:
    """What a browser's tab says first is what came of it."""
    sums = prose.totals(run).scenarios
    told = [f"{sums[status]} {status}" for status in ("failed", "broken") if sums[status]]
    return f"{', '.join(told) or 'passed'} · tracking"


@cache
def _script() -> str:
    """The page's modules as one script: each once, after those that it imports. A browser takes no module from disk."""
    written: dict[str, str] = {}

    def write(name: str) -> None:
        if name not in written:
            source = (_UI / f"{name}.js").read_text("utf-8")
            for found in _IMPORT.finditer(source):
                write(found["module"])
            written[name] = _module(name, source)

    write("app")
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


def _packed(document: object) -> str:
    return base64.b64encode(zlib.compress(json_text(document).encode(), 6)).decode("ascii")


def _in_script(text: str) -> str:
    return re.sub("[<>&\u2028\u2029]", lambda found: _IN_SCRIPT[found.group()], text)
