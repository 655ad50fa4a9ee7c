// What the shop tells its tag manager: one function an event, named as Google Analytics names them.
// https://developers.google.com/analytics/devguides/collection/ga4/ecommerce

const CURRENCY = "EUR";

function push(message) {
  dataLayer.push(message);
}

// The data layer keeps what it was told, arrays index by index: the last items must go before new ones come.
function pushEcommerce(event, ecommerce) {
  push({ ecommerce: null });
  push({ event, ecommerce });
}

function valueOf(items) {
  const cents = items.reduce((sum, item) => sum + Math.round(item.price * 100) * item.quantity, 0);
  return cents / 100;
}

// The list is copied: what was pushed must not change when the cart does.
function withValue(items, more) {
  return { currency: CURRENCY, value: valueOf(items), ...more, items: [...items] };
}

const track = {
  viewItemList(list) {
    pushEcommerce("view_item_list", list);
  },
  selectItem(list, item) {
    pushEcommerce("select_item", { ...list, items: [item] });
  },
  viewItem(item) {
    pushEcommerce("view_item", withValue([item]));
  },
  addToCart(item) {
    pushEcommerce("add_to_cart", withValue([item]));
  },
  removeFromCart(item) {
    pushEcommerce("remove_from_cart", withValue([item]));
  },
  viewCart(items) {
    pushEcommerce("view_cart", withValue(items));
  },
  beginCheckout(items) {
    pushEcommerce("begin_checkout", withValue(items));
  },
  addShippingInfo(items, tier) {
    pushEcommerce("add_shipping_info", withValue(items, { shipping_tier: tier }));
  },
  addPaymentInfo(items, type) {
    pushEcommerce("add_payment_info", withValue(items, { payment_type: type }));
  },
  purchase(order) {
    pushEcommerce("purchase", { currency: CURRENCY, ...order });
  },

  signUp() {
    push({ event: "sign_up", method: "email" });
  },
  login() {
    push({ event: "login", method: "email" });
  },
  newsletterSignUp(place) {
    push({ event: "newsletter_sign_up", newsletter_place: place });
  },
  search(term, results) {
    push({ event: "search", search_term: term, search_results: results });
  },
  navigationClick(link, place) {
    push({ event: "navigation_click", link_text: link.textContent.trim(), link_place: place });
  },
  selectContent(type, id) {
    push({ event: "select_content", content_type: type, content_id: id });
  },
  videoStart(video) {
    push({ event: "video_start", ...video, video_percent: 0 });
  },
  videoProgress(video, percent) {
    push({ event: "video_progress", ...video, video_percent: percent });
  },
  videoComplete(video) {
    push({ event: "video_complete", ...video, video_percent: 100 });
  },
  leadStep(number, name) {
    push({ event: "lead_step", lead_step: number, lead_step_name: name });
  },
  generateLead() {
    push({ event: "generate_lead", lead_currency: CURRENCY, lead_value: 50 });
  },

  // The single-page section: the tag manager cannot see its pages change, so it is told.
  route(path, title) {
    push({ event: "route_change", route_path: path, route_title: title });
  },
  consent(answer) {
    push({ event: "consent_answered", consent_answer: answer });
  },
};
