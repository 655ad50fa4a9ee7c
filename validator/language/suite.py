"""Many files into one suite: scenarios, each with the plan that it is judged by, and all mistakes together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from validator.language.data_rows import Row, data_rows
from validator.language.fragment_file import Fragments, read_fragment
from validator.language.journey import Around, Unrolling
from validator.language.plan_checks import check_plan, check_use
from validator.language.plan_file import EMPTY, PlanFile, read_plan
from validator.language.reading import Reading, did_you_mean
from validator.language.scalars import TOO_LATE
from validator.language.scenario_file import read_scenario
from validator.language.tree import Place, Source, Told, Tree, Wrong
from validator.language.values import token
from validator.language.yaml_tree import read_file, read_on, top_keys
from validator.model.location import InputError, Problem, UsageError
from validator.model.plan import Plan
from validator.model.scenario import Scenario
from validator.model.suite import Entry, Suite
from validator.model.value import Reference, Template
from validator.page_url import is_site, url_meant

SUFFIXES = (".yaml", ".yml")
PLAN_NAMES = ("tracking-plan.yaml", "tracking-plan.yml")
KINDS = ("scenario", "fragment", "plan", "baseline")
_OURS = frozenset({"site", "steps", "journey", "expect", "never", "consent", "devices", "session"})
_MOST_MEANT = 10  # files that are told where no scenario was found
_NOT_LOOKED_INTO = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})


@dataclass
class _Files:
    """What was read so far: each file once."""

    environment: Mapping[str, str]
    base_url: str | None
    judging: bool
    secrets: frozenset[str]
    chosen_plan: Path | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    trees: dict[Path, Tree | None] = field(default_factory=dict)
    plans: dict[Path, PlanFile | None] = field(default_factory=dict)
    found_plans: dict[Path, Path | None] = field(default_factory=dict)
    absolute: dict[Path, Path] = field(default_factory=dict)
    used_fragments: set[Path] = field(default_factory=set)
    broken: set[Problem] = field(default_factory=set)  # those of the YAML itself

    def __post_init__(self) -> None:
        self.fragments = Fragments(self.load_fragment)

    @property
    def mistakes(self) -> list[Problem]:
        """All that are told, in the order of the files and lines."""
        lines = {_line(one) for one in self.broken}  # what else is told of them comes of how they were mended
        return _sorted([one for one in self.problems if one in self.broken or _line(one) not in lines])

    def resolved(self, path: Path) -> Path:
        if path not in self.absolute:
            self.absolute[path] = path.resolve()
        return self.absolute[path]

    def reading(self) -> Reading:
        return Reading(self.environment, self.judging, secret_names=self.secrets)

    def tree(self, path: Path) -> Tree | None:
        """The tree of a file; None once its mistake is told."""
        key = self.resolved(path)
        if key not in self.trees:
            self.trees[key] = None
            try:
                self.trees[key], found = read_on(path, shown(path))
                self.problems += found
                self.broken |= {*found}
            except Wrong as wrong:
                self.problems.append(wrong.problem)
        return self.trees[key]

    def load_fragment(self, path: Path) -> Tree:
        self.used_fragments.add(path)
        tree = self.tree(path)
        if tree is None:
            raise Told
        return tree

    def plan_of(self, path: Path) -> PlanFile | None:
        """The plan of a scenario file: the chosen one, or the nearest above it. None once its mistakes are told."""
        found = self.chosen_plan or self._above(self.resolved(path).parent)
        return EMPTY if found is None else self.plan(found)

    def plan(self, path: Path) -> PlanFile | None:
        key = self.resolved(path)
        if key not in self.plans:
            tree = self.tree(path)
            self.plans[key] = None
            if tree is not None:
                reading = self.reading()
                found = self.plans[key] = read_plan(tree, reading, self.fragments)
                if found is not None:
                    self.warnings += check_plan(found)
                self.problems += [_masked(problem, reading.secrets) for problem in reading.problems]
                self.warnings += reading.warnings
        return self.plans[key]

    def _above(self, folder: Path) -> Path | None:
        if folder not in self.found_plans:
            here = next((folder / name for name in PLAN_NAMES if (folder / name).is_file()), None)
            self.found_plans[folder] = here or (None if folder.parent == folder else self._above(folder.parent))
        return self.found_plans[folder]


def read_suite(
    paths: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    base_url: str | None = None,
    plan: Path | None = None,
    judging: bool = False,
    secrets: Iterable[str] = (),
) -> Suite:
    """Every scenario of the files and directories, with its plan.

    Directories are searched for `*.yaml` and `*.yml` whose top-level key is `scenario:`; fragments and plans in them
    are checked too. `judging`: no journey will be made, so that a secret that is missing from the environment stands
    as its token. `secrets`: environment variables that are secret in every scenario. Raises InputError with all that
    is wrong in all files, and UsageError for a base URL that is none.
    """
    if base_url is not None and not judging and not is_site(base_url):
        what = f'"{base_url}" is not the base URL of a site' if base_url else "the base URL is empty"
        raise UsageError(f"--base-url: {what}.\n  → {url_meant(base_url)}")
    files = _Files(environment, base_url, judging, frozenset(secrets), plan)
    entries: list[Entry] = []
    used: dict[int, PlanFile] = {}
    looked_at: set[Path] = set()
    plain_fragments: list[tuple[Path, Tree]] = []
    if plan is not None and files.plan(plan) is None and not files.mistakes:
        files.problems.append(_problem(plan, "this plan cannot be read"))
    whole = True
    for given in paths:
        path = Path(given)
        listed = _listed(path, files)
        whole = whole and path.is_dir()
        scenarios = 0
        for file in listed:
            if files.resolved(file) in looked_at:
                continue
            looked_at.add(files.resolved(file))
            tree = files.tree(file)
            if tree is None:
                scenarios += 1
                continue
            kind = _kind(tree, files, required=not path.is_dir())
            scenarios += kind == "scenario"
            if kind == "scenario":
                entries += _scenario(file, tree, files, used)
            elif kind == "plan":
                found = files.plan(file)
                if found is not None:
                    used[id(found)] = found
            elif kind == "fragment":
                plain_fragments.append((file, tree))
        if path.is_dir() and not scenarios:
            files.problems += _no_scenario(path)
    for file, tree in plain_fragments:
        if file.resolve() not in files.used_fragments:
            _check_fragment(file, tree, files)
    if files.mistakes:
        raise InputError(files.mistakes)
    if whole:
        for planned in used.values():
            files.warnings += check_use(planned, [entry.scenario for entry in entries if entry.plan is planned.plan])
    return Suite(tuple(entries), tuple(_sorted(files.warnings)))


def read_plan_file(
    plan: Path | None = None, *, beside: Path | None = None, environment: Mapping[str, str] | None = None
) -> Plan:
    """A tracking plan by itself: the file, or the nearest one upward of `beside`; an empty one where there is none.

    Raises InputError.
    """
    files = _Files(os.environ if environment is None else environment, None, False, frozenset(), plan)
    found = files.plan_of(beside or Path("here.yaml"))
    if found is None or files.mistakes:
        raise InputError(files.mistakes)
    return found.plan


def _scenario(file: Path, tree: Tree, files: _Files, used: dict[int, PlanFile]) -> list[Entry]:
    planned = files.plan_of(file)
    if planned is not None:
        used[id(planned)] = planned
    scenarios: list[Scenario] = []
    first = _scenario_reading(files, planned)
    rows = first.attempt(data_rows, tree, first, files.load_fragment)
    files.problems += [_masked(problem, first.secrets) for problem in first.problems]
    for row in rows or [Row("", {})]:
        reading = _scenario_reading(files, planned)
        reading.parameters = row.values
        found = read_scenario(tree, reading, files.fragments, files.base_url)
        scenarios += [replace(one, cell=(*one.cell, ("data", row.name))) if row.name else one for one in found]
        files.problems += [_masked(problem, reading.secrets) for problem in reading.problems]
        files.warnings += reading.warnings
    return [Entry(scenario, planned.plan) for scenario in scenarios] if planned else []


def _scenario_reading(files: _Files, planned: PlanFile | None) -> Reading:
    reading = files.reading()
    if planned is None:
        reading.plan_broken = True
    else:
        reading.plan = planned.plan
        reading.secret_names |= planned.secret_names
        reading.secrets.update(planned.secrets)
    return reading


def _masked(problem: Problem, secrets: Mapping[str, str]) -> Problem:
    """Without the value of a secret, which a message may repeat."""
    for name, value in secrets.items():
        problem = replace(
            problem, message=problem.message.replace(value, token(name)), mend=problem.mend.replace(value, token(name))
        )
    return problem


def _check_fragment(file: Path, tree: Tree, files: _Files) -> None:
    """A fragment that no scenario here uses: read with its defaults, and with what nobody gives left open."""
    reading = files.reading()
    reading.open_names = True
    planned = files.plan_of(file)
    reading.plan, reading.plan_broken = (planned.plan if planned else None), planned is None
    fragment = reading.attempt(read_fragment, tree, files.resolved(file))
    if fragment is not None:
        for name, default in fragment.parameters.items():
            value = default or Tree(Template((Reference(name),), tree.location), tree.source, tree.line, tree.column)
            reading.parameters = {**reading.parameters, name: value}
        around = Around(fragment.folder, "journey", chain=(fragment,))
        reading.attempt(Unrolling(files.fragments).all, fragment.steps, reading, around)
    files.problems += [problem for problem in reading.problems if TOO_LATE not in problem.message]


def _kind(tree: Tree, files: _Files, required: bool) -> str:
    kinds = [name for name in tree.value if name in KINDS] if tree.is_mapping else []
    if kinds:
        return str(kinds[0])
    if required or (tree.is_mapping and any(name in tree.value for name in ("journey", "steps"))):
        files.problems.append(_unnamed(tree).problem)
    return ""


def _unnamed(tree: Tree) -> Wrong:
    """What to say of a file that has none of our keys."""
    if not tree.is_mapping:
        message = f"a file begins with a key, and here stands {tree.kind}"
        return Wrong(message, tree, 'A scenario begins with "scenario: …".')
    first = next(iter(tree.value), "")
    mend = did_you_mean(first, KINDS) if first else ""
    return Wrong(
        "this file does not say what it is: it has none of the keys scenario, fragment, plan",
        tree.key_place(first),
        mend if mend.startswith("Did") else 'Begin it with "scenario: …", the name of the scenario.',
    )


def _listed(path: Path, files: _Files) -> Iterator[Path]:
    if path.is_dir():
        yield from _below(path)
    elif path.is_file():
        yield path
    else:
        names = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        near = did_you_mean(path.name, names)
        files.problems.append(_problem(path, "there is no such file or directory", near if near[:3] == "Did" else ""))


def _below(folder: Path) -> Iterator[Path]:
    """Files that may be ours; other YAML in a directory is left alone."""
    return (path for path in _yaml_below(folder) if _may_be_ours(path))


def _yaml_below(folder: Path) -> Iterator[Path]:
    """In a stable order."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[:1] != "." and name not in _NOT_LOOKED_INTO)
        for name in sorted(names):
            path = Path(root) / name
            if path.suffix in SUFFIXES:
                yield path


