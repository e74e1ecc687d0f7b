// A simulated country whose members stand in columns: opened, drilled down to a branch, with the past of each unit.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {startSimulated} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, launch, look, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

let server, browser;
before(async () => {
  server = await startSimulated(['--members', '600', '--branches', '30', '--seed', '4', '--as', 'columns'], {web: true});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['en', 'zh']) {
  test(`past years of the country and of a branch, in ${language}`, async () => {
    const say = wordsOf(language);
    const context = await openContext(browser, server, {language});
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    await signIn(page, server, 'overseer', say);
    complaints.length = 0;
    await page.goto('/work/standing');
    await page.getByRole('region', {name: say('trend.title')}).waitFor();
    await page.goto(`${page.url().split('?')[0]}?duty=study-hours`);
    const trend = page.getByRole('region', {name: say('trend.title')});
    const periods = async () => {
      await trend.getByRole('img').waitFor();
      await settle(page);
      assert.ok(await trend.locator('canvas').count() > 0, 'the line is drawn');
      assert.equal(await trend.getByRole('rowheader').count(), 6, 'five years, and the one that runs');
      assert.equal(await trend.getByText(say('trend.unknown')).count(), 0);
    };
    await periods();
    assert.ok((await trend.getByRole('paragraph').first().textContent()).includes(language === 'en' ? 'as it was kept when the period ended' : '存档'));
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      await settle(page);
      assert.deepEqual(await look(page, `country-trend-${language}`), []);
    }
    await page.setViewportSize(DESK);
    const below = page.getByRole('region', {name: say('standing.below')});
    for (let level = 0; level < 5; ++level) {
      const before = page.url();
      await below.getByRole('table').getByRole('link').first().click();
      await page.waitForURL(url => url.href !== before);
      await settle(page);
    }
    await periods();
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
