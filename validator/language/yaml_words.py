"""What a YAML parser complains of, in words that say what to mend."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"\$\{[^}\n]*\}?")
_BACKSLASH = re.compile(r'"[^"\n]*\\')


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, where (line and column from 1), and how to mend it."""

    message: str
    place: tuple[int, int]
    mend: str = ""


def explain(
    problem: str, context: str, at: tuple[int, int], began: tuple[int, int] | None, lines: list[str]
) -> Mistake:
    """The mistake behind a parser's `problem` at `at`, met within `context`, which began at `began`."""
    return (
        _tab(at, lines)
        or _no_break_space(at, lines)
        or _quote(problem, context, began)
        or _unquoted_reference(problem, context, at, began, lines)
        or (_comment(at, lines) if "flow" in context else None)
        or _flow(problem, context, at, began, lines)
        or _first_letter(problem, at, lines)
        or _colon(problem, at, lines)
        or _indentation(problem, context, at, began, lines)
        or _rest(problem, at)
    )


def strange_space(letter: str) -> str:
    return f"a space that is not a plain one (U+{ord(letter):04X}) stands here, as web pages and chats have them"


def without_value(key: str, place: tuple[int, int], before: str) -> Mistake:
    """A key within braces that no colon follows, as in `{value: 19,99}`. `before`: the number that stands before it."""
    if before and key.isdecimal():
        either = f"Write {before}{key}, or {before}.{key}" if len(key) == 3 else f"Write {before}.{key}"
        return Mistake(
            f"{before},{key} is no number here: within braces a comma begins another entry",
            place,
            f"{either}; where a text with a comma is meant, quote it.",
        )
    return Mistake(
        f'"{key}" has no colon and no value, and braces hold keys with their values',
        place,
        "Write key: value; quote a text that has a comma in it.",
    )


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _tab(at: tuple[int, int], lines: list[str]) -> Mistake | None:
    for number in (at[0], at[0] - 1):
        line = _line(lines, number)
        lead = line[: len(line) - len(line.lstrip(" \t-"))]
        if "\t" in lead:
            return Mistake(
                "a tab stands here, and YAML is indented with spaces only",
                (number, lead.index("\t") + 1),
                "Replace the tab with spaces: two for each level.",
            )
    return None


def _no_break_space(at: tuple[int, int], lines: list[str]) -> Mistake | None:
    for number in (at[0], at[0] - 1):
        line = _line(lines, number)
        found = re.match(r"[ \t]*(?:-[ \t]*)?([\w-]+:)?([^\S \t])", line)
        if found is not None:
            return Mistake(strange_space(found[2]), (number, found.start(2) + 1), "Replace it with plain spaces.")
    return None


def _quote(problem: str, context: str, began: tuple[int, int] | None) -> Mistake | None:
    if "quoted scalar" not in context or began is None:
        return None
    if "unexpected end of stream" in problem or "document separator" in problem:
        return Mistake("the quote that opens here is never closed", began, "Put the same quote at the end of the text.")
    if "escape" in problem or "hexadecimal" in problem or "hexdecimal" in problem:
        return Mistake(
            "within double quotes a backslash begins an escape such as \\n, and this is none",
            began,
            "Use single quotes, which keep backslashes: '^\\d+$'.",
        )
    return None


def _unquoted_reference(
    problem: str, context: str, at: tuple[int, int], began: tuple[int, int] | None, lines: list[str]
) -> Mistake | None:
    if "flow" not in context and "'{'" not in problem and "'}'" not in problem:
        return None
    for number in range(at[0], (began or at)[0] - 1, -1):
        line = _line(lines, number)
        for found in reversed(list(_REFERENCE.finditer(line))):
            before = line[: found.start()]
            if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
                return Mistake(
                    f"{found.group()} stands unquoted within braces or brackets",
                    (number, found.start() + 1),
                    f'Quote it: "{found.group()}".',
                )
    return None


