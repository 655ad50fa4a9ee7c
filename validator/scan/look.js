() => {
  const found = new Set();
  const robots = (document.querySelector('meta[name="robots" i]')?.content ?? '').toLowerCase();
  const links = 'a[href], area[href], link[rel~="alternate"][hreflang], link[rel~="next"]';
  for (const one of document.querySelectorAll(links)) {
    if (found.size >= MOST) break;
    const rel = (one.getAttribute('rel') ?? '').toLowerCase();
    const href = typeof one.href === 'string' ? one.href.split('#')[0] : '';
    if (!href.startsWith('http') || one.hasAttribute('download')) continue;
    found.add((rel.includes('nofollow') ? '-' : '+') + href);
  }
  const times = {};
  for (const one of document.scripts) if (one.src) times[one.src] = (times[one.src] ?? 0) + 1;
  return {
    url: location.href,
    type: document.contentType,
    status: performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0,
    title: document.title.slice(0, 300),
    nofollow: /nofollow|none/.test(robots),
    links: [...found],
    containers: [...document.scripts].map((one) => one.src).filter((src) => src.includes('GTM-')).slice(0, 20),
    twice: Object.keys(times).filter((src) => times[src] > 1).slice(0, 20),
  };
}
