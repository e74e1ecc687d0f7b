// The workspace without a mouse: phone entry from the sign-in to the receipt, the keys of the inbox, where the focus goes.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {focused, inOrder, launch, look, openContext, procedureWords, settle, wordsOf} from '../lib/browser.mjs';

const say = wordsOf('en');
const hotline = procedureWords('hotline', 'en');
// A practised hand types some three keys a second and a name while it is said; this leaves half of a minute for listening.
const MOST_KEYS = 160;
const MOST_MOVES = 40;

let server, browser, page;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  const client = new Client(server);
  const place = await unitOf(client, 'community');
  for (const what of ['The lamp by the gate is out.', 'The lamp at the school is out.', 'Water stands in the underpass.']) {
    const json = {procedure: 'hotline', place, inputs: {what}, contact: {phone: '13800001234'}, language: 'en'};
    assert.equal((await client.post('/api/v1/matters', json)).status, 201);
  }
  const context = await openContext(browser, server, {language: 'en'});
  await context.addInitScript(() => {
    addEventListener('mousedown', () => sessionStorage.setItem('used-mouse', 'yes'), true);
  });
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/// Counts the keys: those typed, and those that only move.
const keys = {typed: 0, moves: 0};
async function type(text) {
  keys.typed += text.length;
  await page.keyboard.type(text);
}
async function press(...names) {
  keys.moves += names.length;
  for (const name of names) await page.keyboard.press(name);
}
async function tabTo(id, most = 12) {
  for (let tabs = 0; tabs < most; ++tabs) {
    if ((await focused(page)).id === id) return;
    await press('Tab');
  }
  assert.equal((await focused(page)).id, id, `${id} is not reached with ${most} tabs`);
}
const path = () => new URL(page.url()).pathname;

describe('by keyboard alone', () => {
  const step = inOrder(test);

  step('signs in', async () => {
    await page.goto('/work');
    await settle(page);
    await tabTo('sign-in-name');
    await type('hotline');
    await press('Tab');
    await type(server.password);
    await press('Enter');
    await page.waitForURL('**/work/inbox');
    await page.locator('[data-row]').first().waitFor();
    assert.equal((await focused(page)).tag, 'H1', 'the focus is on the heading after the navigation');
  });

  step('enters what a caller tells, in few keys', async () => {
    keys.typed = keys.moves = 0;
    await press('n');
    await page.waitForURL('**/work/new');
    await page.waitForFunction(() => document.activeElement?.id === 'entry-subject');
    await type('lamp');
    await page.getByRole('option').first().waitFor();
    await press('ArrowDown', 'Enter', 'Tab');
    await tabTo('entry-place', 3);
    await type('Building 1');
    await page.getByRole('option').filter({hasText: 'Building 1'}).first().waitFor();
    await press('ArrowDown', 'Enter');
    await page.getByLabel(hotline.ask('raise', 'what')).waitFor();
    await tabTo('entry-what');
    await type('The lamp at the door is out since Monday.');
    await tabTo('entry-phone', 10);
    await type('13800001234');
    await settle(page);
    assert.deepEqual(await look(page, 'entry-filled-en'), []);
    await press('Control+Enter');
    await page.locator('.receipt__digits').waitFor();
    assert.deepEqual(await look(page, 'entry-registered-en'), []);
    assert.match((await page.locator('.receipt__digits').innerText()).replace(/\D/g, ''), /^\d{16}$/);
    assert.ok(keys.typed + keys.moves <= MOST_KEYS, `${keys.typed} keys typed and ${keys.moves} moves`);
    assert.ok(keys.moves <= MOST_MOVES, `${keys.moves} keys only to move`);
    assert.equal((await focused(page)).text, say('entry.next'), 'Enter goes on with the next call');
    await press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'entry-subject');
  });

  step('what is missing is told, and the focus is on it', async () => {
    await press('Control+Enter');
    await page.getByRole('alert').filter({hasText: say('form.summary', {count: 2})}).waitFor();
    assert.equal((await focused(page)).role, 'alert');
    await press('Tab', 'Enter');
    assert.equal((await focused(page)).id, 'entry-subject');
  });

  step('j and k go through the inbox, Enter opens', async () => {
    await page.goto('/work/inbox');
    await page.locator('[data-row]').nth(2).waitFor();
    const rows = await page.locator('[data-row]').allInnerTexts();
    await press('j');
    assert.equal((await focused(page)).text, rows[0]);
    await press('j');
    assert.equal((await focused(page)).text, rows[1]);
    await press('k');
    assert.equal((await focused(page)).text, rows[0]);
    await press('k');
    assert.equal((await focused(page)).text, rows[0], 'the first row stays');
    await press('Enter');
    await page.waitForURL('**/work/matters/*');
    await page.getByRole('heading', {level: 2, name: say('steps.title')}).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    assert.equal((await focused(page)).text, rows[0]);
  });

  step('? shows the keys, Escape closes them, / goes to the search', async () => {
    await press('?');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('dialog').getByRole('heading', {name: say('keys.title')}).waitFor();
    await press('n');
    assert.match(path(), /matters/, 'no key acts behind the dialog');
    await press('Escape');
    await page.getByRole('dialog').waitFor({state: 'hidden'});
    await press('/');
    assert.equal((await focused(page)).id, 'quick-search');
    await type('underpass');
    await press('Enter');
    await page.waitForURL('**/work/search?query=underpass');
    await page.getByRole('link', {name: 'Water stands in the underpass.'}).waitFor();
  });

  step('letters that are typed into a field are letters', async () => {
    await press('/');
    await type('n?j');
    assert.match(path(), /search$/);
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  step('the first Tab offers the way past the menu', async () => {
    for (const address of ['/', '/work/inbox']) {
      await page.goto(address);
      await settle(page);
      await press('Tab');
      assert.equal((await focused(page)).text, say('nav.skip'), address);
      const box = await page.getByRole('link', {name: say('nav.skip')}).boundingBox();
      assert.ok(box && box.x >= 0 && box.y >= 0 && box.width < 600, 'the way past the menu is seen');
      await press('Enter');
      assert.equal((await focused(page)).id, 'main', address);
    }
  });

  step('no mouse was used', async () => {
    assert.equal(await page.evaluate(() => sessionStorage.getItem('used-mouse')), null);
  });
});
