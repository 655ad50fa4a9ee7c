"""Scenario files that are right: what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.files import HEAD, LOGIN, PLAN, expected, scenario, suite
from validator.model.location import InputError
from validator.model.scenario import Known, SameAs, Times
from validator.model.value import Reference, Template


def test_one_scenario_a_device(tmp_path: Path) -> None:
    found = suite(tmp_path, {"s.yaml": HEAD + "devices: [iPhone 15, Pixel 7]\ntags: [a, b]\njourney: [{goto: /}]\n"})
    assert [entry.scenario.device for entry in found] == ["iPhone 15", "Pixel 7"]
    assert [entry.scenario.id[-16:] for entry in found] == ["yaml::S[iPhone 15]"[-16:], "s.yaml::S[Pixel 7]"[-16:]]
    assert found.entries[0].scenario.tags == ("a", "b")


PROFILES = """\
consent: [none, granted]
journey:
  - goto: /
    expect:
      - {vendor: ga4, event: view_item}
      - {planned: Add to cart, profile: granted}
never:
  - {cookie: _ga, profile: none}
"""


def test_one_scenario_a_consent_profile(tmp_path: Path) -> None:
    files = {"tracking-plan.yaml": PLAN, "login.yaml": LOGIN, "s.yaml": HEAD + PROFILES}
    found = [entry.scenario for entry in suite(tmp_path, files)]
    assert [(one.consent, one.id.partition("::")[2]) for one in found] == [
        ("none", "S[consent none]"),
        ("granted", "S[consent granted]"),
    ]
    assert [[each.label for each in one.journey[0].expect] for one in found] == [
        ["ga4 view_item"],
        ["ga4 view_item", "ga4 add_to_cart", "meta AddToCart", "ua Ecommerce › Add Product To Cart"],
    ]
    assert [len(one.never) for one in found] == [1, 0]


def test_a_profile_in_a_list_of_one_is_no_mark(tmp_path: Path) -> None:
    found = scenario(tmp_path, "consent: [denied]\njourney: [{goto: /}]\n")
    assert (found.consent, found.marks) == ("denied", ())


def test_devices_and_profiles_are_combined(tmp_path: Path) -> None:
    head = HEAD + "devices: [iPhone 15, Pixel 7]\nconsent: [denied, granted]\njourney: [{goto: /}]\n"
    found = [entry.scenario for entry in suite(tmp_path, {"s.yaml": head})]
    assert [one.marks for one in found] == [
        ("iPhone 15", "consent denied"),
        ("iPhone 15", "consent granted"),
        ("Pixel 7", "consent denied"),
        ("Pixel 7", "consent granted"),
    ]
    assert len({one.id for one in found}) == 4


def test_numbers_run_over_set_up_journey_and_final_steps(tmp_path: Path) -> None:
    body = "setup: [{goto: /login}]\njourney: [{goto: /}, {click: Buy}]\nfinally: [{goto: /logout}]\n"
    found = scenario(tmp_path, body)
    assert [(step.number, step.phase, step.title) for step in found.steps] == [
        (1, "setup", "goto /login"),
        (2, "journey", "goto /"),
        (3, "journey", 'click "Buy"'),
        (4, "finally", "goto /logout"),
    ]


def test_what_stands_beside_a_step(tmp_path: Path) -> None:
    body = """\
timeout: 20s
journey:
  - click: Buy
    name: buy
    timeout: 1500ms
    optional: true
    when: {visible: {css: .offer}}
  - goto: /cart
"""
    first, second = scenario(tmp_path, body).journey
    assert (first.name, first.timeout, first.optional, second.timeout) == ("buy", 1.5, True, 20)
    assert first.when is not None
    assert str(first.when.visible) == ".offer"


def test_blocks_are_unrolled(tmp_path: Path) -> None:
    body = """\