def _no_scenario(folder: Path) -> list[Problem]:
    """The files that may be meant, each with what keeps it from being one; else that there is none."""
    found: list[Problem] = []
    for path in _yaml_below(folder):
        try:
            tree = read_file(path, shown(path))
        except Wrong:
            continue
        first = next(iter(tree.value), "") if tree.is_mapping else ""
        if tree.is_mapping and tree.value.keys() & set(KINDS):
            continue
        if not tree.is_mapping or did_you_mean(first, KINDS).startswith("Did") or len(tree.value.keys() & _OURS) > 1:
            found += [_unnamed(tree).problem]
    if found:
        return found[:_MOST_MEANT]
    named = sorted(path.name for path in folder.iterdir() if re.search(r"\.ya?ml\.\w+$", path.name))
    mend = f"The name {named[0]} must end with .yaml." if named else 'A scenario is a YAML file with "scenario:".'
    return [_problem(folder, "there is no scenario in this directory", mend)]


def _may_be_ours(path: Path) -> bool:
    """Whether it is a file of this language, or so broken that it cannot be told."""
    try:
        with path.open("rb") as file:
            text = file.read(20_000).decode("utf-8", "replace")
    except OSError:
        return True
    keys = top_keys(text)
    return not keys or bool(keys & {*KINDS, "journey"})


def shown(path: Path) -> str:
    """As the user is shown it: relative to the current directory where it lies below it."""
    if not path.is_absolute():
        return path.as_posix()
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _problem(path: Path, message: str, mend: str = "") -> Problem:
    return Wrong(message, Place(Source(shown(path), path, ""), 1, 1), mend).problem


def _line(problem: Problem) -> tuple[str, int]:
    return problem.location.file, problem.location.line


def _sorted(problems: list[Problem]) -> list[Problem]:
    """In the order of the files as they were read, and of the lines within; the same one told once."""
    order = {problem.location.file: number for number, problem in reversed(list(enumerate(problems)))}
    unique = {(one.location, one.message): one for one in reversed(problems)}
    return sorted(
        unique.values(), key=lambda one: (order[one.location.file], one.location.line, one.location.column, one.message)
    )
