"""`validator check`, and what is read before a run: all mistakes of all files at once, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Typed, write

SOUND = "scenario: Sound\nsite: https://shop.example\njourney:\n  - goto: /\n    expect: [{vendor: ga4}]\n"


@pytest.mark.parametrize("command", ["check", "run"])
def test_all_mistakes_of_all_files_are_told_at_once(
    typed: Typed, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    write(
        folder,
        sound=SOUND,
        step=SOUND.replace("goto", "gotoo"),
        empty="",
        tab="scenario: Tab\njourney:\n\t- goto: /\n",
        twice="scenario: Twice\nscenario: Twice\njourney: [{goto: /}]\n",
        list_="- scenario: No\n",
    )
    monkeypatch.setattr("validator.browser.engine.Engine.__enter__", lambda self: pytest.fail("a browser was opened"))
    told = typed(command, "scenarios")
    assert told.exit_code == 2
    for place in ("step.yaml:4:5", "tab.yaml:3:1", "twice.yaml:2:1"):
        assert f"scenarios/{place}" in told.output
    assert "did you mean `goto`?" in told.output.replace("Did", "did").replace('"', "`")
    assert "    4 |   - gotoo: /\n      |     ^" in told.output
    assert told.output.rstrip().endswith("mistakes. Nothing was run.")
    assert not Path("out").exists()


def test_sound_files_are_counted(typed: Typed, folder: Path) -> None:
    write(folder, first=SOUND, second=f"{SOUND}devices: [Desktop Chrome, iPhone 15]\n")
    told = typed("check")
    assert told.exit_code == 0
    assert told.output.endswith("2 scenario files read, 3 journeys, no mistakes.\n")


def test_warnings_do_not_fail(typed: Typed, folder: Path) -> None:
    write(folder, first="scenario: Nothing expected\nsite: https://shop.example\njourney: [{goto: /}]\n")
    told = typed("check")
    assert told.exit_code == 0
    assert "warning: scenarios/first.yaml:1:1: this scenario expects nothing" in told.output
    assert told.output.endswith("1 scenario file read, 1 journey, no mistakes, 1 warning.\n")


def test_base_url_and_plan_are_taken(typed: Typed, folder: Path) -> None:
    write(folder, first="scenario: No site\njourney:\n  - goto: /\n    expect: [Look]\n")
    Path("elsewhere.yaml").write_text("plan: Elsewhere\nevents: {Look: {ga4: {event: page_view}}}\n")
    assert typed("check").exit_code == 2
    assert typed("check", "--base-url", "https://shop.example", "--plan", "elsewhere.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--tag", "smoke"), ["One", "Two"]),
        (("--tag", "not:smoke"), ["Three"]),
        (("--tag", "smoke", "--tag", "not:slow"), ["One"]),
        (("--match", "t(wo|hree)"), ["Two", "Three"]),
        (("--match", "one.yaml"), ["One"]),
    ],
)
def test_tags_and_names_choose(
    typed: Typed, folder: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], names: list[str]
) -> None:
    write(
        folder,
        one=f"{SOUND}tags: [smoke]\n".replace("Sound", "One"),
        two=f"{SOUND}tags: [smoke, slow]\n".replace("Sound", "Two"),
        zthree=SOUND.replace("Sound", "Three"),
    )
    chosen: list[str] = []

    def perform(entries: tuple[object, ...], **options: object) -> int:
        chosen.extend(entry.scenario.name for entry in entries)  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr("validator.cli.run.perform", perform)
    assert typed("run", *options).exit_code == 0
    assert chosen == names


def test_choice_that_leaves_nothing_names_the_tags(typed: Typed, folder: Path) -> None:
    write(folder, one=f"{SOUND}tags: [smoke]\n")
    told = typed("run", "--tag", "smok")
    assert told.exit_code == 2
    assert "Known tags: smoke." in told.output


@pytest.mark.parametrize("vendor", ["ga5", "scenarios"])
def test_unknown_vendor_to_deliver(typed: Typed, folder: Path, vendor: str) -> None:
    write(folder, one=SOUND)
    told = typed("run", f"--deliver={vendor}")
    assert told.exit_code == 2
    assert f"--deliver: there is no vendor '{vendor}'." in told.output
    assert ("Did you mean --deliver=ga4?" in told.output) == (vendor == "ga5")
