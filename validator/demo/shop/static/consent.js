// The consent banner: asks once, tells the tags, and keeps the answer for a year.

{
  const banner = document.getElementById("consent-banner");
  const choices = document.getElementById("consent-choices");
  const button = (name) => banner.querySelector(`[data-consent=${name}]`);

  const answer = (granted) => {
    const kept = granted.join("+") || "none";
    document.cookie = `consent=${kept}; path=/; max-age=31536000; samesite=lax`;
    gtag("consent", "update", consentState(kept));
    track.consent(kept);
    if (window.loadTagManager && granted.length) loadTagManager();
    show(false);
  };

  const show = (visible) => {
    banner.hidden = !visible;
    // Nothing may lie under the banner for good: the page can be scrolled until it is free.
    document.body.style.paddingBottom = visible ? `${banner.offsetHeight}px` : "";
  };

  const choose = () => {
    choices.hidden = false;
    button("save").hidden = false;
    button("choose").hidden = true;
    show(true);
    choices.querySelector("[name]").focus();
  };

  button("accept").addEventListener("click", () => answer(["statistics", "marketing"]));
  button("deny").addEventListener("click", () => answer([]));
  button("choose").addEventListener("click", choose);
  button("save").addEventListener("click", () =>
    answer([...choices.querySelectorAll("[name]:checked")].map((box) => box.name)),
  );
  document.getElementById("privacy-settings").addEventListener("click", () => {
    show(true);
    button("accept").focus();
  });

  show(!/(?:^|; )consent=/.test(document.cookie));
}
