// The workspace in a browser: entry by keyboard alone, two officers at once, and a look at every page.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {desk, openBrowser, phone, pick, settled, signIn} from '../lib/browser.mjs';
import {startServer} from '../lib/server.mjs';

let server;
before(async () => { server = await startServer({web: true}); });
after(() => server?.stop());

/// Types into the picker that has the focus, waits for what is found, and takes the first.
async function typeAndTake(page, words) {
  await page.keyboard.type(words);
  await page.locator('[role=option]:visible:not([aria-disabled])').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

/// Presses Tab until the control with the id has the focus.
async function tabTo(page, id) {
  for (let presses = 0; presses < 40; presses++) {
    if (await page.evaluate(() => document.activeElement?.id) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${id}`);
}

const forwardForm = page => page.locator('details.step-card:has(form [id*="-forward-"])').first();

/// Registers a call with the keys alone and gives its code.
async function enterByKeys(page, text) {
  await page.keyboard.press('n');
  await page.waitForURL('**/work/new');
  await page.waitForFunction(() => document.activeElement?.id === 'entry-subject');
  await typeAndTake(page, 'Appeal');
  await tabTo(page, 'entry-place');
  await typeAndTake(page, 'Warm Sun Garden');
  await tabTo(page, 'entry-what');
  await page.keyboard.type(text);
  await tabTo(page, 'entry-phone');
  await page.keyboard.type('13800000000');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.receipt__code');
  return page.textContent('.receipt__code');
}

test('a call is registered with the keys alone, and Enter is ready for the next', async t => {
  const browser = await openBrowser(server.url, {language: 'en', size: desk});
  t.after(() => browser.close());
  const {page} = browser;
  await signIn(page, 'petition', server.password);
  await enterByKeys(page, 'The lift of building 1 has stood still since Monday.');
  await browser.look('entry-registered');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'entry-subject');
  await browser.look('entry');

  await page.goto('/work/inbox');
  await settled(page);
  await page.keyboard.press('j');
  assert.ok(await page.evaluate(() => document.activeElement.hasAttribute('data-row')), 'j goes to the first row');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/work/matters/*');
  await settled(page);
  await page.keyboard.press('?');
  assert.ok(await page.locator('dialog[open]').isVisible());
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'quick-search');
});

test('two officers at once: the second is told, and keeps what was typed', async t => {
  const one = await openBrowser(server.url, {language: 'en', size: desk});
  const two = await openBrowser(server.url, {language: 'en', size: desk});
  t.after(() => one.close());
  t.after(() => two.close());
  await signIn(one.page, 'petition', server.password);
  await signIn(two.page, 'petition2', server.password);
  await enterByKeys(one.page, 'The stairs have no light.');
  await one.page.click('.entry .form__actions a');
  await one.page.waitForSelector('.matter-head');
  await settled(one.page);
  await two.page.goto(new URL(one.page.url()).pathname);
  await two.page.waitForSelector('.matter-head');
  await settled(two.page);

  for (const {page} of [one, two]) {
    const form = forwardForm(page);
    await form.locator('summary').first().click();
    await pick(page, await form.locator('input[role=combobox]').first().getAttribute('id'), 'Housing Bureau');
    await form.locator('input[type=radio] + label').first().click();
  }
  await forwardForm(two.page).locator('textarea').first().fill('What I was about to write');
  await two.page.reload();
  await settled(two.page);
  await forwardForm(two.page).locator('summary').first().click();
  assert.equal(await forwardForm(two.page).locator('textarea').first().inputValue(), 'What I was about to write');

  await forwardForm(one.page).locator('button[type=submit]').click();
  await one.page.waitForSelector('.steps__done, .usa-alert--success');
  await forwardForm(two.page).locator('button[type=submit]').click();
  await two.page.waitForSelector('.usa-alert--warning');
  assert.match(await two.page.textContent('main'), /What I was about to write/, 'nothing typed is lost');
  await two.look('matter-overtaken');
});

const pages = {
  petition: ['/work/inbox', '/work/new', '/work/search', '/work/import', '/work/units', '/work/rulebook', '/work/account'],
  registrar: ['/work/people', '/work/units'],
  administrator: ['/work/keys', '/work/people'],
  auditor: ['/work/journal'],
};
const open = ['/', '/raise', '/follow', '/units', '/rules', '/rules/petition', '/about', '/privacy', '/help', '/work/sign-in', '/nothing-here'];

// What axe finds hangs on the width and hardly on the language: it looks once at each width.
for (const [language, size, axe] of [['zh', phone, true], ['zh', desk, false], ['en', phone, false], ['en', desk, true]]) {
  test(`every page is sound (${language}, ${size.width} px)`, async t => {
    const browser = await openBrowser(server.url, {language, size});
    t.after(() => browser.close());
    const look = async address => {
      await browser.page.goto(address);
      await browser.look(`page${address.replaceAll('/', '_')}`, {axe});
      assert.notEqual(await browser.page.title(), 'massline');
    };
    for (const address of open) await look(address);
    for (const [account, addresses] of Object.entries(pages)) {
      await browser.context.clearCookies();
      await signIn(browser.page, account, server.password);
      for (const address of addresses) await look(address);
    }
  });
}
