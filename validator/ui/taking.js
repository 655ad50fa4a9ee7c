// The recorder's side of the page: the scenario as it grows.

import { h } from "./dom.js";

export function taking() {
  return h("section", { class: "taking" });
}
