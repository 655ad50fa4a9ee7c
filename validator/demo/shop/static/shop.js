// What every page does: menu, cart, lists, newsletter, and telling what is shown.

const page = JSON.parse(document.getElementById("page").textContent);

// The cart is a cookie that the server reads too: MUG-1:0:2|TEA-1:1:1 (product, variant, quantity).
const cart = {
  read() {
    const cookie = document.cookie.match(/(?:^|; )cart=([^;]+)/);
    return cookie ? cookie[1].split("|").map((line) => line.split(":")) : [];
  },
  write(lines) {
    const kept = lines.map((line) => line.join(":")).join("|");
    document.cookie = `cart=${kept}; path=/; max-age=${kept ? 31536000 : 0}; samesite=lax`;
    document.getElementById("cart-count").textContent = lines.reduce((sum, line) => sum + Number(line[2]), 0);
  },
  add(id, choice, quantity) {
    const lines = cart.read();
    const line = lines.find((other) => other[0] === id && other[1] === String(choice));
    if (line) line[2] = Math.min(Number(line[2]) + quantity, 99);
    else lines.push([id, choice, quantity]);
    cart.write(lines);
  },
  remove(key) {
    cart.write(cart.read().filter((line) => `${line[0]}:${line[1]}` !== key));
  },
};

function say(text) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (toast.hidden = true), 4000);
}

// Menu (on a phone it opens and closes).
const menuButton = document.querySelector(".menu-button");
menuButton.addEventListener("click", () => {
  menuButton.setAttribute("aria-expanded", String(menuButton.getAttribute("aria-expanded") !== "true"));
});
for (const link of document.querySelectorAll(".nav-link")) {
  link.addEventListener("click", () => track.navigationClick(link, "header"));
}

// Lists: a product is chosen, or goes straight into the cart.
if (page.list) {
  const { items, ...list } = page.list;
  if (items.length) track.viewItemList(page.list);
  for (const card of document.querySelectorAll(".card")) {
    const link = card.querySelector(".card-link");
    const item = items.find((other) => other.item_id === link.dataset.itemId);
    link.addEventListener("click", () => track.selectItem(list, item));
    card.querySelector(".add").addEventListener("submit", (event) => {
      event.preventDefault();
      cart.add(item.item_id, 0, 1);
      track.addToCart({ ...item, ...list });
      say(`${item.item_name} is in your cart.`);
    });
  }
}

// Teasers of the journal.
for (const link of document.querySelectorAll(".teaser-link")) {
  link.addEventListener("click", () => track.selectContent("article", link.dataset.contentId));
}

// Newsletter, in the footer of every page.
const letter = document.querySelector(".newsletter");
letter.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(letter.action, { method: "POST", body: new URLSearchParams(new FormData(letter)) });
  if (!answer.ok) return say("That did not work. Please try again.");
  track.newsletterSignUp("footer");
  letter.hidden = true;
  document.querySelector(".newsletter-done").hidden = false;
});

// What this page shows.
const shown = {
  search() {
    track.search(page.search_term, page.search_results);
  },
  cart() {
    if (page.items.length) track.viewCart(page.items);
    for (const form of document.querySelectorAll(".remove")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const rows = [...document.querySelectorAll(".row")];
        const [item] = page.items.splice(rows.indexOf(form.closest(".row")), 1);
        cart.remove(form.elements.key.value);
        track.removeFromCart(item);
        form.closest(".row").remove();
        document.getElementById("subtotal").textContent = `€${valueOf(page.items).toFixed(2)}`;
        document.getElementById("cart-full").hidden = !page.items.length;
        document.getElementById("cart-empty").hidden = Boolean(page.items.length);
      });
    }
  },
  account() {
    if (page.happened === "sign_up") track.signUp();
    if (page.happened === "login") track.login();
  },
  "thank-you"() {
    // An order is told once, however often its page is opened.
    const told = `order-${page.order.transaction_id}`;
    if (localStorage.getItem(told)) return;
    localStorage.setItem(told, "told");
    track.purchase(page.order);
  },
};
shown[page.kind]?.();
