// A real Chromium for the tests: pages in one language and size, the words on the screen, what people do with them, and a
// look at what they see.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

import {AxeBuilder} from '@axe-core/playwright';
import {chromium} from 'playwright-core';
import {parse} from 'yaml';

import {root} from './server.mjs';

export const PHONE = {width: 360, height: 740};
export const DESK = {width: 1280, height: 900};
const PATIENCE_MS = 20_000;
const QUIET_MS = 120;
const QUIET_LOOKS = 4;
const PICTURES = path.join(root, 'tests/browser/out');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const LOCALES = {en: 'en-GB', zh: 'zh-CN'};
const texts = Object.fromEntries(Object.keys(LOCALES).map(language =>
  [language, JSON.parse(readFileSync(path.join(root, `web/src/locales/${language}.json`), 'utf8'))]));

/// The words of the screens in one language: say('raise.check.send'), with values put into {{places}}. A count chooses
/// the form that the language has for it.
export function wordsOf(language) {
  const plurals = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const at = name => name.split('.').reduce((node, step) => node?.[step], texts[language]);
    const text = at(key) ?? at(`${key}_${plurals.select(values.count)}`);
    assert.equal(typeof text, 'string', `${key} is not among the texts in ${language}`);
    return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''));
  };
}

/// The words of a procedure in one language: step('accept'), ask('accept', 'way'), choice('accept', 'way', 'petition').
export function procedureWords(file, language) {
  const procedure = parse(readFileSync(path.join(root, `rulebooks/cpc/procedures/${file}.yaml`), 'utf8'));
  const find = (list, id) => {
    const found = list.find(one => one.id === id);
    assert.ok(found, `${file} has no ${id}`);
    return found;
  };
  const asksOf = step => (step === 'raise' ? procedure.raise.asks : find(procedure.steps, step).asks);
  return {
    title: procedure.title[language],
    step: id => find(procedure.steps, id).title[language],
    ask: (step, id) => find(asksOf(step), id).title[language],
    choice: (step, id, choice) => find(find(asksOf(step), id).choices, choice).title[language],
  };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/// A person at a browser of their own: its cookies, its storage, its language.
export async function openContext(browser, server, {language = 'en', size = DESK, scale = 1, touch = false} = {}) {
  const context = await browser.newContext({
    baseURL: server.url, locale: LOCALES[language], viewport: size, deviceScaleFactor: scale, hasTouch: touch,
    reducedMotion: 'reduce', timezoneId: 'Asia/Shanghai', acceptDownloads: true,
    storageState: {cookies: [], origins: [{origin: server.url, localStorage: [{name: 'massline.language', value: language}]}]},
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const asked = new Set();
  // The stream of events stays open for as long as the page.
  context.on('request', request => request.resourceType() !== 'eventsource' && asked.add(request));
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, request => asked.delete(request));
  unanswered.set(context, asked);
  return context;
}

/// What each context's pages have asked the server for and not got yet.
const unanswered = new WeakMap();

/// What the browser complains of in every page of the context: errors, refused resources, policies that were broken.
export function complaintsOf(context) {
  const complaints = [];
  context.on('weberror', error => complaints.push(`error: ${error.error().message}`));
  context.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('requestfailed', request => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  return complaints;
}

/// Waits until nothing more is loading: every answer is there and drawn, and leads to no further question.
export async function settle(page) {
  await page.getByRole('heading', {level: 1}).first().waitFor();
  const asked = unanswered.get(page.context());
  const begun = Date.now();
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const drawn = await page.evaluate(() => new Promise(done => {
      requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector('.skeleton') === null)));
    }));
    quiet = drawn && asked.size === 0 ? quiet + 1 : 0;
    const waits = [...asked].map(request => request.url()).join(' ') || 'a skeleton';
    assert.ok(Date.now() - begun < PATIENCE_MS, `${page.url()} still waits for ${waits}`);
    await delay(QUIET_MS / QUIET_LOOKS);
  }
}

