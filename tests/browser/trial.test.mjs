// A quota tried, past periods, units beside each other, and the rules themselves, in both languages and sizes.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, inOrder, launch, look, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

const NAMES = {
  en: {county: 'Chenguang County', town: 'Chengguan Subdistrict', community: 'Xiangyang Community', branch: 'First Branch of Xiangyang Community', study: 'Study hours', kind: /Party branch/, allowance: 'Subsistence allowance'},
  zh: {county: '晨光县', town: '城关街道', community: '向阳社区', branch: '向阳社区第一党支部', study: '集中学习培训学时', kind: /党支部/, allowance: '最低生活保障金'},
};
const HOUR_MS = 3_600_000;
const GIVEN_HOURS = 6;
let server, browser, county, branch, members;

before(async () => {
  server = await startServer({web: true});
  browser = await launch();
  const secretary = new Client(server);
  await secretary.signIn('branch');
  [county, branch] = [await unitOf(secretary, 'county'), await unitOf(secretary, 'branch')];
  ({members} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`));
  // Yesterday every member had six hours: too few for the quota of today, enough for a smaller one.
  const from = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 30 * HOUR_MS;
  const text = ms => new Date(ms).toISOString().replace('.000', '');
  const held = await secretary.post(`/api/v1/units/${branch}/activities`, {
    kind: 'class', state: 'held', from: text(from), to: text(from + GIVEN_HOURS * HOUR_MS), sheet: members.map(({person}) => ({person, presence: 'present'}))});
  assert.equal(held.status, 201, held.text);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['en', 'zh']) {
  describe(`in ${language}`, () => {
    const say = wordsOf(language);
    const names = NAMES[language];
    const step = inOrder(test);
    let page, complaints;
    before(async () => {
      const context = await openContext(browser, server, {language});
      complaints = complaintsOf(context);
      page = await context.newPage();
      await signIn(page, server, 'county-head', say);
      complaints.length = 0;
    });
    after(() => page.context().close());

    async function lookAtBoth(name) {
      const wrong = [];
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await settle(page);
        wrong.push(...await look(page, `${name}-${language}`));
      }
      await page.setViewportSize(DESK);
      assert.deepEqual([...wrong, ...complaints], []);
    }
    const below = () => page.getByRole('region', {name: say('standing.below')});
    const summary = () => page.getByRole('table', {name: say('trial.summary')});
    const thenOf = row => summary().getByRole('row').filter({has: page.getByRole('rowheader', {name: say(row), exact: true})}).getByRole('cell').last().innerText();

    step('a smaller quota is tried, and nothing of the kind is changed', async () => {
      await page.getByRole('navigation', {name: say('nav.main')}).getByRole('link', {name: say('trial.title'), exact: true}).click();
      await page.getByRole('heading', {level: 1, name: say('trial.title')}).waitFor();
      await settle(page);
      await page.getByText(say('trial.nothing')).waitFor();
      const form = page.getByRole('form', {name: say('trial.form')});
      await form.getByRole('combobox', {name: say('trial.duty')}).selectOption('study-hours');
      const amount = form.getByRole('textbox');
      assert.equal(await amount.inputValue(), '32', 'begins with what the rule asks for');
      await amount.fill('many');
      await form.getByRole('button', {name: say('trial.action'), exact: true}).click();
      assert.equal(await amount.getAttribute('aria-invalid'), 'true');
      await lookAtBoth('trial-form');
      await amount.fill(String(GIVEN_HOURS));
      await amount.press('Enter');
      await page.waitForURL(`**?*amount=${GIVEN_HOURS * 60}*`);
      await summary().waitFor();
      assert.equal(await thenOf('trial.noLongerBehind'), String(members.length));
      assert.equal(await thenOf('standing.behind'), '0');
      await lookAtBoth('trial');
    });

    step('it leads down to the branch, and is saved as a file', async () => {
      for (const unit of [names.town, names.community, names.branch]) {
        await below().getByRole('link', {name: unit, exact: true}).press('Enter');
        await page.getByRole('heading', {level: 2, name: new RegExp(`^${unit}`)}).waitFor();
        await settle(page);
      }
      assert.equal(await thenOf('trial.noLongerBehind'), String(members.length));
      await page.getByRole('navigation', {name: say('units.above')}).getByRole('link', {name: names.county}).press('Enter');
      await page.getByRole('heading', {level: 2, name: new RegExp(`^${names.county}`)}).waitFor();
      await settle(page);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: say('standing.csv')}).click()]);
      assert.match(file.suggestedFilename(), /\.csv$/);
      assert.match(readFileSync(await file.path(), 'utf8'), /study-hours/);
    });

    step('a page that is opened again tries the same again', async () => {
      await page.reload();
      await summary().waitFor();
      assert.equal(await thenOf('trial.noLongerBehind'), String(members.length));
    });

    step('past periods are drawn, and stand in a table', async () => {
      await page.goto(`/work/standing/${branch}?duty=study-hours`);
      const trend = page.getByRole('region', {name: say('trend.title')});
      await trend.getByRole('img').waitFor();
      await settle(page);
      assert.ok(await trend.locator('canvas').count() > 0, 'the line is drawn');
      assert.equal(await trend.getByRole('rowheader').count(), 6, 'five years, and the one that runs');
      await below().locator('summary').press('Enter');
      const beside = below().getByRole('table');
      await beside.getByText(say('standing.thisOne')).waitFor();
      await lookAtBoth('standing-trend');
    });

    step('how a figure was counted is told in words', async () => {
      const table = page.getByRole('table', {name: say('standing.duties')});
      const row = table.getByRole('row').filter({hasText: names.study}).first();
      await row.locator('summary').press('Enter');
      await row.getByText(names.kind).first().waitFor();
      const told = await row.innerText();
      assert.match(told, new RegExp(String(members.length * GIVEN_HOURS)), 'the arithmetic');
      assert.doesNotMatch(told, /unit\.kind|member\.kind/);
    });

    step('another standard is tried: what it costs, and would cost', async () => {
      await page.getByRole('navigation', {name: say('nav.main')}).getByRole('link', {name: say('whatIf.title'), exact: true}).click();
      await page.getByRole('heading', {level: 1, name: say('whatIf.title')}).waitFor();
      await settle(page);
      const standard = page.getByRole('textbox', {name: say('whatIf.percentLabel')});
      await standard.fill('much');
      await standard.press('Enter');
      assert.equal(await standard.getAttribute('aria-invalid'), 'true');
      await standard.fill('10');
      await standard.press('Enter');
      await page.waitForURL('**/what-if?*10%25*');
      const table = page.getByRole('table', {name: say('whatIf.places')});
      await table.waitFor();
      const told = await table.innerText();
      assert.match(told, /798\.50/);
      assert.match(told, /878\.35/);
      await lookAtBoth('what-if');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: say('standing.csv')}).click()]);
      assert.match(readFileSync(await file.path(), 'utf8'), /878\.35/);
    });

    step('the rulebook has every duty, activity and entitlement', async () => {
      await page.goto('/work/rulebook');
      await page.getByRole('table', {name: say('rulebook.activities')}).waitFor();
      await settle(page);
      const rules = await new Client(server, {language}).must(200, 'GET', '/api/v1/rulebook/duties');
      assert.ok(rules.duties.length >= 30);
      for (const {duty} of rules.duties) assert.ok(await page.getByText(duty.title, {exact: true}).count() > 0, duty.title);
      await page.getByRole('heading', {level: 3, name: names.allowance}).waitFor();
      await page.locator('.unit-list summary').first().press('Enter');
      await lookAtBoth('rulebook-duties');
    });
  });
}
