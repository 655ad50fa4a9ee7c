// The checkout: address and shipping first, then the card, which only the payment service's frame sees.

const address = document.getElementById("address");
if (address) {
  track.beginCheckout(page.items);
  address.addEventListener("submit", () => {
    const chosen = address.querySelector("[name=shipping]:checked");
    track.addShippingInfo(page.items, chosen.dataset.tier);
  });
}

const place = document.getElementById("place");
if (place) {
  const frame = document.getElementById("payment");
  const service = new URL(frame.src).origin;

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    frame.contentWindow.postMessage("pay", service);
  });

  addEventListener("message", (message) => {
    if (message.origin !== service || message.source !== frame.contentWindow) return;
    document.getElementById("payment-wrong").hidden = message.data.payment === "done";
    if (message.data.payment !== "done" || place.elements.paid.value) return;
    place.elements.paid.value = "yes";
    track.addPaymentInfo(page.items, message.data.type);
    place.submit();
  });
}
