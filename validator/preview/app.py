"""What the live page asks for, and what it may order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from validator.model.location import InputError
from validator.preview.insertion import write_expectation
from validator.preview.news import TagNews
from validator.preview.proposals import hits_as_written
from validator.preview.screen import Screen
from validator.preview.server import Answer, as_json
from validator.preview.session import Session
from validator.preview.trial import tried
from validator.preview.yaml_lines import item
from validator.ui import page_data

_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_CLICK_PATIENCE = 2.0  # seconds that a click is waited for
_FRAME_PATIENCE = 10.0  # seconds that a question for the next frame is kept


class Taking(Protocol):
    """A recorder's part of the page."""

    def state(self) -> Any: ...

    def tell(self, told: Mapping[str, Any]) -> Any: ...


class Preview:
    """The App of a preview (see server.py)."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        environment: Mapping[str, str],
        *,
        screen: Screen | None = None,
        visit: bool = False,
        taking: Taking | None = None,
    ) -> None:
        """`folder` of recordings and pictures; `visit`: a person browses, no scenario file is performed."""
        self.changes = session.changes
        self._session = session
        self._folder = folder.resolve()
        self._environment = environment
        self._screen = screen
        self._visit = visit
        self._taking = taking
        self._news: defaultdict[int, TagNews] = defaultdict(TagNews)
        self._acts: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
            "do": self._do,
            "try": self._try,
            "write": self._write,
            "input": self._input,
            "take": self._take,
        }

    def get(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path == "data/index.json":
            return self._index_now()
        if path.startswith("data/pictures/"):
            return self._picture(path.removeprefix("data/pictures/"))
        if path.startswith("data/") and path.endswith(".json"):
            return self._detail(path.removeprefix("data/").removesuffix(".json"), query.get("known", ""))
        if path == "screen/frame" and self._screen:
            return self._frame(query.get("after", ""))
        return None

    def post(self, path: str, told: Any) -> Any:
        if path not in self._acts or not isinstance(told, dict):
            raise KeyError(f"there is no {path!r} to be done")
        return self._acts[path](told)

    def _state(self) -> dict[str, Any]:
        session, companion = self._session, self._session.companion
        under_way = session.under_way
        return {
            "under_way": None if under_way is None else page_data.key(under_way),
            "mode": companion.mode if companion else "",
            "waiting": companion.waiting if companion else "",
            "step": companion.step if companion else 0,
            "problem": session.problem,
            "problems": session.files.problems,
            "screen": self._screen is not None,
            "address": self._screen.address if self._screen else "",
            "visit": self._visit,
            "taking": self._taking.state() if self._taking else None,
        }

    def _index_now(self) -> Answer:
        index = page_data.index_of(self._session.run(), live=True)
        for number, entry in enumerate(index["scenarios"]):
            entry["status"] = self._status(number, entry["status"])
        return as_json({**index, "preview": self._state()})

    def _status(self, index: int, status: str) -> str:
        """That something is wrong is told at once; that all is well, when the journey is over."""
        if self._session.under_way == index:
            return "running" if status == "passed" else status
        return status if self._session.recording(index) else "not run"

    def _detail(self, key: str, known: str) -> Answer | None:
        index = self._index(key)
        if index is None:
            return None
        result = self._session.result(index)
        pictures = {step.screenshot: f"data/pictures/{step.screenshot}" for step in result.recording.steps}
        pictures.pop("", None)
        detail = page_data.detail_of(result, key, pictures, without=("tags",))
        detail["tags"] = self._news[index].since(int(known) if known.isdecimal() else 0, result.recording.tags)
        written = hits_as_written(result.recording, result.verdict.events, result.plan)
        for event in detail["events"]:
            if event["number"] in written:
                event["written"] = "\n".join(item(written[event["number"]].value))
                event["conversion"] = written[event["number"]].conversion
        live = self._session.under_way == index
        if live:
            for outcome in detail["expectations"]:
                if outcome["status"] == "not run":
                    outcome["headline"] = "not seen yet"
        if self._visit:
            detail["file"], detail["line"] = "", 0  # that it was written down for a moment is of no interest
        return as_json({**detail, "status": self._status(index, detail["status"]), "live": live})

    def _index(self, key: object) -> int | None:
        keys = [page_data.key(index) for index in range(len(self._session.entries))]
        return keys.index(key) if key in keys else None

    def _chosen(self, told: Mapping[str, Any]) -> int:
        index = self._index(told.get("scenario"))
        if index is None:
            raise KeyError("there is no such scenario")
        return index

    def _picture(self, name: str) -> Answer | None:
        path = (self._folder / name).resolve()
        try:
            content = path.read_bytes() if path.is_relative_to(self._folder) else b""
        except (OSError, ValueError):
            return None
        kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
        return Answer(content, kind) if kind else None

    def _frame(self, after: str) -> Answer:
        assert self._screen is not None
        found = self._screen.frame(int(after) if after.isdecimal() else 0, _FRAME_PATIENCE)
        if found is None:
            return Answer(b"", "image/jpeg", 204)
        number, picture = found
        return Answer(picture, "image/jpeg", headers={"X-Frame": str(number)})

    # What the page orders

    def _do(self, told: Mapping[str, Any]) -> Any:
        what = told.get("what")
        if what in ("again", "again paused"):
            self._session.perform(self._chosen(told), "pause" if what == "again paused" else "go")
        else:
            self._session.order(str(what))
        return self._state()

    def _try(self, told: Mapping[str, Any]) -> Any:
        index, step, text = self._chosen(told), told.get("step"), told.get("text")
        recording = self._session.recording(index)
        if not isinstance(text, str) or not text.strip():
            raise ValueError("write an expectation first")
        if recording is None:
            raise ValueError("nothing was seen yet")
        entry = self._session.entries[index]
        try:
            return {
                "expectations": tried(
                    text, step if isinstance(step, int) else None, recording, entry, self._environment
                )
            }
        except InputError as error:
            return {"mistakes": str(error)}

    def _write(self, told: Mapping[str, Any]) -> Any:
        index, step, text = self._chosen(told), told.get("step"), told.get("text")
        if self._visit or not isinstance(text, str):
            raise ValueError("there is no scenario file to write to")
        entry = self._session.entries[index]
        try:
            place = write_expectation(entry, step if isinstance(step, int) else None, text, self._environment)
        except InputError as error:
            return {"mistakes": str(error)}
        return {"written": str(place)}

    def _input(self, told: Mapping[str, Any]) -> Any:
        events = [each for each in told.get("events") or () if isinstance(each, dict)]
        if self._screen is None:
            return {}
        for each in events:
            self._screen.input(each)
        clicked = any(each.get("kind") == "up" for each in events)
        return {"choice": self._screen.choice(_CLICK_PATIENCE) if clicked else None}

    def _take(self, told: Mapping[str, Any]) -> Any:
        if self._taking is None:
            raise KeyError("nothing is recorded here")
        answer = self._taking.tell(told)
        self.changes.tell()
        return answer