journey:
  - group: Checkout
    when: .is there
    steps:
      - frame: Payment
        steps:
          - repeat: {for_each: [1, {n: 2}], as: card}
            steps:
              - fill: {label: Card, value: x}
                when: {url: /pay}
      - use: login
        with: {user: "${NAME}"}
        timeout: 3s
"""
    found = scenario(tmp_path, body, environment={"NAME": "Grace"}).journey
    assert [step.stage for step in found] == ["Checkout"] * 3
    assert [len(step.frames) for step in found] == [1, 1, 0]
    assert [step.fields.value for step in found] == ["x", "x", "Grace"]
    inner, login = found[0].when, found[2].when
    assert inner is not None
    assert inner.block == 0
    assert inner.outer is login  # the same condition, asked once for the whole group
    assert login is not None
    assert login.block == 1
    assert found[2].timeout == 3


def test_repeat_gives_its_value_also_with_what_is_in_it(tmp_path: Path) -> None:
    body = """\
journey:
  - repeat: {for_each: [{sku: A, n: 1}, {sku: B, n: 2}], as: item}
    steps:
      - goto: "/p/${item.sku}"
        expect:
          - {vendor: ga4, event: view_item, items: [{item_id: "${item.sku}", quantity: "${item.n}"}]}
  - repeat: {times: 2, as: round}
    steps: [{goto: "/?${round}"}]
"""
    found = scenario(tmp_path, body).journey
    assert [step.title for step in found] == ["goto /p/A", "goto /p/B", "goto /?1", "goto /?2"]
    assert [one.operand for one in found[1].expect[0].conditions] == ["view_item", 1, "B", 2]


def test_parameters_hold_whole_structures_and_what_is_remembered(tmp_path: Path) -> None:
    fragment = """\
fragment: F
parameters: {what: , more: "${what}!"}
steps:
  - fill: {label: A, value: "<${what}>"}
  - fill: {label: A, value: "${more}"}
"""
    body = "journey:\n  - remember: {name: {css: h1}}\n  - use: f.yaml\n    with: {what: 'x ${name}'}\n"
    files = {"s.yaml": HEAD + body, "f.yaml": fragment}
    (entry,) = suite(tmp_path, files)
    values = [step.fields.value for step in entry.scenario.journey[1:]]
    assert [value.parts for value in values] == [("<x ", Reference("name"), ">"), ("x ", Reference("name"), "!")]


def test_values(tmp_path: Path) -> None:
    body = """\
journey:
  - goto: "${PATH_TO:-/default}?q=${EMPTY:-x}"
  - goto: $${LITERAL}
  - remember: {price: {css: .price}}
  - fill: {label: A, value: "${price}"}
    expect:
      - {vendor: ga4, event: x, value: "${price}", params: {later: "${order.id}", number: "${N}"}}
  - request: {url: /order, remember: {order: order}}
