// From a resident's matter to an answer that they appraise and have reviewed, by the words and roles on the screen alone.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {startServer} from '../lib/server.mjs';
import {DESK, PHONE, choose, complaintsOf, field, fillRaise, focused, fold, inOrder, launch, look, openContext, pick, procedureWords,
  readReceipt, settle, signIn, unfold, wordsOf} from '../lib/browser.mjs';

const SAID = {
  en: {
    place: 'Warm Sun Garden, Building 1', petition: 'Petition Office', housing: 'Housing Bureau', because: /Art\. 22/,
    words: 'The roof of building 1 leaks since May. I ask that it be repaired.', question: 'When may we look at the roof?',
    reply: 'On Saturday morning.', facts: 'The roof leaks over two flats.', basis: 'Housing rules, Art. 5',
    reasons: 'The roof is common property, ours to repair.', remedy: 'You may ask the county for a review within 30 days.',
    disagree: 'Nobody came.', review: 'The bureau must repair it by the end of May.',
    after: 'You may ask the city for a re-check within 30 days.',
  },
  zh: {
    place: '暖阳花园1号楼', petition: '信访局', housing: '住房和城乡建设局', because: /22/,
    words: '1号楼房顶从五月起漏水，请求维修。', question: '什么时候方便上门查看？', reply: '星期六上午可以。',
    facts: '房顶漏水，影响两户。', basis: '《物业管理条例》第五条', reasons: '房顶属共用部位，应由我局督促维修。',
    remedy: '如不服，可自收到之日起30日内请求县政府复查。', disagree: '没有人来修。', review: '应于五月底前修好。',
    after: '如不服，可自收到之日起30日内请求市政府复核。',
  },
};

