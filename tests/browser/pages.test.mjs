// Every page in both languages, on a phone and on a desk: no axe findings, no complaint of the browser or of the content
// policy, no sideways scrolling, a title and one heading. Pictures of all of them are left in browser/out/.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, fillRaise, launch, look, openContext, procedureWords, settle, signIn, unfold, wordsOf} from '../lib/browser.mjs';

const PLACES = {en: 'Warm Sun Garden, Building 1', zh: '暖阳花园1号楼'};
const WORDS = {
  en: 'The roof of building 1 leaks since May, and the two flats below it are wet. I ask that it be repaired before the rain comes back.',
  zh: '1号楼房顶从五月起漏水，楼下两户受潮。请求在雨季之前维修。',
};

const PERSON = '张三';
const MOST_SCRIPT_BYTES = 180_000;

/// What the pages are about; filled in before the tests.
const known = {};

/// Each page: its name, the account that sees it (none on the portal), and its address or the way to it.
const raiseTo = stop => async (page, language) => {
  const say = wordsOf(language);
  await page.goto('/raise');
  // What was filled in for one stop stands there for the next.
  const kept = await page.evaluate(() => localStorage.getItem('massline.draft.raise') ?? '');
  if (!kept.includes(PERSON)) await fillRaise(page, language, {place: PLACES[language], words: WORDS[language], name: PERSON});
  await page.goto(`/raise?step=${stop === 'sent' ? 'check' : stop}`);
  if (stop !== 'sent') return;
  await page.getByRole('button', {name: say('raise.check.send'), exact: true}).click();
  await page.getByRole('heading', {level: 1, name: say('sent.title')}).waitFor();
};
const followWith = which => async (page, language) => {
  await page.goto('/follow');
  await page.evaluate(digits => sessionStorage.setItem('massline.receipt', digits), known[which].receipt);
  await page.reload();
  await page.getByRole('heading', {level: 2, name: wordsOf(language)('follow.timeline')}).waitFor();
};
const forgotten = async page => {
  await page.goto('/follow');
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
};
const PAGES = [
  ['home', null, '/'],
  ['raise-what', null, '/raise'],
  ['raise-where', null, raiseTo('where')],
  ['raise-words', null, raiseTo('words')],
  ['raise-who', null, raiseTo('who')],
  ['raise-check', null, raiseTo('check')],
  ['raise-sent', null, raiseTo('sent')],
  ['follow-receipt', null, forgotten],
  ['follow-open', null, followWith('open')],
  ['follow-answered', null, followWith('answered')],
  ['units', null, '/units'],
  ['unit', null, () => `/units/${known.housing}`],
  ['rules', null, '/rules'],
  ['procedure', null, '/rules/petition'],
  ['transparency', null, '/transparency'],
  ['about', null, '/about'],
  ['privacy', null, '/privacy'],
  ['help', null, '/help'],
  ['not-found', null, '/nowhere'],
  ['sign-in', null, '/work/sign-in'],
  ['inbox', 'petition', '/work/inbox'],
  ['inbox-empty', 'province-review', '/work/inbox'],
  ['matter-timeline', 'petition', () => `/work/matters/${known.open.id}`],
  ['matter-step', 'petition', async (page, language) => {
    await page.goto(`/work/matters/${known.open.id}`);
    await unfold(page, procedureWords('petition-2022', language).step('forward'));
  }],
  ['matter-decide', 'housing', async (page, language) => {
    await page.goto(`/work/matters/${known.handled.id}`);
    const words = procedureWords('petition-2022', language).step('decide');
    const form = await unfold(page, words);
    await form.getByRole('button', {name: words, exact: true}).click();
    await form.getByRole('alert').first().waitFor();
  }],
  ['matter-answered', 'housing', () => `/work/matters/${known.answered.id}`],
  ['matter-write', 'housing', () => `/work/matters/${known.handled.id}?tab=write`],
  ['matter-files', 'housing', () => `/work/matters/${known.handled.id}?tab=files`],
  ['matter-same', 'petition', () => `/work/matters/${known.open.id}?tab=same`],
  ['entry', 'hotline', '/work/new'],
  ['search', 'petition', '/work/search'],
  ['search-found', 'petition', '/work/search?query=leaks'],
  ['search-none', 'petition', '/work/search?query=zzzzzz'],
  ['import', 'petition', '/work/import'],
  ['work-units', 'registrar', '/work/units'],
  ['work-unit', 'registrar', () => `/work/units/${known.housing}`],
  ['people', 'registrar', () => `/work/people?unit=${known.housing}`],
  ['person', 'registrar', async page => {
    await page.goto(`/work/people?unit=${known.housing}`);
    await page.locator('main a[href^="/work/people/"]').first().click();
    await page.waitForURL('**/work/people/*');
  }],
  ['keys', 'administrator', '/work/keys'],
  ['rulebook', 'petition', '/work/rulebook'],
  ['journal', 'auditor', '/work/journal'],
  ['account', 'petition', '/work/account'],
];

