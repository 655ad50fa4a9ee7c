"""Tracking plans that are right, and what is said of those that are only unwise."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.language.files import HEAD, LOGIN, PLAN, suite
from validator.cmps import names as platform_names
from validator.language import read_plan_file, read_suite
from validator.model.location import InputError
from validator.model.plan import ContainerChoice, Plan

WHOLE = (
    PLAN
    + """\
hold: third-party
deliver: [ga4]
ignore: [scroll]
unexpected: fail
findings: {personal-data: fail}
x-other-tool: {a: [1, b]}
overlays: [{when: {css: "#popup"}, click: Close}]
browser:
  http_credentials: {username: a, password: "${PASSWORD}"}
  headers: {X-QA: "${TOKEN}"}
  locale: de-DE
  timezone: Europe/Berlin
  geolocation: {latitude: 52.5, longitude: 13.4}
  proxy: http://proxy.example:3128
  viewport: [1280, 800]
container: {id: GTM-ABC123, environment: {auth: "${AUTH}", preview: env-7}}
secret: [PASSWORD]
"""
)
ENVIRONMENT = {"PASSWORD": "pa55", "TOKEN": "t", "AUTH": "x"}
JOURNEY = HEAD + "journey: [{goto: /}]\n"


def plan(folder: Path, text: str, journey: str = JOURNEY) -> Plan:
    (entry,) = suite(
        folder, {"tracking-plan.yaml": text, "login.yaml": LOGIN, "s.yaml": journey}, environment=ENVIRONMENT
    )
    return entry.plan


def warnings(folder: Path, text: str, journey: str = JOURNEY) -> list[str]:
    found = suite(folder, {"tracking-plan.yaml": text, "login.yaml": LOGIN, "s.yaml": journey}, environment=ENVIRONMENT)
    return [problem.message for problem in found.warnings]


def test_all_parts(tmp_path: Path) -> None:
    found = plan(tmp_path, WHOLE)
    assert {name: (vendor.ids, vendor.endpoints, vendor.off) for name, vendor in found.vendors.items()} == {
        "ua": (("UA-1-1",), (), ("warnings",)),
        "ga4": (("G-1",), (), ()),
        "meta": (("123",), (), ()),
    }
    assert (found.hold, found.deliver, found.ignore, found.unexpected) == ("third-party", ("ga4",), ("scroll",), "fail")
    assert (found.findings, found.extra) == ({"personal-data": "fail"}, {"x-other-tool": {"a": [1, "b"]}})
    assert (str(found.overlays[0].when), str(found.overlays[0].click)) == ("#popup", '"Close"')
    assert found.browser.http_credentials == {"username": "a", "password": "pa55"}
    assert found.browser.headers == {"X-QA": "t"}
    assert found.browser.geolocation == {"latitude": 52.5, "longitude": 13.4}
    assert (found.browser.proxy, found.browser.viewport) == ({"server": "http://proxy.example:3128"}, (1280, 800))
    assert found.container is not None
    assert found.container.environment == {"auth": "x", "preview": "env-7"}


def test_ids_are_those_of_hits_however_people_write_them(tmp_path: Path) -> None:
    text = "plan: P\nvendors: {google_ads: [123456789, AW-987], floodlight: DC-1234567, ga4: G-1, meta: 123}\n"
    found = plan(tmp_path, text)
    assert {name: vendor.ids for name, vendor in found.vendors.items()} == {
        "google_ads": ("AW-123456789", "AW-987"),
        "floodlight": ("1234567",),
        "ga4": ("G-1",),
        "meta": ("123",),
    }


def test_secrets_of_the_plan_are_secrets_of_its_scenarios(tmp_path: Path) -> None:
    (entry,) = suite(
        tmp_path, {"tracking-plan.yaml": WHOLE, "login.yaml": LOGIN, "s.yaml": JOURNEY}, environment=ENVIRONMENT
    )
    assert entry.scenario.secrets == {"PASSWORD": "pa55"}


def test_events_sessions_and_consent(tmp_path: Path) -> None:
    found = plan(tmp_path, PLAN)
    event = found.events["Add to cart"]
    assert (event.conversion, event.owner) == ("micro", "team-basket")
    assert [(one.vendor, one.label, one.planned) for one in event.expectations] == [
        ("ga4", "ga4 add_to_cart", "Add to cart"),
        ("meta", "meta AddToCart", "Add to cart"),
        ("ua", "ua Ecommerce › Add Product To Cart", "Add to cart"),
    ]
    session = found.sessions["customer"]
    assert (session.reuse, [step.fields.value for step in session.steps]) == (28800, ["ada"])
    assert {name: (one.answer, one.at) for name, one in found.consent.profiles.items()} == {
        "none": (None, None),
        "denied": ("deny", None),
        "granted": ("accept", None),
        "later": ("accept", "checkout"),
    }


def test_the_sites_own_banner(tmp_path: Path) -> None:
    text = (
        "plan: P\nconsent:\n  mode: basic\n  banner:\n    accept: [{click: Yes}]\n    deny: [{click: No}]\n"
        "    choose: {statistics: [{check: {label: Statistics}}]}\n    save: [{click: Save}]\n"
        "  profiles: {some: {answer: {statistics: true}, state: {analytics_storage: granted}}}\n"
    )
    consent = plan(tmp_path, text).consent
    assert consent.mode == "basic"
    assert [step.title for step in (*consent.accept, *consent.deny, *consent.choose["statistics"], *consent.save)] == [
        'click "Yes"',
        'click "No"',
        'check label "Statistics"',
        'click "Save"',
    ]
    assert consent.profiles["some"].answer == {"statistics": True}


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("one-trust", 'Did you mean "onetrust"?'),
        ("OneTrust", 'Did you mean "onetrust"?'),
        ("cookibot", 'Did you mean "cookiebot"?'),
        ("any", 'Did you mean "auto"?'),
    ],
)
def test_a_consent_platform_that_is_not_known(tmp_path: Path, name: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        plan(tmp_path, f"plan: P\nconsent: {{banner: {{cmp: {name}}}}}\n")
    (problem,) = caught.value.problems
    assert (problem.message, problem.mend) == (f'"{name}" is not a consent platform that is known', mend)


def test_every_consent_platform_can_be_named(tmp_path: Path) -> None:
    for name in (*platform_names(), "auto"):
        assert plan(tmp_path, f"plan: P\nconsent: {{banner: {{cmp: {name}}}}}\n").consent.cmp == name


def test_goals(tmp_path: Path) -> None:
    text = """\
