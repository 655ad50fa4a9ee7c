// GA4 items: `pr1` … `pr200`, fields joined by `~`.

const ITEM_CODES = {
  item_id: "id",
  item_name: "nm",
  item_brand: "br",
  item_category: "ca",
  item_category2: "c2",
  item_category3: "c3",
  item_category4: "c4",
  item_category5: "c5",
  item_variant: "va",
  price: "pr",
  quantity: "qt",
  coupon: "cp",
  item_list_name: "ln",
  index: "lp",
  item_list_id: "li",
  discount: "ds",
  affiliation: "af",
  promotion_id: "pi",
  promotion_name: "pn",
  creative_name: "cn",
  creative_slot: "cs",
  location_id: "lo",
};
const OLD_ITEM_CODES = {
  id: "id",
  name: "nm",
  brand: "br",
  variant: "va",
  list_name: "ln",
  list_position: "lp",
  list: "ln",
  position: "lp",
  creative: "cn",
};
const CATEGORY_CODES = ["ca", "c2", "c3", "c4", "c5"];
const MOST_ITEMS = 200;
const MOST_OWN_FIELDS = 27;

const tilde = value => String(value).replace(/~/g, "~~");

function itemText(item) {
  const fields = {};
  let own = 0;
  Object.keys(item || {}).forEach(key => {
    const value = item[key];
    if (value === undefined || value === null) return;
    if (hasOwn(ITEM_CODES, key)) {
      fields[ITEM_CODES[key]] = tilde(value);
    } else if (hasOwn(OLD_ITEM_CODES, key)) {
      if (!hasOwn(fields, OLD_ITEM_CODES[key])) fields[OLD_ITEM_CODES[key]] = tilde(value);
    } else if (key === "category") {
      tilde(value)
        .split("/", 5)
        .forEach((part, i) => {
          if (!hasOwn(fields, CATEGORY_CODES[i])) fields[CATEGORY_CODES[i]] = part;
        });
    } else if (own < MOST_OWN_FIELDS) {
      const letter = String.fromCharCode(own < 10 ? 48 + own : 65 + own - 10);
      fields["k" + letter] = tilde(key);
      fields["v" + letter] = tilde(value);
      own++;
    }
  });
  return Object.keys(fields)
    .map(code => code + fields[code])
    .join("~");
}

const ECOMMERCE_EVENTS = new Set(
  (
    "add_payment_info add_shipping_info add_to_cart remove_from_cart view_cart begin_checkout " +
    "select_item view_item_list select_promotion view_promotion purchase refund view_item add_to_wishlist"
  ).split(" "),
);

const OLD_ACTIONS = {
  click: "select_item",
  detail: "view_item",
  add: "add_to_cart",
  remove: "remove_from_cart",
  checkout: "begin_checkout",
  checkout_option: "checkout_option",
  purchase: "purchase",
  refund: "refund",
};
const OLD_FIELDS = {id: "transaction_id", revenue: "value", list: "item_list_name"};

// The parameters of an event out of an e-commerce object, GA4's own or Universal Analytics' (enhanced e-commerce).
function ecommerceParams(ecommerce, event) {
  const told = {};
  if (!isPlain(ecommerce)) return told;
  const unlessSet = (key, value) => {
    told[key] = told[key] || value;
  };
  const add = (products, action, promotions) => {
    if (products) {
      told.items = (told.items || []).concat(
        Array.from(products).map(product => {
          const item = {};
          Object.keys(product || {}).forEach(key => {
            item[promotions && key === "id" ? "promotion_id" : promotions && key === "name" ? "promotion_name" : key] =
              product[key];
          });
          return item;
        }),
      );
    }
    Object.keys(action || {}).forEach(key => unlessSet(hasOwn(OLD_FIELDS, key) ? OLD_FIELDS[key] : key, action[key]));
  };
  Object.keys(ecommerce).forEach(key => {
    const value = ecommerce[key] || {};
    if (key === "currencyCode") unlessSet("currency", ecommerce.currencyCode);
    else if (key === "impressions" && event === "view_item_list") add(ecommerce.impressions, null);
    else if (key === "promoClick" && event === "select_promotion") add(value.promotions, value.actionField, true);
    else if (key === "promoView" && event === "view_promotion") add(value.promotions, value.actionField, true);
    else if (hasOwn(OLD_ACTIONS, key)) {
      if (event === OLD_ACTIONS[key]) add(value.products, value.actionField);
    } else told[key] = ecommerce[key];
  });
  return told;
}