/// What is wrong with the page as it stands, in words: findings of axe, sideways scrolling, no title, not one heading. A
/// picture of it is left in browser/out/.
export async function look(page, name) {
  const {width} = page.viewportSize();
  await page.evaluate(() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  mkdirSync(PICTURES, {recursive: true});
  await page.screenshot({path: path.join(PICTURES, `${name}-${width}.png`), fullPage: true, animations: 'disabled'});
  const wrong = [...await findings(page), ...(await overflows(page)).map(one => `sideways scrolling: ${one}`)];
  if ((await page.title()).trim() === '') wrong.push('no title');
  const headings = await page.getByRole('heading', {level: 1}).count();
  if (headings !== 1) wrong.push(`${headings} headings of the first level`);
  return wrong.map(one => `${name} at ${width} px: ${one}`);
}

async function findings(page) {
  // The mode without a page of its own: everything shown here is of one origin.
  const {violations} = await new AxeBuilder({page}).setLegacyMode().options({resultTypes: ['violations']}).withTags(RULES).analyze();
  return violations.map(one => `${one.id}: ${one.help} (${one.nodes.map(node => node.target.join(' ')).slice(0, 4).join('; ')})`);
}

/// Controls and words that stick out of the window, by their tag and text.
const overflows = page => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [`${document.documentElement.scrollWidth} of ${width} px`, ...[...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .slice(-3).map(element => `${element.tagName}.${element.className}: ${(element.textContent ?? '').trim().slice(0, 40)}`)];
});

/// Signs in through the form.
export async function signIn(page, server, name, say) {
  if (!page.url().includes('/work/sign-in')) await page.goto('/work');
  await page.getByLabel(say('signIn.name'), {exact: true}).fill(name);
  await page.getByLabel(say('signIn.password'), {exact: true}).fill(server.password);
  await page.getByRole('button', {name: say('signIn.action'), exact: true}).click();
  await page.waitForURL(address => address.pathname.startsWith('/work') && !address.pathname.endsWith('/sign-in'));
}

/// A fold by the words on it.
export function fold(page, words) {
  return page.locator('details').filter({has: page.locator('summary').getByText(words, {exact: true})});
}

/// Opens a fold, unless it stands open.
export async function unfold(page, words) {
  const found = fold(page, words).first();
  await found.waitFor();
  if (!(await found.evaluate(element => element.open))) await found.locator('> summary').click();
  return found;
}

/// Types into a box with a list, and takes what is found under that name.
export async function pick(within, label, typed, name = typed) {
  const box = within.getByRole('combobox', {name: label});
  await box.fill(typed);
  await within.getByRole('option').filter({hasText: name}).first().click();
}

/// The control of an ask: its label may carry the word that says it is optional.
export function field(within, label) {
  return within.getByLabel(new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
}

/// Chooses a radio or checks a box as a hand does, by its label: the control itself is drawn by the label.
export async function choose(within, name, role = 'radio') {
  const control = within.getByRole(role, {name, exact: role === 'radio'});
  await within.locator(`label[for="${await control.getAttribute('id')}"]`).click();
  assert.ok(await control.isChecked(), `${name} is not chosen`);
}

/// A complete matter on the portal, up to the page where it is checked, or the one before that asks who raises it.
export async function fillRaise(page, language, {procedure = 'petition-2022', place, words, phone = '13800001234', name, until = 'check'} = {}) {
  const say = wordsOf(language);
  const rule = procedureWords(procedure, language);
  await page.getByRole('button', {name: rule.title}).click();
  await page.getByRole('heading', {level: 1, name: say('raise.where.title')}).waitFor();
  await pick(page, say('raise.where.place'), place);
  await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
  await field(page, rule.ask('raise', 'what')).fill(words);
  await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
  await page.getByRole('heading', {level: 1, name: say('raise.who.title')}).waitFor();
  if (until === 'who') return;
  if (name) await field(page, say('contact.name')).fill(name);
  await field(page, say('contact.phone')).fill(phone);
  await page.getByRole('button', {name: say('common.continue'), exact: true}).click();
  await page.getByRole('heading', {level: 1, name: say('raise.check.title')}).waitFor();
}

/// The number and the receipt that a page shows.
export async function readReceipt(page) {
  const code = (await page.locator('.receipt__code').innerText()).trim();
  const receipt = (await page.locator('.receipt__digits').innerText()).replace(/\D/g, '');
  assert.match(receipt, /^\d{16}$/);
  return {code, receipt};
}

export const focused = page => page.evaluate(() => {
  const element = document.activeElement;
  return {tag: element?.tagName ?? '', id: element?.id ?? '', role: element?.getAttribute('role') ?? '',
    text: (element?.textContent ?? '').trim().slice(0, 200)};
});

/// Tests that build on each other: after one that failed, the others are skipped.
export function inOrder(test) {
  let failed = false;
  return (name, run) => test(name, async context => {
    if (failed) return context.skip('an earlier step failed');
    failed = true;
    await run(context);
    failed = false;
  });
}
