// What every banner here does when it is clicked. Marks: data-layer (its number), data-does (accept, deny, more, save),
// data-purpose (a switch, mandatory ones left out). What was kept stands in `kept` of the top page.
const without = new URL(top.location.href).searchParams.get('without')?.split(',') ?? [];
const roots = (root) => [root, ...[...root.querySelectorAll('*')].flatMap((it) => it.shadowRoot ? roots(it.shadowRoot) : [])];
const all = (selector) => roots(document).flatMap((root) => [...root.querySelectorAll(selector)]);
const on = (it) => it.matches('input') ? it.checked : it.getAttribute('aria-checked') === 'true';
const layerOf = (it) => it.closest('[data-layer]')?.dataset.layer ?? document.body.dataset.layer;

function show(number) {
  for (const layer of all('[data-layer]')) {
    if (layer !== document.body) layer.hidden = layer.dataset.layer !== String(number);
  }
}

function happened(does, layer, switches) {
  if (does === 'more') return show(Number(layer) + 1);
  show(0);
  window.kept = { does, layer: Number(layer), switches };
}

for (const it of all('[data-does]')) {
  if (without.includes(it.dataset.does + layerOf(it))) it.remove();
  it.addEventListener('click', () => {
    const switches = Object.fromEntries(all('[data-purpose]').map((one) => [one.dataset.purpose, on(one)]));
    const told = [it.dataset.does, layerOf(it), switches];
    if (it.dataset.needs && !it.dataset.clicked) return void (it.dataset.clicked = 'yes');
    if (self === top) happened(...told); else parent.postMessage(told, '*');
  });
}
for (const it of all('[role=switch][data-purpose]')) {
  it.addEventListener('click', () => it.setAttribute('aria-checked', String(!on(it))));
}
addEventListener('message', ({ data }) => { if (Array.isArray(data)) happened(...data); });
if (self === top && all('[data-layer]').length) show(new URL(location.href).searchParams.get('begins') ?? 1);