def _flow(
    problem: str, context: str, at: tuple[int, int], began: tuple[int, int] | None, lines: list[str]
) -> Mistake | None:
    if "flow mapping" in context or "flow sequence" in context:
        bracket, name = ("}", "brace") if "mapping" in context else ("]", "bracket")
        if "stream end" in problem or (began and at[0] > began[0]):
            return Mistake(f"the {name} that opens here is never closed", began or at, f'Put a "{bracket}" at its end.')
        return Mistake(
            f'here a comma or the closing "{bracket}" is missing',
            at,
            "Put a comma between two entries; quote a text (a regular expression, say) that has , : # { } [ or ].",
        )
    if problem.startswith("found unexpected") and ("'}'" in problem or "']'" in problem):
        return Mistake("this bracket closes nothing", at, "Remove it, or quote the text that it belongs to.")
    if problem.startswith("expected the node content") or "but found '}'" in problem or "but found ']'" in problem:
        letter = _line(lines, at[0])[at[1] - 1 : at[1]]
        if not letter:
            return _unclosed(at, lines)
        return Mistake(f'"{letter}" stands where a value is expected', at, "Quote the text that it belongs to.")
    return None


def _unclosed(at: tuple[int, int], lines: list[str]) -> Mistake:
    """The last bracket before the end that nothing closes."""
    open_: list[tuple[int, int, str]] = []
    for number in range(1, min(at[0], len(lines)) + 1):
        for column, letter in enumerate(_line(lines, number), 1):
            if letter in "{[":
                open_.append((number, column, letter))
            elif letter in "}]" and open_:
                open_.pop()
    if not open_:
        return Mistake("a value is expected here", at)
    line, column, letter = open_[-1]
    name, closing = ("brace", "}") if letter == "{" else ("bracket", "]")
    return Mistake(f"the {name} that opens here is never closed", (line, column), f'Put a "{closing}" at its end.')


def _comment(at: tuple[int, int], lines: list[str]) -> Mistake | None:
    """A `#` that swallowed the rest of its line, as in `{css: #buy}`."""
    for number in range(max(1, at[0] - 3), at[0] + 1):
        found = re.search(r"(?<=\s)#\S.*[}\]]", _line(lines, number))
        if found is not None:
            text = re.split(r"[,}\]]", found.group())[0].strip()
            return Mistake(
                'behind a space "#" begins a comment, which swallows the rest of this line',
                (number, found.start() + 1),
                f'Quote the text: "{text}".',
            )
    return None


def _first_letter(problem: str, at: tuple[int, int], lines: list[str]) -> Mistake | None:
    letter = _line(lines, at[0])[at[1] - 1 : at[1]]
    if "cannot start any token" in problem:
        return Mistake(f'a text that begins with "{letter}" must be quoted', at, _quote_it(at, lines))
    if "expected alphabetic or numeric character" in problem:
        begins = [one.start() for one in re.finditer(r"(?<![^\s:,\[{-])[*&]", _line(lines, at[0])[: at[1]])]
        place = (at[0], begins[-1] + 1 if begins else max(1, at[1] - 1))
        star = _line(lines, at[0])[place[1] - 1 : place[1]]
        return Mistake(
            f'"{star}" at the beginning of a text has a meaning of its own in YAML', place, _quote_it(place, lines)
        )
    return None


def _quote_it(at: tuple[int, int], lines: list[str]) -> str:
    """The mend that quotes the text which begins here."""
    told = re.split(r"\s#|: ", _line(lines, at[0])[at[1] - 1 :])[0].strip()
    if re.search(r"[{\[].*[}\]]", _line(lines, at[0])):
        told = re.split(r"[,}\]]", told)[0].strip()
    return f"Quote it: '{told}'." if "'" not in told else f'Quote it: "{told}".'