plan: P
goals:
  - {name: Cart, slot: 1, conversion: micro, category: Ecommerce, action: {starts_with: Add}}
  - {name: Order, slot: 6, conversion: macro, destination: {starts_with: /thank-you}, funnel: [/cart, /checkout]}
  - {name: Reader, slot: 7, conversion: micro, pages: {more_than: 3}}
  - {name: Engaged, slot: 8, conversion: micro, duration: {more_than: 1min}}
"""
    found = plan(tmp_path, text).goals
    assert [(goal.kind, goal.slot) for goal in found] == [
        ("event", 1),
        ("destination", 6),
        ("pages", 7),
        ("duration", 8),
    ]
    told = [[(one.path, one.operator, one.operand) for one in goal.conditions] for goal in found]
    assert told == [
        [(("category",), "equals", "Ecommerce"), (("action",), "starts_with", "Add")],
        [((), "starts_with", "/thank-you")],
        [((), "more_than", 3)],
        [((), "more_than", 60)],
    ]
    assert found[1].funnel == ("/cart", "/checkout")


def test_a_container_file_is_found_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "container.json").write_text("{}")
    found = plan(tmp_path, "plan: P\ncontainer: {id: GTM-ABC123, file: container.json}\n").container
    assert isinstance(found, ContainerChoice)
    assert Path(str(found.file)) == tmp_path / "container.json"


def test_a_plan_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_plan_file(environment={}).name == ""
    (tmp_path / "tracking-plan.yaml").write_text("plan: P\nvendors: {ga4: G-1}\n")
    (tmp_path / "tests").mkdir()
    assert read_plan_file(beside=tmp_path / "tests" / "test_x.py", environment={}).name == "P"
    assert isinstance(read_plan_file(tmp_path / "tracking-plan.yaml", environment={}).vendors, dict)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plan: P\nvendors: {ua: UA-1-1}\n", "Google stopped processing Universal Analytics in 2023"),
        ("plan: P\nevents: {A: {conversion: micro, ga4: a}}\n", "the plan has no macro conversion"),
        (
            "plan: P\ngoals:\n"
            + "".join(f"  - {{name: G{n}, slot: {n}, conversion: macro, pages: {n}}}\n" for n in range(1, 15)),
            "the plan has 14 goals: nobody looks at so many",
        ),
        (f"plan: P\nevents: {{A: {{ga4: {'a' * 41}}}}}\n", "has 41 letters, and GA4 takes 40"),
        (f"plan: P\nevents: {{A: {{ga4: {{event: a, params: {{{'p' * 41}: 1}}}}}}}}\n", "the parameter name"),
        ("plan: P\nevents: {A: {ga4: add to cart}}\n", '"add to cart" is not an event name that GA4 takes'),
        ("plan: P\nevents: {A: {ga4: ga_x}}\n", "begins with ga_, which Google keeps for itself"),
        (f"plan: P\nevents: {{A: {{ga4: {{event: a, params: {{x: {'v' * 101}}}}}}}}}\n", "GA4 takes 100 letters of x"),
        (f"plan: P\nevents: {{A: {{ua: {{category: {'é' * 76}, action: b}}}}}}\n", "takes 150 bytes of a category"),
        ("plan: P\nevents: {A: {ua: {category: a, action: b, value: 1.5}}}\n", "whole numbers from 0 as a value"),
        ("plan: P\nevents: {A: {ua: {category: a}}}\n", "the action is missing"),
        ("plan: P\nvendors: {ga4: }\nevents: {A: {meta: a}}\n", '"A" goes to meta, which is not among'),
        ("plan: P\nevents: {A: {ga4: a}}\n", 'no scenario expects the event "A"'),
        (
            "plan: P\ngoals: [{name: G, slot: 1, conversion: macro, event: sign_up}]\n",
            'no scenario completes the goal "G"',
        ),
    ],
)
def test_what_is_only_unwise_is_a_warning(tmp_path: Path, text: str, words: str) -> None:
    assert [message for message in warnings(tmp_path, text) if words in message] != []


def test_many_events_that_nobody_expects_are_one_warning(tmp_path: Path) -> None:
    text = "plan: P\nevents: {A: {ga4: a}, B: {ga4: b}, C: {ga4: c}, D: {ga4: d}, E: {ga4: e}}\n"
    found = [message for message in warnings(tmp_path, text) if message.startswith("no scenario")]
    assert found == ['no scenario expects the events "A", "B", "C" and 2 more']


def test_a_plan_that_is_used_well_has_no_warnings(tmp_path: Path) -> None:
    text = (
        "plan: P\nvendors: {ga4: G-1}\nevents: {Order: {conversion: macro, ga4: purchase}}\n"
        "goals: [{name: G, slot: 1, conversion: macro, event: purchase}]\n"
    )
    assert warnings(tmp_path, text, HEAD + "journey:\n  - goto: /\n    expect: [Order]\n") == []


def test_one_file_alone_says_nothing_of_what_others_expect(tmp_path: Path) -> None:
    suite(tmp_path, {"tracking-plan.yaml": PLAN, "login.yaml": LOGIN, "s.yaml": JOURNEY})
    found = read_suite([tmp_path / "s.yaml"], environment={}).warnings
    assert [problem.message for problem in found if problem.message.startswith("no scenario")] == []


def test_milestones_and_owners(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        PLAN
        + """\
owners:
  team-basket: "${BASKET_URL}"
  team-web: ["mailtos://${MAIL_USER}:${MAIL_PASSWORD}@shop.example", slack://a/b/c]
milestones:
  - {name: Cart tracked, by: 2027-03-01, events: [Add to cart, Order], owner: team-basket}
""",
    )
    assert found.owners == {  # what the environment holds stays out of the plan
        "team-basket": ("${BASKET_URL}",),
        "team-web": ("mailtos://${MAIL_USER}:${MAIL_PASSWORD}@shop.example", "slack://a/b/c"),
    }
    (milestone,) = found.milestones
    assert (milestone.name, milestone.by, milestone.events, milestone.owner) == (
        "Cart tracked",
        datetime.date(2027, 3, 1),
        ("Add to cart", "Order"),
        "team-basket",
    )


def test_an_owner_without_an_address_is_told(tmp_path: Path) -> None:
    text = "plan: P\nevents:\n  Buy: {owner: team-a, ga4: {event: buy}}\nowners: {team-b: 'json://x'}\n"
    assert 'nobody is told of "Buy": its owner team-a is not among the owners' in warnings(tmp_path, text)