"""
    found = scenario(tmp_path, body, environment={"PATH_TO": "/p", "N": "5", "EMPTY": ""}).journey
    assert [step.fields.url for step in found[:2]] == ["/p?q=x", "${LITERAL}"]
    assert isinstance(found[3].fields.value, Template)
    operands = {one.path: one.operand for one in found[3].expect[0].conditions}
    assert operands["params", "number"] == "5"  # the environment is text
    assert str(operands["params", "later"]) == "${order.id}"


def test_base_url_wins_and_the_site_is_not_even_looked_at(tmp_path: Path) -> None:
    text = 'scenario: S\nsite: "${NOT_SET}"\njourney: [{goto: /}]\n'
    (entry,) = suite(tmp_path, {"s.yaml": text}, base_url="https://other.example/")
    assert entry.scenario.site == "https://other.example"


def test_secrets(tmp_path: Path) -> None:
    body = 'secret: [PASSWORD]\njourney:\n  - fill: {label: P, value: "${PASSWORD}"}\n  - goto: "/${PASSWORD}"\n'
    found = scenario(tmp_path, body, environment={"PASSWORD": "pa55"})
    assert found.secrets == {"PASSWORD": "pa55"}
    assert [step.title for step in found.journey] == ['fill label "P"', "goto /«PASSWORD»"]
    assert found.journey[0].fields.value == "pa55"
    with pytest.raises(InputError, match="PASSWORD is not set"):
        scenario(tmp_path, body)
    again = scenario(tmp_path, body, judging=True)
    assert (again.journey[0].fields.value, again.secrets) == ("«PASSWORD»", {})


def test_judging_needs_no_environment_for_what_is_only_performed(tmp_path: Path) -> None:
    body = 'journey:\n  - goto: "/${WHERE}"\n    expect: [{vendor: ga4, event: "${WHAT}"}]\n'
    with pytest.raises(InputError) as caught:
        scenario(tmp_path, body, judging=True)
    assert [problem.message for problem in caught.value.problems] == ["the environment variable WHAT is not set"]


def test_planned_events_are_one_expectation_a_vendor(tmp_path: Path) -> None:
    found = expected(tmp_path, "Add to cart")
    assert [one.label for one in found] == ["ga4 add_to_cart", "meta AddToCart", "ua Ecommerce › Add Product To Cart"]
    assert {(one.planned, one.conversion, one.owner) for one in found} == {("Add to cart", "micro", "team-basket")}
    assert str(found[0].location) == f"{tmp_path.as_posix()}/s.yaml:7:9"
    (one,) = expected(tmp_path, "{planned: Add to cart, vendor: ga4, times: 2, params: {currency: EUR}, within: 5s}")
    assert (one.times, one.within) == (Times(2, 2), 5)
    assert [condition.path for condition in one.conditions] == [("event",), ("params", "value"), ("params", "currency")]


def test_what_the_plan_refers_to_must_be_remembered(tmp_path: Path) -> None:
    assert expected(tmp_path, "Order")
    with pytest.raises(InputError, match=r"nothing is known as \$\{total\}"):
        scenario(tmp_path, "journey:\n  - goto: /\n    expect: [Order]\n")


@pytest.mark.parametrize(
    ("text", "plan", "vendor", "label"),
    [
        ("{event: add_to_cart}", PLAN, "ga4", "ga4 add_to_cart"),
        ("{event: AddToCart}", PLAN, "meta", "meta AddToCart"),
        ("{event: other}", PLAN, "ga4", "ga4 other"),
        ("{category: Ecommerce, action: Add Product To Cart}", PLAN, "ua", "ua Ecommerce › Add Product To Cart"),
        ("{category: X}", PLAN, "ua", "ua X"),
        ("{event: x}", None, "ga4", "ga4 x"),
        ("{category: x, action: y}", None, "ua", "ua x › y"),
        ("{event: x}", "plan: P\nvendors: {meta: '1'}\n", "meta", "meta x"),
        ("{event: b}", "plan: P\nevents: {A: {meta: b}}\n", "meta", "meta b"),
        ("{vendor: meta}", PLAN, "meta", "meta"),
        ("{id: G-1}", PLAN, None, "G-1"),
    ],
)
def test_the_vendor_where_none_is_named(tmp_path: Path, text: str, plan: str | None, vendor: str, label: str) -> None:
    (one,) = expected(tmp_path, text, plan)
    assert (one.vendor, one.label) == (vendor, label)


def test_conversions_come_from_the_plan(tmp_path: Path) -> None:
    (one,) = expected(tmp_path, "{vendor: ga4, event: add_to_cart, params: {value: 5}}")
    assert (one.conversion, one.planned, one.owner) == ("micro", "Add to cart", "team-basket")
    (goal,) = expected(tmp_path, "goal: Order")
    assert (goal.kind, goal.conversion) == ("goal", "macro")
    (other,) = expected(tmp_path, "{vendor: ga4, event: login}")
    assert other.conversion is None


def test_kinds_of_expectations(tmp_path: Path) -> None:
    told = {
        "push: add_to_cart": ("push", "push add_to_cart", [(("event",), "equals", "add_to_cart")]),
        "push: {ecommerce: {value: 5}}": ("push", "push", [(("ecommerce", "value"), "equals", 5)]),
        "tag: GA4 – cart": ("tag", "tag GA4 – cart", [(("name",), "equals", "GA4 – cart")]),
        "tag: {starts_with: GA4}": ("tag", "tag GA4", [(("name",), "starts_with", "GA4")]),
        "cookie: _ga": ("cookie", "cookie _ga", [(("name",), "equals", "_ga")]),
        "cookie: {name: _ga, value: {matches: '^GA'}}": (
            "cookie",
            "cookie _ga",
            [(("name",), "equals", "_ga"), (("value",), "matches", "^GA")],
        ),
        "storage: cart": ("storage", "storage cart", [(("name",), "equals", "cart")]),
        "finding: personal-data": ("finding", "finding personal-data", [(("code",), "equals", "personal-data")]),
        "error: TypeError": ("error", "error TypeError", [(("text",), "contains", "TypeError")]),
    }
    for text, (kind, label, conditions) in told.items():
        (one,) = expected(tmp_path, text)
        assert (one.kind, one.label) == (kind, label)
        assert [(found.path, found.operator, found.operand) for found in one.conditions] == conditions


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("2", Times(2, 2)),
        ("0", Times(0, 0)),
        ("1-3", Times(1, 3)),
        ("2+", Times(2, None)),
        ("{at_least: 1}", Times(1, None)),
        ("{at_most: 3}", Times(0, 3)),
        ("{at_least: 1, at_most: 3}", Times(1, 3)),
        ("{between: [1, 3]}", Times(1, 3)),
        ("{more_than: 1}", Times(2, None)),
    ],
)
def test_times(tmp_path: Path, text: str, times: Times) -> None:
    (one,) = expected(tmp_path, f"{{vendor: ga4, event: x, times: {text}}}")
    assert one.times == times


def test_further_keys(tmp_path: Path) -> None:
    text = (
        "{vendor: ga4, event: x, after: consent, before: home, anywhere: true, wait: true,"
        " known: {ticket: WEB-12, until: 2027-01-31}, conversion: micro, owner: me}"
    )
    plan = PLAN.replace("  Order:", "  X:\n    conversion: micro\n    ga4: x\n  Order:")
    (one,) = expected(tmp_path, text, plan)
    assert (one.after, one.before, one.anywhere, one.wait, one.owner) == ("consent", "home", True, True, "me")
    assert one.known == Known("WEB-12", "2027-01-31")


def test_nested_demands(tmp_path: Path) -> None:
    (one,) = expected(
        tmp_path,
        "{vendor: ga4, event: x, items: [{item_id: A, quantity: {at_least: 1}}], params: {'*': {not: {contains: '@'}},"
        " type: {equals: video}, coupon: absent, quoted: 'absent', same: {same_as: {push: p, path: a.0.b}}}}",
    )
    found = [(condition.path, condition.operator, condition.operand) for condition in one.conditions[1:]]
    inner = found[0][2][0]
    assert (found[0][:2], inner.operator, inner.path) == ((("params", "*"), "not"), "contains", ())
    assert found[1:] == [
        (("params", "type"), "equals", "video"),
        (("params", "coupon"), "absent", True),
        (("params", "quoted"), "equals", "absent"),
        (("params", "same"), "same_as", SameAs(push="p", path=("a", 0, "b"))),
        (("items",), "length", 1),
        (("items", 0, "item_id"), "equals", "A"),
        (("items", 0, "quantity"), "at_least", 1),
    ]


def test_what_must_not_happen(tmp_path: Path) -> None:
    body = "journey: [{goto: /}]\nnever:\n  - {vendor: meta, before: consent}\n  - {event: purchase}\n  - Add to cart\n"
    found = scenario(tmp_path, body).never
    assert {one.times for one in found} == {Times(0, 0)}
    assert [(one.vendor, one.label) for one in found[:2]] == [("meta", "meta"), (None, "purchase")]
    assert [[condition.path for condition in one.conditions] for one in found[2:]] == [
        [("event",)],
        [("event",)],
        [("category",), ("action",)],
    ]


def test_consent_and_session_by_name(tmp_path: Path) -> None:
    body = "consent: later\nsession: customer\njourney:\n  - goto: /\n    name: checkout\n"
    found = scenario(tmp_path, body)
    assert (found.consent, found.session) == ("later", "customer")
    assert scenario(tmp_path, "consent: denied\nsession: guest\njourney: [{goto: /}]\n", plan=None).session is None


def test_directories_are_searched_for_what_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {
        "b.yaml": HEAD + "journey: [{goto: /}]\n",
        "sub/a.yml": HEAD.replace("S", "T", 1) + "journey: [{goto: /}]\n",
        "sub/tracking-plan.yml": "plan: Other\n",
        "tracking-plan.yaml": PLAN,
        "login.yaml": LOGIN,
        "compose.yaml": "services: {web: {}}\n",
        ".hidden/c.yaml": "scenario: [broken",
        "node_modules/d.yaml": "scenario: [broken",
    }
    found = suite(Path(), files)
    assert [(entry.scenario.location.file, entry.plan.name) for entry in found] == [
        ("b.yaml", "Mug shop"),
        ("sub/a.yml", "Other"),
    ]
    chosen = suite(Path(), files, plan=Path("tracking-plan.yaml"))
    assert {entry.plan.name for entry in chosen} == {"Mug shop"}


def test_a_fragment_that_nothing_uses_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"step" is not a key of a fragment'):
        suite(tmp_path, {"s.yaml": HEAD + "journey: [{goto: /}]\n", "f.yaml": "fragment: F\nstep: []\n"})


def test_the_steps_of_a_fragment_that_nothing_uses_are_checked_too(tmp_path: Path) -> None:
    good = "fragment: F\nparameters: {n: , size: S}\nsteps:\n  - fill: {label: '${n}', value: '${size} ${other}'}\n"
    good += "    name: '${n}'\n"
    suite(tmp_path, {"s.yaml": HEAD + "journey: [{goto: /}]\n", "f.yaml": good})
    with pytest.raises(InputError, match='"clik" is not a step'):
        suite(tmp_path, {"f.yaml": good + "  - clik: Buy\n"})


def test_a_scenario_that_expects_nothing_is_warned_of(tmp_path: Path) -> None:
    (problem,) = suite(tmp_path, {"s.yaml": HEAD + "journey: [{goto: /}]\n"}).warnings
    assert "expects nothing" in problem.message


def test_a_name_near_to_a_short_operator_is_only_warned_of(tmp_path: Path) -> None:
    body = "journey:\n  - goto: /\n    expect: [{push: {event: x, extra: {note: y}}}]\n"
    found = suite(tmp_path, {"s.yaml": HEAD + body})
    assert [problem.message for problem in found.warnings] == ['"note" is not an operator']
    assert found.entries[0].scenario.journey[0].expect[0].conditions[1].path == ("extra", "note")


def test_messages_do_not_repeat_secrets(tmp_path: Path) -> None:
    text = "scenario: S\nsecret: [HOST]\nsite: '${HOST}'\njourney: [{goto: /}]\n"
    with pytest.raises(InputError) as caught:
        suite(tmp_path, {"s.yaml": text}, environment={"HOST": "hidden.example"})
    assert "hidden" not in str(caught.value)
    assert "«HOST»" in str(caught.value)


def test_fragments_that_double_themselves_are_stopped(tmp_path: Path) -> None:
    files = {f"f{n}.yaml": f"fragment: F\nsteps: [{{use: f{n + 1}}}, {{use: f{n + 1}}}]\n" for n in range(40)}
    files |= {"f40.yaml": "fragment: F\nsteps: []\n", "s.yaml": HEAD + "journey: [{use: f0}]\n"}
    with pytest.raises(InputError) as caught:
        suite(tmp_path, files)
    assert {problem.message for problem in caught.value.problems} == {"this journey has more than 2000 steps"}


def test_repeats_within_repeats_are_stopped(tmp_path: Path) -> None:
    inner = "{repeat: 100, steps: [{repeat: 100, steps: [{repeat: 100, steps: [reload]}]}]}"
    with pytest.raises(InputError) as caught:
        scenario(tmp_path, f"journey: [{inner}]\n")
    assert [problem.message for problem in caught.value.problems] == ["this journey has more than 2000 steps"]


def test_what_the_environment_says_is_a_number_where_one_is_asked(tmp_path: Path) -> None:
    body = """\
