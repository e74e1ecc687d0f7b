// When something is in the way: no server, a wrong word, somebody who was faster, a session that ended. Nothing typed is lost.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {PHONE, choose, field, fillRaise, focused, launch, look, openContext, pick, procedureWords, settle, signIn, unfold, wordsOf} from '../lib/browser.mjs';

const say = wordsOf('en');
const rule = procedureWords('petition-2022', 'en');
const PLACE = 'Warm Sun Garden, Building 1';

let server, browser, resident, petition;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  resident = new Client(server);
  petition = new Client(server);
  await petition.signIn('petition2');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/// A page, closed when the test ends.
async function open(context_, options = {}) {
  const context = await openContext(browser, server, {language: 'en', ...options});
  context_.after(() => context.close());
  return context.newPage();
}

/// A petition raised through the API: {id, code, receipt}.
async function raise(what) {
  const json = {procedure: 'petition', place: await unitOf(resident, 'community'), inputs: {what}, contact: {phone: '13800001234'}, language: 'en'};
  const raised = await resident.post('/api/v1/matters', json);
  assert.equal(raised.status, 201, raised.text);
  return {...raised.body, id: await find(petition, raised.body.code)};
}

async function openMatter(page, id) {
  await page.goto(`/work/matters/${id}`);
  await page.getByRole('heading', {level: 2, name: say('steps.title')}).waitFor();
}

describe('no connection', () => {
  test('a page says so and tries again on request', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/rules');
    await settle(page);
    await page.context().setOffline(true);
    await page.getByRole('navigation', {name: say('nav.main')}).getByRole('link', {name: say('nav.follow')}).click();
    await page.getByLabel(say('follow.receipt')).fill('1234567812345678');
    await page.getByRole('button', {name: say('follow.open'), exact: true}).click();
    await page.getByRole('alert').getByText(say('problem.noConnection')).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', {name: say('common.tryAgain')}).click();
    await page.getByText(say('follow.unknown')).waitFor();
  });

  test('a matter that could not be sent is sent once, when the server is back', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/raise');
    await fillRaise(page, 'en', {place: PLACE, words: 'Raised while the line was down.'});
    await page.getByText(say('clock.why')).first().waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', {name: say('raise.check.send'), exact: true}).click();
    await page.getByRole('alert').getByText(say('problem.noConnection')).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', {name: say('raise.check.send'), exact: true}).click();
    await page.getByRole('heading', {level: 1, name: say('sent.title')}).waitFor();
    const found = await petition.must(200, 'GET', '/api/v1/matters?query=while+the+line');
    assert.equal(found.total, 1);
  });

  test('an address that does not exist says so', async context => {
    const page = await open(context);
    await page.goto('/nowhere');
    await page.getByRole('heading', {level: 1, name: say('notFound.title')}).waitFor();
  });
});

describe('drafts', () => {
  test('what is written on the portal survives a reload, and can be cleared', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/raise?procedure=petition');
    await pick(page, say('raise.where.place'), PLACE);
    await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
    await field(page, rule.ask('raise', 'what')).fill('Half a sentence');
    await page.reload();
    await page.getByText(say('raise.restored')).waitFor();
    assert.equal(await field(page, rule.ask('raise', 'what')).inputValue(), 'Half a sentence');
    await page.getByRole('button', {name: say('raise.startAgain')}).click();
    await page.getByRole('button', {name: rule.title}).click();
    await page.getByRole('heading', {level: 1, name: say('raise.where.title')}).waitFor();
    await page.goto('/raise?step=words');
    assert.equal(await field(page, rule.ask('raise', 'what')).inputValue(), '');
  });

  test('what is written in a step survives a reload', async context => {
    const matter = await raise('The stairs are dark.');
    const page = await open(context);
    await signIn(page, server, 'petition', say);
    await openMatter(page, matter.id);
    let form = await unfold(page, rule.step('forward'));
    await field(form, rule.ask('forward', 'note')).fill('Please look at the wiring too');
    const sizing = await form.getByRole('button').first().evaluate(button => getComputedStyle(button).boxSizing);
    assert.equal(sizing, 'border-box', 'in a fold, too, as large as elsewhere');
    await page.reload();
    form = await unfold(page, rule.step('forward'));
    await form.getByText(say('form.restored')).waitFor();
    assert.equal(await field(form, rule.ask('forward', 'note')).inputValue(), 'Please look at the wiring too');
  });

  test('signing out clears the drafts of the workspace', async context => {
    const matter = await raise('The lift stands still.');
    const page = await open(context);
    await signIn(page, server, 'petition', say);
    await openMatter(page, matter.id);
    const form = await unfold(page, rule.step('forward'));
    await field(form, rule.ask('forward', 'note')).fill('Something confidential');
    await page.goto('/work/account');
    await page.getByRole('button', {name: say('account.signOut'), exact: true}).click();
    await page.waitForURL(address => !address.pathname.startsWith('/work/account'));
    const kept = await page.evaluate(() => JSON.stringify({...localStorage, ...sessionStorage}));
    assert.doesNotMatch(kept, /confidential/);
  });
});