let server, browser;

async function prepare() {
  const resident = new Client(server);
  const petition = new Client(server);
  const housing = new Client(server);
  await petition.signIn('petition');
  await housing.signIn('housing');
  known.housing = await unitOf(resident, 'housing');
  const place = await unitOf(resident, 'estate');
  const contact = {name: PERSON, phone: '13800001234'};
  for (const name of ['open', 'handled', 'answered']) {
    const json = {procedure: 'petition', place, address: 'Building 1, top floor', inputs: {what: WORDS.en}, contact, language: 'en'};
    const raised = await resident.post('/api/v1/matters', json);
    assert.equal(raised.status, 201, raised.text);
    known[name] = {...raised.body, id: await find(petition, raised.body.code)};
  }
  for (const name of ['handled', 'answered']) {
    const {id, receipt} = known[name];
    await take(petition, id, 'forward', {unit: known.housing, manner: 'forward'});
    await take(housing, id, 'accept', {way: 'petition'});
    await housing.must(200, 'POST', `/api/v1/matters/${id}/messages`, {json: {text: 'When may we look at the roof?'}});
    await resident.must(200, 'POST', '/api/v1/follow/message', {receipt, json: {text: 'On Saturday morning. 星期六上午。'}});
    await housing.must(200, 'POST', `/api/v1/matters/${id}/notes`, {json: {text: 'Ask the contractor for the plan.'}});
    const form = new FormData();
    form.set('file', new Blob(['The plan of the roof'], {type: 'text/plain'}), 'roof.txt');
    await resident.must(201, 'POST', '/api/v1/follow/attachments', {receipt, multipart: form});
  }
  await take(housing, known.answered.id, 'decide', {
    decision: 'supported', facts: 'The roof leaks over two flats.', basis: 'Housing rules, Art. 5',
    reasons: 'The roof is common property, ours to repair.', measures: 'Repaired by the end of May.',
    remedy: 'You may ask the county for a review within 30 days of receiving this.'});
}

before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  await prepare();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the first page of the portal loads at most 180 KB of script', async context => {
  const own = await openContext(browser, server, {language: 'en', size: PHONE});
  context.after(() => own.close());
  const page = await own.newPage();
  const scripts = [];
  page.on('requestfinished', request => request.resourceType() === 'script' && scripts.push(request));
  await page.goto('/');
  await settle(page);
  const sizes = await Promise.all(scripts.map(request => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize, 0);
  assert.ok(bytes > 0 && bytes <= MOST_SCRIPT_BYTES, `${bytes} bytes in ${scripts.length} scripts`);
});

// A page at a time in each language, the two languages beside each other.
describe('every page', {concurrency: 2}, () => {
  for (const language of ['en', 'zh']) {
    describe(`in ${language}`, {concurrency: 1}, () => {
      const sessions = new Map();

      /// One page for each account; the portal's is nobody's.
      async function sessionOf(account) {
        if (!sessions.has(account)) {
          const context = await openContext(browser, server, {language, size: DESK});
          const page = await context.newPage();
          if (account) await signIn(page, server, account, wordsOf(language));
          sessions.set(account, {page, complaints: complaintsOf(context)});
        }
        return sessions.get(account);
      }
      after(async () => {
        for (const {page} of sessions.values()) await page.context().close();
      });

      for (const [name, account, way] of PAGES) {
        test(name, async () => {
          const {page, complaints} = await sessionOf(account);
          complaints.length = 0;
          const address = typeof way === 'string' ? way : await way(page, language);
          if (address) await page.goto(address);
          await settle(page);
          const wrong = [];
          for (const size of [DESK, PHONE]) {
            await page.setViewportSize(size);
            wrong.push(...await look(page, `${name}-${language}`));
          }
          wrong.push(...complaints.map(one => `${name}-${language}: ${one}`));
          assert.deepEqual(wrong, []);
          await page.setViewportSize(DESK);
        });
      }
    });
  }
});
