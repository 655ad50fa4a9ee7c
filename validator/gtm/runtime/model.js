// The data layer's state: version 2 merged by Google's rules, version 1 flat by key.

const model = {
  flat: new Map(),
  merged: {},

  get(path, version) {
    if (Number(version) === 1) return model.flat.get(path);
    return model.walk(String(path).split("."));
  },

  walk(parts) {
    let place = model.merged;
    for (let i = 0; i < parts.length; i++) {
      if (place === null) return false;
      if (place === undefined) break;
      place = place[parts[i]];
    }
    return place;
  },

  set(key, value) {
    model.flat.set(key, value);
    merge(expand(key, value), model.merged);
  },

  // One message merged in. `_clear: true` (and gtag's set) replace instead of merging.
  absorb(message, overwrite) {
    const replace = message._clear || overwrite;
    Object.keys(message).forEach(key => {
      if (key === "_clear" || key === "__proto__") return;
      if (replace) model.set(key, undefined);
      model.set(key, message[key]);
    });
  },

  reset() {
    model.flat = new Map();
    model.merged = {};
  },
};

// What a function that was pushed may use, as `this`.
const modelInterface = {
  name: PROGRAM.layer,
  get: key => model.get(key, 2),
  set: (key, value) => {
    merge(expand(key, value), model.merged);
  },
  reset: () => model.reset(),
};