describe('somebody was faster', () => {
  test('the second officer is told, keeps what was typed, and sends it again', async context => {
    const matter = await raise('The cellar is under water.');
    await take(petition, matter.id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
    const head = new Client(server);
    await head.signIn('housing-head');
    await take(head, matter.id, 'accept', {way: 'petition'});

    const page = await open(context);
    await signIn(page, server, 'housing', say);
    await openMatter(page, matter.id);
    const form = await unfold(page, rule.step('decide'));
    await choose(form, rule.choice('decide', 'decision', 'supported'));
    for (const ask of ['facts', 'basis', 'reasons', 'remedy']) await field(form, rule.ask('decide', ask)).fill(`My words on ${ask}`);
    await take(head, matter.id, 'hear', {'heard-on': '2026-11-20', statement: 'as told'});
    await form.getByRole('button', {name: rule.step('decide'), exact: true}).click();
    await page.getByText(say('stale.title')).waitFor();
    await page.getByText(say('stale.again')).waitFor();
    assert.deepEqual(await look(page, 'matter-overtaken-en'), []);
    assert.equal(await field(form, rule.ask('decide', 'reasons')).inputValue(), 'My words on reasons');
    await form.getByRole('button', {name: rule.step('decide'), exact: true}).click();
    await page.getByText(say('steps.done', {step: rule.step('decide')})).waitFor();
  });

  test('where the step is gone, the words stand there to be copied', async context => {
    const matter = await raise('The gate does not close.');
    const page = await open(context);
    await signIn(page, server, 'petition', say);
    await openMatter(page, matter.id);
    const form = await unfold(page, rule.step('forward'));
    await pick(form, rule.ask('forward', 'unit'), 'Water Bureau');
    await choose(form, rule.choice('forward', 'manner', 'forward'));
    await field(form, rule.ask('forward', 'note')).fill('A note of some length');
    await take(petition, matter.id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
    await form.getByRole('button', {name: rule.step('forward'), exact: true}).click();
    await page.getByText(say('stale.title')).waitFor();
    await page.getByText('A note of some length').first().waitFor();
  });
});

describe('wrong words', () => {
  test('a receipt that opens nothing, and one that is too short', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/follow');
    const receipt = page.getByLabel(say('follow.receipt'));
    await receipt.fill('1234');
    await page.getByRole('button', {name: say('follow.open'), exact: true}).click();
    await page.getByText(say('follow.wrong', {count: 4})).waitFor();
    assert.equal((await focused(page)).id, 'receipt');
    await receipt.fill('０000 0000 0000 0000');
    await page.getByRole('button', {name: say('follow.open'), exact: true}).click();
    await page.getByText(say('follow.unknown')).waitFor();
    assert.equal((await focused(page)).id, 'receipt');
    assert.equal(await receipt.inputValue(), '0000 0000 0000 0000', 'what was typed stays, to be compared');
  });

  test('a password that is wrong', async context => {
    const page = await open(context);
    await page.goto('/work/sign-in');
    await page.getByLabel(say('signIn.name'), {exact: true}).fill('petition');
    await page.getByLabel(say('signIn.password'), {exact: true}).fill('not the password');
    await page.getByRole('button', {name: say('signIn.action'), exact: true}).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel(say('signIn.name'), {exact: true}).inputValue(), 'petition');
    assert.match(page.url(), /sign-in/);
  });

  test('an incomplete form says how much is wrong, and leads there', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/raise?procedure=petition');
    await page.getByRole('heading', {level: 1, name: say('raise.where.title')}).waitFor();
    await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
    const summary = page.getByRole('alert').filter({has: page.getByRole('link')});
    await summary.getByText(say('form.summary', {count: 1})).waitFor();
    assert.equal((await focused(page)).role, 'alert');
    await summary.getByRole('link', {name: say('raise.where.choose')}).click();
    assert.equal((await focused(page)).id, 'raise-place');
    await pick(page, say('raise.where.place'), 'Xiangyang Community');
    await summary.waitFor({state: 'detached'});
  });

  test('only what could be sent is offered, and a sentence finds its topic', async context => {
    const page = await open(context, {size: PHONE});
    await page.goto('/raise');
    await page.getByRole('button', {name: rule.title}).waitFor();
    for (const closed of ['reception-visit', 'emergency-check']) {
      assert.equal(await page.getByRole('button', {name: procedureWords(closed, 'en').title}).count(), 0, closed);
    }
    await page.getByLabel(say('raise.what.search')).fill('a hole in my road');
    await page.getByRole('button', {name: 'Road damage'}).click();
    await page.getByRole('heading', {level: 1, name: say('raise.where.title')}).waitFor();
  });
});

