// The tea guide: a single-page app. Its links change the page without loading another one.

{
  const article = document.getElementById("guide");
  const links = [...document.querySelectorAll(".guide-link")];

  const show = (path) => {
    const shown = page.pages[path];
    document.title = `${shown.title} – Kettle & Clay`;
    article.querySelector("h1").textContent = shown.title;
    article.querySelector("img").src = `/pictures/${shown.picture}.svg`;
    article.querySelector(".guide-text").replaceChildren(
      ...shown.text.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
    );
    for (const link of links) {
      if (link.pathname === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    article.querySelector("h1").focus();
  };

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (link.pathname === location.pathname) return;
      show(link.pathname);
      history.pushState(null, "", link.pathname);
      track.route(location.pathname, document.title);
    });
  }

  addEventListener("popstate", () => {
    if (!page.pages[location.pathname]) return;
    show(location.pathname);
    track.route(location.pathname, document.title);
  });
}
