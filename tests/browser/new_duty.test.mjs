// A new duty is one YAML file and no code: it stands in the member's and the unit's answers, and on their screens.
import assert from 'node:assert/strict';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {root, startServer} from '../lib/server.mjs';
import {complaintsOf, launch, look, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

const DUTY = `id: reading-circle
title: {en: Reading circle, zh: 读书会}
source: {document: Resolution of the sample county, place: "3", quote: Everybody reads together once a quarter}
in-force: {from: 2024-01-01}
jurisdiction: CN
owed-by: member
who: unit.kind = party-branch
amount: 2 hours
of: [class, mobile-classroom]
per: quarter
`;

const folder = mkdtempSync(path.join(tmpdir(), 'massline-duty-'));
let server, browser;
before(async () => {
  const rulebook = path.join(folder, 'rulebook');
  cpSync(path.join(root, 'rulebooks/cpc'), rulebook, {recursive: true});
  writeFileSync(path.join(rulebook, 'duties/reading-circle.yaml'), DUTY);
  server = await startServer({web: true, rulebook});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, {recursive: true, force: true});
});

test('in the answers', async () => {
  const member = new Client(server), secretary = new Client(server);
  await member.signIn('member');
  await secretary.signIn('branch');
  const mine = (await member.must(200, 'GET', '/api/v1/duties/mine')).items[0].duties.find(one => one.duty.id === 'reading-circle');
  assert.deepEqual([mine.quota, mine.missing], [120, 120]);
  assert.equal(mine.duty.source.document, 'Resolution of the sample county');
  const standing = await secretary.must(200, 'GET', `/api/v1/units/${await unitOf(secretary, 'branch')}/standing`);
  const figures = standing.figures[standing.duties.findIndex(one => one.id === 'reading-circle')];
  assert.deepEqual([figures.owing, figures.behind], [8, 8]);
});

for (const [language, title] of [['zh', '读书会'], ['en', 'Reading circle']]) {
  test(`on the screens, in ${language}`, async () => {
    const say = wordsOf(language);
    for (const [login, address] of [['member', '/work/duties'], ['branch', '/work/standing']]) {
      const context = await openContext(browser, server, {language});
      const complaints = complaintsOf(context);
      const page = await context.newPage();
      await signIn(page, server, login, say);
      complaints.length = 0;
      await page.goto(address);
      await page.getByText(title).first().waitFor();
      await settle(page);
      assert.deepEqual([...await look(page, `new-duty-${login}-${language}`), ...complaints], []);
      await context.close();
    }
  });
}
