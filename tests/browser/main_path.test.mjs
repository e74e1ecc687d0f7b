// The main path by hand, in both languages and widths: a resident raises a matter, the petition office sends it on, a
// department answers with reasons and remedy, the resident appraises and asks for a review.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {desk, openBrowser, phone, pick, settled, signIn} from '../lib/browser.mjs';
import {startServer} from '../lib/server.mjs';

const words = {
  en: {estate: 'Warm Sun Garden', bureau: 'Housing Bureau', text: 'The wall of building 1 leaks and nobody repairs it.',
       appeal: 'Appeal or request', forward: 'Send to the unit that must decide'},
  zh: {estate: '暖阳花园', bureau: '住房', text: '一号楼外墙渗水，多次报修无人处理，请求维修。', appeal: '申诉求决', forward: '转送、交办'},
};

const next = page => page.click('.portal-main form .form__actions button[type=submit]');

/// Raises an appeal on the portal and gives {code, receipt}.
async function raise(browser, language) {
  const {page, look} = browser;
  const say = words[language];
  await page.goto('/');
  await look('home');
  await page.click('.home__actions a >> nth=0');
  await look('raise-1-what');
  await page.locator('.kinds .pick', {hasText: say.appeal}).first().click();
  await settled(page);
  await pick(page, 'raise-place', say.estate);
  await look('raise-2-where');
  await next(page);
  await page.fill('#raise-what', say.text);
  await look('raise-3-words');

  await page.reload();
  await settled(page);
  assert.equal(await page.inputValue('#raise-what'), say.text, 'the draft survives a reload');
  await next(page);

  await next(page);
  await page.waitForSelector('.error-summary');
  await look('raise-4-who-refused');
  await page.fill('#raise-phone', '13800000000');
  await look('raise-4-who');
  await next(page);
  await page.waitForSelector('.answerable__unit');
  await look('raise-5-check');
  await page.locator('.form__actions button').last().click();
  await page.waitForURL('**/raise/sent');
  await look('receipt');
  const code = await page.textContent('.receipt__code');
  const receipt = (await page.textContent('.receipt__digits')).replace(/\D/g, '');
  assert.match(receipt, /^\d{16}$/);
  const kept = await page.evaluate(() => JSON.stringify({...localStorage}));
  assert.ok(!kept.includes(receipt) && !kept.includes('13800000000'), 'nothing of it stays on the device');
  await page.setInputFiles('#sent-file', {name: 'wall.png', mimeType: 'image/png', buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')});
  await page.waitForSelector('.attach-form__sent');
  return {code, receipt};
}

/// Opens the matter with the receipt, as on another day.
async function follow(page, receipt) {
  await page.goto('/follow');
  await settled(page);
  if (await page.locator('#receipt').count() === 0) return;
  await page.fill('#receipt', receipt);
  await page.click('.receipt-form button');
  await page.waitForSelector('.status__words');
}

/// Opens the matter as a member of staff, by its code.
async function openMatter(page, code) {
  await page.goto(`/work/search?query=${encodeURIComponent(code)}`);
  await page.locator('[data-row]').first().click();
  await page.waitForSelector('.matter-head');
  await settled(page);
}

/// Opens a step's form; its controls are named after the matter and the step.
async function openStep(page, step) {
  const form = page.locator(`details.step-card:has(form [id*="-${step}-"])`).first();
  await form.locator('summary').first().click();
  return form;
}

for (const [language, size] of [['zh', phone], ['en', desk]]) {
  test(`from a matter to an appraised answer (${language}, ${size.width} px)`, async t => {
    const server = await startServer({web: true});
    t.after(() => server.stop());
    const person = await openBrowser(server.url, {language, size});
    t.after(() => person.close());
    const officer = await openBrowser(server.url, {language, size});
    t.after(() => officer.close());

    const {code, receipt} = await raise(person, language);
    await follow(person.page, receipt);
    await person.look('follow-registered');
    await person.page.fill('#message', words[language].text);
    await person.page.click('.message-form button[type=submit]');
    await person.page.waitForSelector('.timeline__item--message');

    await signIn(officer.page, 'petition', server.password);
    await officer.look('inbox');
    await openMatter(officer.page, code);
    await officer.look('matter-received');
    const forward = await openStep(officer.page, 'forward');
    const unit = await forward.locator('input[role=combobox]').first().getAttribute('id');
    await pick(officer.page, unit, words[language].bureau);
    await forward.locator('input[type=radio] + label').first().click();
    await officer.look('matter-forward');
    await forward.locator('button[type=submit]').click();
    await officer.page.waitForSelector('.steps__done, .usa-alert--success');

    await officer.page.goto('/work/account');
    await officer.page.locator('.work-main .usa-button--outline').last().click();
    await officer.page.waitForURL('**/work/sign-in');
    await signIn(officer.page, 'housing', server.password);
    await openMatter(officer.page, code);
    const accept = await openStep(officer.page, 'accept');
    await accept.locator('input[type=radio] + label').first().click();
    await accept.locator('button[type=submit]').click();
    await officer.page.waitForSelector('.steps__done');
    const decide = await openStep(officer.page, 'decide');
    await decide.locator('button[type=submit]').click();
    await officer.page.waitForSelector('.error-summary');
    await officer.look('matter-decide-refused');
    await decide.locator('input[type=radio] + label').first().click();
    for (const area of await decide.locator('textarea').all()) await area.fill(words[language].text);
    await officer.look('matter-decide');
    await decide.locator('button[type=submit]').click();
    await officer.page.waitForSelector('.answer');
    await officer.look('matter-answered');

    await follow(person.page, receipt);
    await person.page.waitForSelector('.answer');
    await person.look('follow-answered');
    await person.page.click('label[for=solved-partly]');
    await person.page.click('label[for=satisfied-4]');
    await person.page.click('.action-card button[type=submit]');
    await person.page.waitForSelector('.appraised');
    const review = await openStep(person.page, 'ask-review');
    await review.locator('textarea').first().fill(words[language].text);
    await review.locator('button[type=submit]').click();
    await person.page.waitForFunction(() => document.querySelector('.status--open') !== null);
    await person.look('follow-in-review');
  });
}
