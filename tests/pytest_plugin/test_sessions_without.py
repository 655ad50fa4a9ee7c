"""A pytest session that has no use for the plugin does not feel it."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

_LIST = """
import sys
def pytest_sessionfinish(session):
    print("\\nLOADED", sorted(name for name in sys.modules if name.startswith(("validator", "playwright", "yaml"))))
"""


def test_nothing_heavy_is_imported(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(_LIST)
    pytester.makepyfile("def test_one(): pass")
    pytester.makefile(".yaml", data="scenario: of another tool\n")
    told = pytester.runpytest_subprocess("-p", "no:playwright", "-p", "no:base-url", "-s")
    told.assert_outcomes(passed=1)
    (line,) = [line for line in told.outlines if line.startswith("LOADED")]
    loaded = eval(line.removeprefix("LOADED "))
    assert not [name for name in loaded if name.startswith(("playwright", "yaml"))]
    ours = {"validator", "validator.model", "validator.model.location"}
    assert [name for name in loaded if name not in ours and not name.startswith("validator.pytest_plugin")] == []


def test_only_options_of_its_own_are_registered(pytester: pytest.Pytester) -> None:
    told = pytester.runpytest_subprocess("--help")
    group = told.outlines[told.outlines.index("tracking validator:") + 1 :]
    options = [line.split()[0].partition("=")[0] for line in group[: group.index("")] if line.startswith("  --")]
    assert len(options) >= 10
    assert all(option.startswith("--tracking-") for option in options)


def test_yaml_that_is_no_scenario_is_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "scenarios/tracking-plan.yaml").write_text("plan: Mine\n")
    (pytester.path / "scenarios/data.yml").write_text("some: data\nnot: [valid\n")
    (pytester.path / "elsewhere.yaml").write_text("scenario: in no folder of scenarios\n")
    told = pytester.runpytest_subprocess()
    assert told.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_mistakes_are_told_at_collection_in_the_languages_words(pytester: pytest.Pytester) -> None:
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "scenarios/one.yaml").write_text(
        "scenario: One\nsite: http://shop.example\njourney: [{gotoo: /}]\n"
    )
    (pytester.path / "scenarios/two.yaml").write_text("scenaro: Two\njourney: [{goto: /}]\n")
    told = pytester.runpytest_subprocess()
    assert told.ret == pytest.ExitCode.INTERRUPTED
    told.assert_outcomes(errors=2)
    told.stdout.fnmatch_lines(["*scenarios/one.yaml:3:12: *gotoo*", "*    3 | journey: *gotoo*", "*two.yaml:1:1: *"])
    assert "Traceback" not in told.stdout.str()


def test_scenarios_are_chosen_as_tests_are(pytester: pytest.Pytester) -> None:
    (pytester.path / "scenarios/deep").mkdir(parents=True)
    sound = "scenario: NAME\ntags: [smoke]\nsite: http://shop.example\njourney: [{goto: /, expect: [{vendor: ga4}]}]\n"
    (pytester.path / "scenarios/one.yaml").write_text(sound.replace("NAME", "One"))
    (pytester.path / "scenarios/deep/two.yaml").write_text(
        sound.replace("NAME", "Two").replace("smoke", "slow") + "devices: [Desktop Chrome, iPhone 15]\n"
    )
    pytester.makeini("[pytest]\naddopts = --strict-markers\n")
    chosen = {
        ("-m", "smoke"): 1,
        ("-k", "Two and iPhone"): 1,
        ("scenarios/one.yaml::One", "scenarios/deep/two.yaml::Two[iPhone 15]"): 2,
    }
    for words, count in chosen.items():
        told = pytester.runpytest_subprocess("--collect-only", "-q", *words)
        found = [line for line in told.outlines if "::" in line]
        assert len(found) == count, words
