// Importing matters from a file: what the columns mean, a dry run, the import, and the rows that were refused.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';

import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, inOrder, launch, look, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

const ROWS = [
  'Ticket,Kind of case,Where,Told,Came on',
  'A-1,street-lamp,990121001001,The lamp at gate 3 is out.,2026-11-20',
  'A-2,noise,990121001001,"Drilling at night, every night.",2026-11-21',
  'A-3,road-damage,no such place,A hole in the road.,2026-11-21',
  'A-4,street-lamp,990121001001,东门路灯不亮。,2026-13-45',
];
const FILE = {name: 'calls.csv', mimeType: 'text/csv', buffer: Buffer.from(ROWS.join('\r\n') + '\r\n')};
const COLUMNS = {key: 'Ticket', topic: 'Kind of case', place: 'Where', text: 'Told', raised: 'Came on'};

let server, browser;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['en', 'zh']) {
  describe(`import in ${language}`, () => {
    const say = wordsOf(language);
    const step = inOrder(test);
    // Each language has a source of its own, so that its rows are new.
    const source = `calls-${language}`;
    let page, complaints;

    before(async () => {
      const context = await openContext(browser, server, {language});
      page = await context.newPage();
      await signIn(page, server, 'hotline', say);
      complaints = complaintsOf(context);
    });
    after(() => page.context().close());

    /// The page is sound at both widths.
    async function lookAt(name) {
      for (const size of [PHONE, DESK]) {
        await page.setViewportSize(size);
        assert.deepEqual(await look(page, `${name}-${language}`), []);
      }
    }

    const counts = (added, present, refused) => say('import.counts', {rows: 4, added, present, refused});

    step('shows the file and asks what its columns hold', async () => {
      await page.getByRole('navigation', {name: say('nav.main')}).getByRole('link', {name: say('work.import')}).click();
      await page.getByLabel(say('import.file')).setInputFiles(FILE);
      await page.getByRole('heading', {name: say('import.preview', {count: 4})}).waitFor();
      await page.getByRole('cell', {name: 'Drilling at night, every night.'}).waitFor();
      for (const [field, column] of Object.entries(COLUMNS)) await page.locator(`#map-${field}`).selectOption(column);
      await page.getByLabel(say('import.source')).fill(source);
      await lookAt('import-preview');
    });

    step('a dry run changes nothing and says what is wrong with which row', async () => {
      assert.equal(await page.getByRole('button', {name: say('import.run'), exact: true}).count(), 0, 'no import before a dry run');
      await page.getByRole('button', {name: say('import.try'), exact: true}).click();
      await page.getByRole('heading', {name: say('import.wouldBe')}).waitFor();
      const report = page.getByRole('region', {name: say('import.wouldBe')});
      await report.getByText(counts(2, 0, 2)).waitFor();
      await report.getByRole('cell', {name: 'no such place'}).waitFor();
      await report.getByRole('cell', {name: '2026-13-45'}).waitFor();
      await lookAt('import-report');
    });

    step('refused rows are saved as a file with the reason', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', {name: say('import.rejects')}).click(),
      ]);
      assert.equal(download.suggestedFilename(), 'rejects-calls.csv');
      const lines = readFileSync(await download.path(), 'utf8').trim().split(/\r?\n/);
      assert.equal(lines.length, 3);
      assert.match(lines[1], /A-3/);
      assert.match(lines[2], /A-4/);
      assert.ok(lines[1].length > ROWS[3].length, 'the reason stands in the row');
    });

    step('the import adds what is right, and nothing twice', async () => {
      await page.getByRole('button', {name: say('import.run'), exact: true}).click();
      await page.getByRole('heading', {name: say('import.done')}).waitFor();
      await page.getByText(counts(2, 0, 2)).waitFor();
      await page.getByRole('button', {name: say('import.try'), exact: true}).click();
      await page.getByRole('heading', {name: say('import.wouldBe')}).waitFor();
      await page.getByText(counts(0, 2, 2)).waitFor();
      await page.goto(`/work/search?query=${encodeURIComponent('Drilling')}`);
      await page.getByRole('link', {name: /Drilling at night/}).first().waitFor();
      await settle(page);
      assert.deepEqual(complaints, []);
    });

    step('a file that is none is refused in words', async () => {
      await page.goto('/work/import');
      await page.getByLabel(say('import.file')).setInputFiles({name: 'calls.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])});
      const alert = page.getByRole('alert');
      await alert.waitFor();
      assert.doesNotMatch(await alert.innerText(), /undefined|Error:|exception/);
    });
  });
}
