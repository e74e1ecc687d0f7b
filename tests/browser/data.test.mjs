// What is held on a person, as they meet it on a telephone and at a desk: shown, put right, downloaded, asked once more,
// erased; the rules of how long; an emergency declared and ended. Both languages.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, complaintsOf, field, inOrder, launch, look, openContext, settle, signIn, wordsOf} from '../lib/browser.mjs';

let server, browser;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['zh', 'en']) {
  describe(`in ${language}`, () => {
    const say = wordsOf(language);
    const step = inOrder(test);
    let page, complaints, raised;

    before(async () => {
      const resident = new Client(server);
      raised = await resident.must(201, 'POST', '/api/v1/matters', {json: {
        procedure: 'hotline', place: await unitOf(resident, 'community'), inputs: {what: '楼道灯坏了'}, contact: {name: '钱来弟', phone: '13912340000'}}});
      await resident.must(200, 'POST', '/api/v1/follow/steps/withdraw', {receipt: raised.receipt, json: {inputs: {}}});
      const context = await openContext(browser, server, {language, size: PHONE, touch: true});
      complaints = complaintsOf(context);
      page = await context.newPage();
    });
    after(() => page?.context().close());

    async function lookAtBoth(name) {
      const wrong = [];
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await settle(page);
        wrong.push(...await look(page, `${name}-${language}`));
      }
      assert.deepEqual([...wrong, ...complaints], []);
    }
    const press = name => page.getByRole('button', {name, exact: true}).click();

    step('the person is shown what is held', async () => {
      await page.goto(`${server.url}/follow`);
      await page.getByLabel(say('follow.receipt')).fill(raised.receipt);
      await press(say('follow.open'));
      await press(say('held.show'));
      await page.getByText(say('held.may.now')).first().waitFor();
      await lookAtBoth('held');
    });

    step('it is downloaded whole', async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), press(say('held.download'))]);
      const held = JSON.parse(readFileSync(await file.path(), 'utf8'));
      assert.equal(held.kinds.find(one => one.data === 'identity').content[0].name, '钱来弟');
    });

    step('name and statement are put right', async () => {
      await page.locator('#held-contact-name').fill('钱来第');
      await page.getByRole('form', {name: say('held.contact.title')}).getByRole('button').click();
      await field(page, say('held.addendum.label')).fill('二单元');
      await press(say('held.addendum.send'));
      await page.getByText(say('held.addendum.done')).waitFor();
      await page.getByText('二单元').first().waitFor();
    });

    step('erasing is asked once more, and done', async () => {
      await page.locator('label[for="erase-identity"]').click();
      await press(say('held.erase.next'));
      await page.getByText(say('held.erase.sureTitle')).waitFor();
      await lookAtBoth('erase');
      await press(say('held.erase.yes'));
      await page.getByText(say('held.erase.done'), {exact: true}).waitFor();
      assert.equal(await page.locator('#erase-identity').count(), 0);
      await lookAtBoth('erased');
    });

    step('everybody reads how long what is kept', async () => {
      await page.goto(`${server.url}/rules/retention`);
      await page.getByRole('table').waitFor();
      await lookAtBoth('retention');
    });

    step('an account has its own', async () => {
      await signIn(page, server, 'county-head', say);
      complaints.length = 0;
      await page.goto(`${server.url}/work/account`);
      await press(say('held.show'));
      await page.getByRole('heading', {name: say('held.name.title')}).waitFor();
      await lookAtBoth('held-account');
    });

    step('the day that a form begins with is the organisation’s, whatever the device says', async () => {
      const {today} = await new Client(server).must(200, 'GET', '/api/v1/organisation');
      const other = await page.context().newPage();
      await other.clock.setFixedTime(Date.now() - 3 * 86_400_000);
      await other.route('**/api/v1/organisation', async route => {
        await new Promise(resolve => { setTimeout(resolve, 700); });
        await route.continue();
      });
      await other.goto(`${server.url}/work/emergencies`);
      await other.locator('#emergency-last-day').waitFor();
      await settle(other);
      assert.equal(await other.locator('#emergency-last-day').inputValue(), today);
      await other.close();
    });

    step('an emergency is declared, and ended', async () => {
      await page.goto(`${server.url}/work/emergencies`);
      await page.getByRole('heading', {level: 1, name: say('emergencies.title')}).waitFor();
      await lookAtBoth('emergencies');
      await page.locator('#emergency-unit').fill('990121');
      await page.getByRole('option').first().click();
      await page.locator('#emergency-title').fill(`暴雨 ${language}`);
      await press(say('emergencies.send'));
      await page.getByText(say('emergencies.running')).first().waitFor();
      await page.getByRole('button', {name: `${say('emergencies.end')}${say('common.colon')}暴雨 ${language}`}).click();
      await lookAtBoth('emergency-end');
      await press(say('emergencies.yes'));
      await page.getByText(say('emergencies.none')).or(page.getByRole('table')).first().waitFor();
      await page.getByRole('button', {name: say('emergencies.yes')}).waitFor({state: 'detached'});
    });
  });
}
