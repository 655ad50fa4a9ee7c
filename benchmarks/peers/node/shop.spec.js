// Three journeys as an expert writes them for @playwright/test: each event's hit is waited for where it is caused.
const fs = require('fs');
const { test } = require('playwright/test');

const site = process.env.PEERS_SITE;
let seen = 0;

test.beforeEach(async ({ context }) => {
  seen = 0;
  await context.route('https://www.googletagmanager.com/**', (route) => route.fulfill({ path: process.env.PEERS_GTM }));
  await context.route('**/collect?*', (route) => route.fulfill({ status: 204 }));
  context.on('request', (request) => { if (request.url().includes('/collect?')) seen += 1; });
});

test.afterEach(() => fs.appendFileSync(process.env.PEERS_COUNT, `${seen}\n`));

async function hit(page, event, act) {
  const fits = (request) => request.url().includes('/g/collect')
    && `${request.url()}\n${request.postData() || ''}`.includes(`en=${event}`);
  await Promise.all([page.waitForRequest(fits, { timeout: 15000 }), act()]);
}

test('buy', async ({ page }) => {
  await hit(page, 'view_item', () => page.goto(`${site}/product/morning-mug`));
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByLabel('Sage').check();
  await hit(page, 'add_to_cart', () => page.getByRole('button', { name: 'Add to cart' }).click());
  await hit(page, 'view_cart', () => page.goto(`${site}/cart`));
  await hit(page, 'begin_checkout', () => page.getByRole('link', { name: 'Go to checkout' }).click());
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill('Ada Lovelace');
  await main.getByLabel('E-mail').fill('ada@example.org');
  await main.getByLabel('Street and number').fill('Canal 12');
  await main.getByLabel('Postcode').fill('1012 AB');
  await main.getByLabel('City').fill('Amsterdam');
  await hit(page, 'add_shipping_info', () => page.getByRole('button', { name: 'Continue to payment' }).click());
  const card = page.frameLocator('iframe');
  await card.getByLabel('Card number').fill('4242 4242 4242 4242');
  await card.getByLabel('Name on the card').fill('Ada Lovelace');
  await card.getByLabel('Valid until').fill('12/30');
  await card.getByLabel('Security code').fill('123');
  await hit(page, 'purchase', () => page.getByRole('button', { name: 'Place order' }).click());
});

test('subscribe', async ({ page }) => {
  await page.goto(`${site}/journal`);
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByLabel('Newsletter address').fill('grace@example.org');
  await hit(page, 'newsletter_sign_up', () => page.getByRole('button', { name: 'Subscribe' }).click());
});

test('search', async ({ page }) => {
  await page.goto(site);
  await page.getByRole('button', { name: 'Accept all' }).click();
  await page.getByLabel('Search the shop').fill('green');
  await hit(page, 'view_item_list', () => page.keyboard.press('Enter'));
  await hit(page, 'view_item', () => page.getByRole('link', { name: 'Garden green' }).click());
});
