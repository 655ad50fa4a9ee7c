// The product page: variants, the cart, and the film.

{
  const form = document.querySelector(".product-page .add");
  const chosen = () => form.querySelector("[name=choice]:checked");
  const item = () => page.variants[Number(chosen().value)];

  track.viewItem(page.variants[0]);

  form.addEventListener("change", () => {
    document.getElementById("price").textContent = chosen().dataset.price;
    document.querySelector(".product-picture").src = `/pictures/${chosen().dataset.picture}.svg`;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const quantity = Number(form.elements.quantity.value);
    cart.add(item().item_id, Number(chosen().value), quantity);
    track.addToCart({ ...item(), quantity });
    say(`${item().item_name} is in your cart.`);
  });
}

{
  const film = document.getElementById("product-video");
  if (film) {
    const video = { video_title: film.dataset.title, video_provider: "html5" };
    const milestones = [25, 50, 75];
    let started = false;

    film.addEventListener("play", () => {
      if (started) return;
      started = true;
      track.videoStart(video);
    });
    film.addEventListener("timeupdate", () => {
      if (!started || !film.duration) return;
      while (milestones.length && (film.currentTime / film.duration) * 100 >= milestones[0]) {
        track.videoProgress(video, milestones.shift());
      }
    });
    film.addEventListener("ended", () => {
      for (const percent of milestones.splice(0)) track.videoProgress(video, percent);
      if (started) track.videoComplete(video);
      started = false;
      milestones.push(25, 50, 75);
    });
  }
}