timeout: "${SECONDS}"
journey:
  - repeat: "${TIMES}"
    steps: [{click: {role: button, nth: "${NTH:-1}", force: "${FORCE}"}}]
  - request: {url: /, json: {zip: "${ZIP}"}}
    expect: [{vendor: ga4, event: x, value: {at_least: "${LEAST}"}, times: "${TIMES}"}]
"""
    known = {"SECONDS": "5", "TIMES": "2", "FORCE": "true", "ZIP": "12345", "LEAST": "1.5"}
    found = scenario(tmp_path, body, environment=known).journey
    assert [step.timeout for step in found] == [5, 5, 5]
    assert (found[0].fields.target.nth, found[0].fields.force) == (1, True)
    assert found[2].fields.json == {"zip": "12345"}
    assert (found[2].expect[0].conditions[1].operand, found[2].expect[0].times) == (1.5, Times(2, 2))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("click: '#buy'", "looks like a selector"),
        ("click: .buy-now", "looks like a selector"),
        ("hover: //button", "looks like a selector"),
        ("click: '[data-id=3]'", "looks like a selector"),
        ("click: “Add to cart”", "these quotes are typographic"),
        ("click: '#1 in sales'", ""),
        ("click: .NET", ""),
        ("click: '“Quoted”'", ""),
    ],
)
def test_what_is_likely_a_mistake_is_warned_of(tmp_path: Path, step: str, words: str) -> None:
    body = f"journey:\n  - {step}\n    expect: [{{vendor: ga4, event: x}}]\n"
    found = [problem.message for problem in suite(tmp_path, {"s.yaml": HEAD + body}).warnings]
    assert ([words in message for message in found] == [True]) if words else (found == [])


@pytest.mark.parametrize(
    ("value", "mend"),
    [
        ("> 3", "Write {more_than: 3}."),
        ("<=0.5", "Write {at_most: 0.5}."),
        ("!= 0", "Write {not: 0}."),
        ("add_*", "Write {starts_with: add_}."),
        ("*.pdf", "Write {ends_with: .pdf}."),
        ("*/checkout/*", "Write {contains: /checkout/}."),
        ("^SKU.+$", "Write {matches: '^SKU.+$'}."),
        ("/product/.*", "Write {matches: '/product/.*'}."),
        ("/product/mug", ""),
        ("5 > 3", ""),
        ("*", ""),
        ("Tea * and cups", ""),
        ("^", ""),
        ("What? .", ""),
    ],
)
def test_a_text_that_other_tools_read_as_a_condition_is_warned_of(tmp_path: Path, value: str, mend: str) -> None:
    body = f"journey:\n  - goto: /\n    expect: [{{vendor: ga4, event: x, params: {{p: '{value}'}}}}]\n"
    found = suite(tmp_path, {"s.yaml": HEAD + body}).warnings
    assert [problem.mend for problem in found] == ([mend] if mend else [])


def test_a_unique_value_needs_nobody_to_remember_it(tmp_path: Path) -> None:
    body = (
        'journey:\n  - fill: {label: Mail, value: "a+${unique}@b.example"}\n'
        '    expect: [{vendor: ga4, event: x, params: {p: "${unique}"}}]\n'
    )
    (step,) = scenario(tmp_path, body).journey
    assert str(step.fields.value) == "a+${unique}@b.example"
    assert step.title == 'fill label "Mail"'
