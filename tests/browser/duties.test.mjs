// One's duties and the standing of units, in both languages: read, opened, drilled down, saved, and seen to change while one looks.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, field, inOrder, launch, look, openContext, settle, signIn, unfold, wordsOf} from '../lib/browser.mjs';

const NAMES = {
  en: {county: 'Chenguang County', town: 'Chengguan Subdistrict', community: 'Xiangyang Community',
    branch: 'First Branch of Xiangyang Community', study: /stud/i},
  zh: {county: '晨光县', town: '城关街道', community: '向阳社区', branch: '向阳社区第一党支部', study: /学时/},
};
const STUDY = 'study-hours';
const VISIT = 'contact-point-visit';
const LIVE_MS = 15_000;

let server, browser, secretary, branch;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  secretary = new Client(server);
  await secretary.signIn('branch');
  branch = await unitOf(secretary, '990121001001-ZB');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const HOUR_MS = 3_600_000;

const daysAgo = days => new Date(Date.now() - days * 24 * HOUR_MS).toISOString().slice(0, 10);

/// A class of two hours this morning, `days` ago, with every member of the branch there.
async function holdClass(days) {
  const {members} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`);
  const from = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - days * 24 * HOUR_MS - 4 * HOUR_MS);
  const answer = await secretary.post(`/api/v1/units/${branch}/activities`, {
    kind: 'class', state: 'held', from: from.toISOString().replace('.000', ''), to: new Date(from.getTime() + 2 * HOUR_MS).toISOString().replace('.000', ''),
    topic: 'The history of the branch', sheet: members.map(({person}) => ({person, presence: 'present'}))});
  assert.equal(answer.status, 201, answer.text);
  assert.deepEqual(answer.body.problems, []);
}

for (const [run, language] of ['en', 'zh'].entries()) {
  describe(`in ${language}`, () => {
    const say = wordsOf(language);
    const names = NAMES[language];
    const people = {};
    const step = inOrder(test);

    async function as(name) {
      if (!people[name]) {
        const context = await openContext(browser, server, {language});
        const complaints = complaintsOf(context);
        const page = await context.newPage();
        await signIn(page, server, name, say);
        complaints.length = 0;
        people[name] = {page, complaints};
      }
      return people[name];
    }
    after(async () => {
      for (const {page} of Object.values(people)) await page.context().close();
    });

    /// Nothing wrong on either size, and no complaint of the browser.
    async function lookAtBoth(name, {page, complaints}) {
      const wrong = [];
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await settle(page);
        wrong.push(...await look(page, `${name}-${language}`));
      }
      await page.setViewportSize(DESK);
      assert.deepEqual([...wrong, ...complaints], []);
    }

    const menu = page => page.getByRole('navigation', {name: say('nav.main')});
    const heading = (page, unit) => page.getByRole('heading', {level: 1, name: say('standing.titleOf', {unit})}).waitFor();
    const below = page => page.getByRole('region', {name: say('standing.below')});

    step('a member without a post finds what is owed, and why', async () => {
      const member = await as('member');
      const {page} = member;
      await menu(page).getByRole('link', {name: say('work.duties'), exact: true}).click();
      await page.getByRole('heading', {level: 1, name: say('duties.title')}).waitFor();
      await settle(page);
      assert.equal(await menu(page).getByRole('link', {name: say('work.standing'), exact: true}).count(), 0);
      const card = page.locator('.duty').filter({has: page.getByRole('heading', {level: 3, name: names.study})});
      assert.equal(await card.getByRole('progressbar').getAttribute('max'), '1920');
      assert.match(await card.innerText(), /32/);
      await card.locator('summary').press('Enter');
      await card.getByText(language === 'zh' ? '第20条' : 'Art. 20').waitFor();
      await lookAtBoth('my-duties', member);
    });

    step('what is recorded elsewhere is seen while one looks', async () => {
      const {page} = await as('member');
      const bar = page.locator('.duty').filter({has: page.getByRole('heading', {level: 3, name: names.study})}).getByRole('progressbar');
      const value = Number(await bar.getAttribute('value'));
      await holdClass(run + 1);
      await page.waitForFunction(done => [...document.querySelectorAll('.duty progress')].some(one => one.max === 1920 && one.value === done),
        value + 120, {timeout: LIVE_MS});
    });

    step('somebody who owes nothing is told so', async () => {
      const officer = await as('hotline');
      await officer.page.goto('/work/duties');
      await officer.page.getByText(say('duties.none')).waitFor();
      await lookAtBoth('my-duties-none', officer);
    });

    step('a leader sees the standing of the county, its chart and its table', async () => {
      const head = await as('county-head');
      const {page} = head;
      await menu(page).getByRole('link', {name: say('work.standing'), exact: true}).click();
      await heading(page, names.county);
      const duties = page.getByRole('table', {name: say('standing.duties')});
      assert.ok(await duties.getByRole('row').count() > 5);
      await page.getByRole('combobox', {name: say('standing.choice')}).selectOption(VISIT);
      await page.waitForURL(`**?duty=${VISIT}`);
      await below(page).getByRole('img').waitFor();
      await settle(page);
      assert.ok(await below(page).locator('canvas').count() > 0, 'the chart is drawn');
      assert.equal(await page.getByRole('heading', {name: say('standing.names')}).count(), 0, 'no names for this post');
      await duties.locator('summary').first().press('Enter');
      await duties.getByText(say('duties.inForce')).first().waitFor();
      await lookAtBoth('standing-county', head);
    });

    step('the table is sorted from its head', async () => {
      const {page} = await as('county-head');
      await page.getByRole('combobox', {name: say('standing.choice')}).selectOption(STUDY);
      await page.waitForURL(`**?duty=${STUDY}`);
      const table = below(page).getByRole('table');
      const first = () => table.getByRole('rowheader').first().innerText();
      assert.equal(await first(), names.town, 'the only unit that owes stands first');
      const share = table.getByRole('columnheader', {name: say('standing.share')});
      assert.equal(await share.getAttribute('aria-sort'), 'ascending');
      const unit = table.getByRole('columnheader').first();
      await unit.getByRole('button').press('Enter');
      assert.equal(await unit.getAttribute('aria-sort'), 'descending');
      assert.equal(await share.getAttribute('aria-sort'), 'none');
    });

    step('the table is saved as a file', async () => {
      const {page} = await as('county-head');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: say('standing.csv')}).click()]);
      assert.match(file.suggestedFilename(), /\.csv$/);
      const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
      assert.ok(lines[0].startsWith(`\uFEFF${say('standing.unit')},`));
      assert.equal(lines.length - 1, await below(page).getByRole('rowheader').count());
      assert.ok(lines[1].startsWith(`${names.town},`), lines[1]);
    });

    step('the way leads down to the branch and up again, by the keyboard', async () => {
      const head = await as('county-head');
      const {page} = head;
      for (const unit of [names.town, names.community, names.branch]) {
        await below(page).getByRole('link', {name: unit, exact: true}).press('Enter');
        await heading(page, unit);
        await settle(page);
      }
      assert.match(page.url(), /duty=study-hours$/, 'the duty stays the same on the way');
      await page.getByText(say('standing.noBelow')).waitFor();
      await lookAtBoth('standing-branch', head);
      await page.getByRole('navigation', {name: say('units.above')}).getByRole('link', {name: names.town}).press('Enter');
      await heading(page, names.town);
    });

    step('who answers for the branch sees who is behind, when asking', async () => {
      const own = await as('branch');
      const {page} = own;
      await page.goto('/work/standing');
      await heading(page, names.branch);
      await page.getByRole('combobox', {name: say('standing.choice')}).selectOption(STUDY);
      const names_ = page.getByRole('region', {name: say('standing.names')});
      assert.equal(await names_.getByRole('listitem').count(), 0, 'no names before they are asked for');
      await names_.locator('summary').press('Enter');
      await names_.getByRole('listitem').first().waitFor();
      await lookAtBoth('standing-names', own);
    });

    step('a unit that is not theirs, or that is none, is refused in words', async () => {
      const {page} = await as('branch');
      const county = await unitOf(secretary, 'county');
      for (const unit of [county, '12']) {
        await page.goto(`/work/standing/${unit}`);
        await page.getByRole('alert').first().waitFor();
      }
    });
  });
}
