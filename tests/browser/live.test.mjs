// Open pages are told of changes, and ask by themselves only where nobody can tell them.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {launch, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

const say = wordsOf('en');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
let server, browser, secretary, branch;

before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  secretary = new Client(server);
  await secretary.signIn('branch');
  branch = await unitOf(secretary, 'branch');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function holdClass(days) {
  const {members} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`);
  const from = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - (days * 24 + 4) * HOUR_MS;
  const text = ms => new Date(ms).toISOString().replace('.000', '');
  const held = await secretary.post(`/api/v1/units/${branch}/activities`, {
    kind: 'class', state: 'held', from: text(from), to: text(from + 2 * HOUR_MS), topic: 'Floods', sheet: members.map(({person}) => ({person, presence: 'present'}))});
  assert.equal(held.status, 201, held.text);
}

/// A page on one's duties whose time the test moves, and how often it asked for them.
async function openDuties({events}) {
  const context = await openContext(browser, server, {language: 'en'});
  const page = await context.newPage();
  if (!events) await page.route('**/api/v1/events', route => route.fulfill({status: 503, body: ''}));
  await page.clock.install();
  await signIn(page, server, 'member', say);
  let asked = 0;
  page.on('request', request => { if (request.url().endsWith('/duties/mine')) ++asked; });
  await page.goto('/work/duties');
  await page.locator('.duty').first().waitFor();
  await settle(page);
  return {page, context, asked: () => asked, done: () => page.locator('.duty progress').evaluateAll(all => all.find(one => one.max === 1920).value)};
}

test('told: it asks when something changed, and not before', async () => {
  const duties = await openDuties({events: true});
  const [asked, done] = [duties.asked(), await duties.done()];
  await duties.page.clock.fastForward(10 * MINUTE_MS);
  await settle(duties.page);
  assert.equal(duties.asked(), asked, 'nothing asks by itself');
  await Promise.all([duties.page.waitForResponse('**/api/v1/duties/mine'), holdClass(1)]);
  await duties.page.waitForFunction(value => [...document.querySelectorAll('.duty progress')].some(one => one.max === 1920 && one.value === value), done + 120);
  await duties.context.close();
});

test('not told: it asks from time to time', async () => {
  const duties = await openDuties({events: false});
  const done = await duties.done();
  await holdClass(2);
  await Promise.all([duties.page.waitForResponse('**/api/v1/duties/mine'), duties.page.clock.fastForward(MINUTE_MS)]);
  await duties.page.waitForFunction(value => [...document.querySelectorAll('.duty progress')].some(one => one.max === 1920 && one.value === value), done + 120);
  await duties.context.close();
});

test('the inbox shows a matter that came while one looks', async () => {
  const context = await openContext(browser, server, {language: 'en'});
  const page = await context.newPage();
  await signIn(page, server, 'petition', say);
  await page.waitForURL('**/work/inbox');
  const resident = new Client(server);
  const raised = await resident.must(201, 'POST', '/api/v1/matters', {json: {
    procedure: 'petition', place: await unitOf(resident, 'community'), inputs: {what: 'The lamp at the bridge is out.'}, anonymous: true}});
  await page.getByText(raised.code).first().waitFor();
  await context.close();
});
