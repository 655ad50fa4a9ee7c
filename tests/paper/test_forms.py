"""One page, three forms: what stands in one stands in all, and nothing that is said becomes markup."""

from __future__ import annotations

import html
import re

import pytest

from validator.paper import markdown, page, text
from validator.paper.blocks import Card, Cell, Chart, Fact, Facts, Heading, Paper, Table, Text, rows

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:b) | `c` @team \x1b[31m"


def paper(word: str = "Order") -> Paper:
    chart = Chart(f"{word} by day", (4.0, 5.0, 0.0), (None, None, 5.0), (2,), "1 March", "3 March")
    return Paper(
        f"Week of {word}",
        f"{word} is broken.",
        (
            Facts((Fact("9 of 10", f"tracked {word}", "bad", "one is not"),)),
            Heading("What is broken"),
            Card(word, "bad", "day 3", (f"{word} is missing.",), (("Where", "phones"),), "Publish.", chart),
            Table(
                ("Event", "Share", "Days"),
                rows((word, Cell("80 %", "warn", share=0.8), Cell("", strip=("good", "bad", "")))),
                numbers=(1,),
                caption="All of it",
            ),
            Text("Nobody looks at the rest.", "soft"),
            chart,
        ),
        "bad",
        "Mug shop",
        "Runs are visits.",
    )


FORMS = {"page": page.render, "markdown": markdown.render, "text": text.render}


@pytest.mark.parametrize("form", FORMS)
def test_everything_is_told_in_every_form(form: str) -> None:
    told = html.unescape(FORMS[form](paper()))
    for words in (
        "Week of Order",
        "Mug shop",
        "Order is broken.",
        "9 of 10",
        "tracked Order",
        "one is not",
        "What is broken",
        "day 3",
        "Order is missing.",
        "phones",
        "Publish.",
        "Order by day",
        "80 %",
        "Nobody looks at the rest.",
        "Runs are visits.",
    ):
        assert words in told, words


def test_nothing_becomes_markup() -> None:
    assert "<img" not in page.render(paper(HOSTILE))
    told = markdown.render(paper(HOSTILE))
    assert "<img" not in told
    assert "](javascript" not in told
    assert "\x1b" not in "".join(form(paper(HOSTILE)) for form in FORMS.values())


def test_the_page_asks_nothing_of_anybody() -> None:
    told = page.render(paper())
    assert "default-src 'none'" in told
    assert not re.search(r"<script|@import|url\(|src=|href=", told)


def test_a_strip_is_read_aloud_and_a_chart_marks_its_days() -> None:
    told = page.render(paper())
    assert 'aria-label="1 of 3 days red"' in told
    assert told.count('<rect class="bad"') == 1 + 2, "one day of the strip, and one of each chart"


def test_a_table_of_text_stands_in_columns() -> None:
    table = Table(("Event", "Count"), rows(("Add to cart", "1,234"), ("注文", "5")), numbers=(1,))
    lines = text.render(Paper("T", "L", (table,))).splitlines()
    assert lines[-3:] == ["  Event        Count", "  Add to cart  1,234", "  注文             5"]
