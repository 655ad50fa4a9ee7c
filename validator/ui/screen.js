// The browser's picture, live, and the way of clicks, wheel and keys to it.

import { ask } from "./ask.js";
import { tell } from "./copy.js";
import { h } from "./dom.js";

const BUTTONS = ["left", "middle", "right"];
const OWN_KEYS = new Set(["Tab", "Escape"]); // with Ctrl they leave the picture

export function screen() {
  const picture = h("canvas", { class: "picture", tabindex: "0", role: "application", "aria-label": "The browser. Click and type in it; Ctrl+Escape leaves it.", width: 1280, height: 720 });
  const glass = h("div", { class: "glass" }, picture);
  const section = h("section", { class: "screen", "aria-label": "The browser" }, bar(), glass, h("p", { class: "quiet" }, "The browser. Clicks, wheel and keys go to it; Ctrl+Escape leaves it."));
  listen(picture);
  show(picture);
  return section;
}

const address = h("input", { type: "text", inputmode: "url", "aria-label": "Address", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });

// The address of the page in front, while nobody types another one.
export function showAddress(url) {
  if (document.activeElement !== address && url !== "about:blank") address.value = url;
}

function bar() {
  const button = (name, sign, kind) => h("button", { type: "button", class: "order", "aria-label": name, title: name, on: { click: () => send({ kind }) } }, sign);
  const form = h("form", { class: "address" }, button("Back", "←", "back"), button("Forward", "→", "forward"), button("Reload", "↻", "reload"), address);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ kind: "goto", url: address.value });
    address.blur();
  });
  return form;
}

// A list of options is drawn by the browser in a window of its own, which its picture does not show: so here is one.
function offer(choice, picture) {
  const glass = picture.parentElement;
  const list = h("select", { class: "offered", size: Math.max(2, Math.min(8, choice.options.length)), "aria-label": "Options" }, choice.options.map((text, place) => h("option", { value: place }, text)));
  list.selectedIndex = choice.chosen;
  list.style.setProperty("left", `${100 * Math.max(0, Math.min(0.9, choice.x))}%`);
  list.style.setProperty("top", `${100 * Math.max(0, Math.min(0.9, choice.y))}%`);
  list.style.setProperty("min-width", `${100 * choice.width}%`);
  let open = true;
  const close = (event) => {
    if (!open) return;
    open = false;
    send(event);
    list.remove();
    picture.focus({ preventScroll: true });
  };
  const chosen = () => close({ kind: "choose", steps: list.selectedIndex - choice.chosen });
  list.addEventListener("click", (event) => event.target.closest("option") && chosen());
  list.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") chosen();
    else if (event.key === "Escape") close({ kind: "key", key: "Escape", down: true });
  });
  list.addEventListener("blur", () => close({ kind: "key", key: "Escape", down: true }));
  glass.append(list);
  list.focus({ preventScroll: true });
}

// One picture after the other: the next is asked for when the last is drawn.
async function show(picture) {
  const pen = picture.getContext("2d");
  let known = 0;
  for (;;) {
    try {
      await visible();
      const answer = await fetch(`screen/frame?after=${known}`, { cache: "no-store" });
      if (answer.status === 204) {
        await pause(50);
        continue;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      known = Number(answer.headers.get("X-Frame"));
      const image = await createImageBitmap(await answer.blob());
      if (picture.width !== image.width || picture.height !== image.height) [picture.width, picture.height] = [image.width, image.height];
      pen.drawImage(image, 0, 0);
      picture.dataset.frame = String(known);
      image.close();
    } catch {
      await pause(1000);
    }
  }
}

function visible() {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// What waits to be sent goes in one letter after the other, so that it arrives in order.
const waiting = { events: [], sending: false };

async function send(event) {
  const last = waiting.events.at(-1);
  if (event.kind === "move" && last?.kind === "move") waiting.events.pop();
  waiting.events.push(event);
  if (waiting.sending) return;
  waiting.sending = true;
  while (waiting.events.length) {
    const events = waiting.events.splice(0);
    const answer = await ask("input", { events }).catch((error) => tell(error.message));
    if (answer?.choice) offer(answer.choice, document.querySelector(".picture"));
  }
  waiting.sending = false;
}

function listen(picture) {
  const place = (event) => {
    const box = picture.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const mouse = (kind) => (event) => {
    event.preventDefault();
    picture.focus({ preventScroll: true });
    if (kind === "down") picture.setPointerCapture(event.pointerId);
    send({ kind, ...place(event), button: BUTTONS[event.button] ?? "left", count: Math.max(1, clicks(kind, event)) });
  };
  picture.addEventListener("pointerdown", mouse("down"));
  picture.addEventListener("pointerup", mouse("up"));
  picture.addEventListener("pointermove", (event) => send({ kind: "move", ...place(event) }));
  picture.addEventListener("contextmenu", (event) => event.preventDefault());
  picture.addEventListener("wheel", (event) => (event.preventDefault(), send({ kind: "wheel", ...place(event), dx: event.deltaX, dy: event.deltaY })), { passive: false });
  picture.addEventListener("keydown", (event) => key(event, true, picture));
  picture.addEventListener("keyup", (event) => key(event, false, picture));
  picture.addEventListener("paste", (event) => (event.preventDefault(), send({ kind: "text", text: event.clipboardData.getData("text/plain") })));
}

const pressed = { at: 0, count: 0, x: 0, y: 0 };

function clicks(kind, event) {
  if (kind === "down") {
    const near = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 5;
    pressed.count = near && event.timeStamp - pressed.at < 400 ? pressed.count + 1 : 1;
    Object.assign(pressed, { at: event.timeStamp, x: event.clientX, y: event.clientY });
  }
  return pressed.count;
}

function key(event, down, picture) {
  if (event.ctrlKey && OWN_KEYS.has(event.key)) {
    if (down) picture.blur();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v") return; // it comes as a paste
  event.preventDefault();
  event.stopPropagation();
  if (event.isComposing || event.key === "Dead" || event.key === "Process") return;
  send({ kind: "key", key: event.key, down });
}