const PHONE_NUMBER = '13800001234';
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

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
  describe(`up the ladder in ${language}`, () => {
    const say = wordsOf(language);
    const rule = procedureWords('petition-2022', language);
    const said = SAID[language];
    const people = {};
    const step = inOrder(test);
    let receipt, complaints;

    /// The page of somebody, each at a browser of their own; staff sign in first.
    async function as(name, size = DESK) {
      if (!people[name]) {
        const context = await openContext(browser, server, {language, size});
        if (name === 'resident') complaints = complaintsOf(context);
        people[name] = await context.newPage();
        if (name !== 'resident') await signIn(people[name], server, name, say);
      }
      return people[name];
    }

    async function openFromInbox(name) {
      const page = await as(name);
      await page.goto('/work/inbox');
      await page.getByRole('link', {name: said.words.slice(0, 10)}).first().click();
      await page.getByRole('heading', {level: 2, name: say('steps.title')}).waitFor();
      return page;
    }

    async function take(page, name, fill) {
      const form = await unfold(page, rule.step(name));
      await fill(form);
      await form.getByRole('button', {name: rule.step(name), exact: true}).click();
      return form;
    }

    const done = (page, name) => page.getByText(say('steps.done', {step: rule.step(name)})).waitFor();

    async function follow() {
      const page = await as('resident', PHONE);
      await page.goto('/follow');
      await page.getByRole('heading', {level: 2, name: say('follow.timeline')}).waitFor();
      return page;
    }

    after(async () => {
      for (const page of Object.values(people)) await page.context().close();
    });

    step('a resident raises a matter on a phone, and sees who answers, by when and why', async () => {
      const page = await as('resident', PHONE);
      await page.goto('/');
      await page.getByRole('main').getByRole('link', {name: say('home.raise')}).click();
      await fillRaise(page, language, {place: said.place, words: said.words, until: 'who'});
      await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
      await page.getByRole('alert').getByRole('link', {name: say('raise.who.reach')}).waitFor();
      assert.deepEqual(await look(page, `raise-who-refused-${language}`), []);
      await field(page, say('contact.name')).fill('张三');
      await field(page, say('contact.phone')).fill(PHONE_NUMBER);
      await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
      const answerable = page.getByRole('region', {name: say('raise.check.whoAnswers')});
      await answerable.getByText(said.petition).waitFor();
      await answerable.getByText(say('clock.why')).first().click();
      await answerable.getByText(said.because).first().waitFor();
      await page.getByRole('button', {name: say('raise.check.send'), exact: true}).click();
      await page.getByRole('heading', {level: 1, name: say('sent.title')}).waitFor();
      receipt = (await readReceipt(page)).receipt;
      const kept = await page.evaluate(() => JSON.stringify({...localStorage}));
      for (const secret of [receipt, PHONE_NUMBER, said.words]) assert.ok(!kept.includes(secret), 'what was sent stays on the device');
    });

    step('attaches a picture', async () => {
      const page = await as('resident', PHONE);
      await page.getByLabel(say('attach.choose')).setInputFiles({name: 'roof.png', mimeType: 'image/png', buffer: PICTURE});
      await page.getByRole('status').getByText(say('attach.sent', {name: 'roof.png'})).waitFor();
      assert.deepEqual(complaints, []);
    });

    step('follows it with the receipt, typed into another device', async () => {
      const context = await openContext(browser, server, {language, size: PHONE});
      const page = await context.newPage();
      await page.goto('/');
      await page.getByRole('main').getByRole('link', {name: say('home.follow')}).click();
      await page.getByLabel(say('follow.receipt')).fill(receipt);
      await page.getByRole('button', {name: say('follow.open'), exact: true}).click();
      await page.getByText(said.petition).first().waitFor();
      assert.ok(!page.url().includes(receipt), 'the receipt stands in the address');
      await context.close();
    });

    step('the petition officer finds it in the inbox and sends it to the housing bureau', async () => {
      const page = await openFromInbox('petition');
      await take(page, 'forward', async form => {
        await pick(form, rule.ask('forward', 'unit'), said.housing);
        await choose(form, rule.choice('forward', 'manner', 'forward'));
      });
      await done(page, 'forward');
    });

    step('the bureau takes it up and writes to the resident', async () => {
      const page = await openFromInbox('housing');
      await take(page, 'accept', form => choose(form, rule.choice('accept', 'way', 'petition')));
      await done(page, 'accept');
      await page.getByRole('link', {name: say('matter.tab.write')}).click();
      await page.getByLabel(say('write.message')).fill(said.question);
      await page.getByRole('button', {name: say('write.messageSend'), exact: true}).click();
      await page.getByRole('status').filter({hasText: say('write.sent')}).first().waitFor();
    });

    step('the resident reads it and replies', async () => {
      const page = await follow();
      await page.getByText(said.question).waitFor();
      await page.getByLabel(say('follow.message')).fill(said.reply);
      await page.getByRole('button', {name: say('follow.send'), exact: true}).click();
      await page.getByRole('list').getByText(said.reply).waitFor();
    });

    step('no decision without reasons: the error is shown, focused, and leads to its field', async () => {
      const page = await openFromInbox('housing');
      await page.getByText(said.reply).first().waitFor();
      const form = await take(page, 'decide', async part => {
        await choose(part, rule.choice('decide', 'decision', 'supported'));
        for (const ask of ['facts', 'basis', 'remedy']) await field(part, rule.ask('decide', ask)).fill(said[ask]);
      });
      const summary = form.getByRole('alert').filter({has: page.getByRole('link')});
      await summary.getByText(rule.ask('decide', 'reasons')).waitFor();
      assert.equal((await focused(page)).role, 'alert');
      await summary.getByRole('link').first().click();
      assert.match((await focused(page)).id, /reasons$/);
      await page.keyboard.type(said.reasons);
      await form.getByRole('button', {name: rule.step('decide'), exact: true}).click();
      await done(page, 'decide');
      assert.equal(await fold(page, rule.step('decide')).count(), 0, 'a decided matter is not decided again');
    });

    step('the resident reads the answer and appraises it', async () => {
      const page = await follow();
      const answers = page.getByRole('region', {name: say('follow.answers')});
      await answers.getByText(said.reasons).waitFor();
      await answers.getByText(said.remedy).waitFor();
      const appraise = page.getByRole('region', {name: rule.step('appraise')});
      await choose(appraise, rule.choice('appraise', 'solved', 'no'));
      await choose(appraise, say('appraise.grade2'));
      await appraise.getByRole('button', {name: say('appraise.send')}).click();
      await page.getByText(say('appraise.done')).waitFor();
    });

    step('asks for a review', async () => {
      const page = await follow();
      await take(page, 'ask-review', form => field(form, rule.ask('ask-review', 'reasons')).fill(said.disagree));
      await page.getByText(said.disagree).first().waitFor();
      await settle(page);
      assert.deepEqual(await look(page, `follow-in-review-${language}`), []);
      assert.equal(await fold(page, rule.step('ask-review')).count(), 0);
    });

    step('the county reviewer, who had no part in it, decides', async () => {
      const page = await openFromInbox('county-review');
      await take(page, 'decide-review', async form => {
        await choose(form, rule.choice('decide-review', 'decision', 'changed'));
        await field(form, rule.ask('decide-review', 'reasons')).fill(said.review);
        await field(form, rule.ask('decide-review', 'remedy')).fill(said.after);
      });
      await done(page, 'decide-review');
      const portal = await follow();
      await portal.getByRole('region', {name: say('follow.answers')}).getByText(said.review).waitFor();
      await settle(portal);
      assert.deepEqual(complaints, []);
    });
  });
}
