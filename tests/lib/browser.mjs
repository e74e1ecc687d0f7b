// A real browser before the real program: one profile a test, every page watched for errors, axe at every stop.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {AxeBuilder} from '@axe-core/playwright';
import {chromium} from 'playwright-core';
import {root} from './server.mjs';

const shots = path.join(root, 'tests/browser/out');
const programs = {executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium'};
const switches = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const phone = {width: 360, height: 740};
export const desk = {width: 1280, height: 900};

/// Opens a browser with an empty profile: {page, context, look(name), close()}.
/// `look` fails on axe findings (unless `axe` is false), on sideways scrolling and on anything the page or its content
/// policy complained of.
export async function openBrowser(url, {language = 'en', size = desk} = {}) {
  mkdirSync(shots, {recursive: true});
  const profile = mkdtempSync(path.join(tmpdir(), 'massline-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...programs, headless: true, args: switches, viewport: size, baseURL: url, acceptDownloads: true,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB', permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(30_000);
  await context.addInitScript(chosen => {
    if (localStorage.getItem('massline.language') === null) localStorage.setItem('massline.language', chosen);
  }, language);
  const page = context.pages()[0] ?? await context.newPage();
  const complaints = [];
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    // A refused request is told by the browser as an error; the screens show it, so it is none.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  return {
    page, context,
    async look(name, {axe = true} = {}) {
      await settled(page);
      await page.screenshot({path: path.join(shots, `${name}-${language}-${size.width}.png`), fullPage: true});
      const violations = axe ? (await new AxeBuilder({page}).analyze()).violations : [];
      const found = violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(' ')}`));
      assert.deepEqual(found, [], `axe on ${name}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
      assert.deepEqual(complaints, [], `complaints on ${name}`);
    },
    async close() {
      await context.close();
      rmSync(profile, {recursive: true, force: true});
    },
  };
}

/// Waits until nothing is being loaded.
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.skeleton') === null && document.querySelector('h1') !== null);
}

/// Signs in as a sample person.
export async function signIn(page, account, password) {
  await page.goto('/work/sign-in');
  await page.fill('#sign-in-name', account);
  await page.fill('#sign-in-password', password);
  await page.click('form button[type=submit]');
  await page.waitForURL('**/work/inbox');
  await settled(page);
}

/// Types words into a picker and takes the first that is found.
export async function pick(page, id, words) {
  await page.fill(`#${id}`, words);
  await page.locator(`#${id}`).locator('xpath=..').locator('[role=option]:not([aria-disabled])').first().waitFor();
  await page.press(`#${id}`, 'ArrowDown');
  await page.press(`#${id}`, 'Enter');
}

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