describe('a session that ended', () => {
  test('leads to the sign-in, and back to where one was', async context => {
    const page = await open(context);
    await signIn(page, server, 'petition', say);
    await page.goto('/work/units');
    await settle(page);
    await page.context().clearCookies();
    await page.getByRole('navigation', {name: say('nav.main')}).getByRole('link', {name: say('work.inbox')}).click();
    await page.waitForURL('**/work/sign-in*');
    await signIn(page, server, 'petition', say);
    await page.waitForURL('**/work/inbox');
  });

  test('a step that was being written is there after signing in again', async context => {
    const matter = await raise('The heating is cold.');
    const page = await open(context);
    await signIn(page, server, 'petition', say);
    await openMatter(page, matter.id);
    let form = await unfold(page, rule.step('forward'));
    await pick(form, rule.ask('forward', 'unit'), 'Housing Bureau');
    await choose(form, rule.choice('forward', 'manner', 'forward'));
    await field(form, rule.ask('forward', 'note')).fill('Before the session ended');
    await page.context().clearCookies();
    await form.getByRole('button', {name: rule.step('forward'), exact: true}).click();
    await page.waitForURL('**/work/sign-in*');
    await signIn(page, server, 'petition', say);
    await page.waitForURL(`**/work/matters/${matter.id}`);
    form = await unfold(page, rule.step('forward'));
    assert.equal(await field(form, rule.ask('forward', 'note')).inputValue(), 'Before the session ended');
  });
});

describe('nothing there', () => {
  test('an empty inbox, a search and a list without results say so', async context => {
    const page = await open(context);
    await signIn(page, server, 'province-review', say);
    await page.getByText(say('inbox.empty')).waitFor();
    await page.goto('/work/search?query=zzzzzz');
    await page.getByText(say('search.none')).waitFor();
    await page.goto('/units');
    await page.getByLabel(say('units.search')).fill('zzzzzz');
    await page.getByText(say('units.none')).waitFor();
  });

  test('a matter that one may not see is not there', async context => {
    const matter = await raise('Only for the petition office.');
    const page = await open(context);
    await signIn(page, server, 'water', say);
    await page.goto(`/work/matters/${matter.id}`);
    await page.getByRole('alert').waitFor();
    assert.doesNotMatch(await page.getByRole('main').innerText(), /Only for the petition office/);
  });
});