def _rest(problem: str, at: tuple[int, int]) -> Mistake:
    if "chomping or indentation indicators" in problem or "a comment or a line break" in problem:
        return Mistake(
            'behind "|" or ">" the line must end: the text begins in the next one', at, "Quote a text that begins so."
        )
    if problem == "found unexpected ':'":
        return Mistake("this colon cannot stand here", at, "Quote the text that it belongs to.")
    if "mapping keys are not allowed" in problem:
        return Mistake('a "?" cannot begin here', at, "Quote the text that begins with it.")
    if "<document start>" in problem:
        return Mistake("this does not belong to the text before it", at, 'A line that begins with "%" must be quoted.')
    return Mistake(f"this is not YAML: {problem}", at)


def _indent(lines: list[str], number: int) -> int:
    line = _line(lines, number)
    return len(line) - len(line.lstrip(" "))


def _colon(problem: str, at: tuple[int, int], lines: list[str]) -> Mistake | None:
    line = _line(lines, at[0])
    if "mapping values are not allowed" in problem:
        lead = line[: at[1] - 1]
        if ": " in lead:
            return Mistake(
                "a second colon followed by a space stands in this line",
                at,
                "Where it belongs to a text, quote the text; otherwise put each key on a line of its own.",
            )
        above = _line(lines, at[0] - 1).strip()
        if above and not above.startswith("#") and ":" not in above.removeprefix("- "):
            return Mistake(
                "this line has no colon, and a key stands below it",
                (at[0] - 1, _indent(lines, at[0] - 1) + 1),
                'Write "key: value", or put a colon at its end.',
            )
        return Mistake(
            "this line is indented as if it belonged to the text in the line above",
            (at[0], len(line) - len(line.lstrip()) + 1),
            "Indent it like the key that it belongs beside; a key with keys below it has nothing behind its colon.",
        )
    if "could not find expected ':'" in problem:
        number = at[0]
        for candidate in (at[0], at[0] - 1):
            text = _line(lines, candidate).strip()
            if text and ": " not in text and not text.endswith(":"):
                number = candidate
                break
        told = _line(lines, number)
        tight = re.match(r"\s*(?:- )?[\w-]+(:)(?=[^\s:/])", told)
        if tight is not None:
            return Mistake("a space is missing behind this colon", (number, tight.end()), 'Write "key: value".')
        return Mistake(
            "this line has no colon, and a line here is a key and its value",
            (number, _indent(lines, number) + 1),
            'Write "key: value".',
        )
    return None


def _indentation(
    problem: str, context: str, at: tuple[int, int], began: tuple[int, int] | None, lines: list[str]
) -> Mistake | None:
    if "expected <block end>" not in problem and "sequence entries are not allowed" not in problem:
        return None
    line = _line(lines, at[0])
    indent = _indent(lines, at[0])
    if "sequence entries are not allowed" in problem:
        return Mistake('a list entry ("- ") cannot begin here', at, "Put it on a line of its own, below its key.")
    if began is None:
        return Mistake("this line does not line up with any line above it", at, "Indent it like the lines beside it.")
    beside = began[1] - 1
    if at[1] - 1 != indent:
        return Mistake("this does not belong here", at, "Quote the whole text, if it is one.")
    entry = line.lstrip().startswith("- ")
    if "block collection" in context and indent == beside and not entry:
        return Mistake(
            f'this line stands beside the list entries above, without their "- " (line {began[0]})',
            at,
            'Begin it with "- ", or indent it like the key that it belongs beside.',
        )
    if entry and indent == beside:
        return Mistake(
            "a list entry stands here among the keys of a mapping",
            at,
            "Indent it below the key that it belongs to, whose colon has nothing behind it.",
        )
    if not any(_line(lines, number).strip() for number in range(began[0], at[0])):
        return Mistake("this line does not fit the lines above it", at, "Indent it like the line it belongs beside.")
    levels = sorted({_indent(lines, number) for number in range(began[0], at[0]) if _line(lines, number).strip()})
    return Mistake(
        f"this line is indented by {indent} spaces; the lines above it by {_listed(levels)}",
        at,
        "Indent it exactly like the lines that it belongs beside.",
    )


def _listed(numbers: list[int]) -> str:
    told = [str(number) for number in numbers]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
