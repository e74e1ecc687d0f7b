// Signing in through the organisation's own provider in a real browser: connected under My account, used from the sign-in
// page, and told in plain words where it does not let one in.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {PHONE, complaintsOf, launch, look, openContext, settle, signIn, unfold, wordsOf} from '../lib/browser.mjs';
import {codeOf} from '../lib/codes.mjs';
import {Client} from '../lib/contract.mjs';
import {CLIENT, SECRET, startProvider} from '../lib/provider.mjs';
import {freePort, startServer} from '../lib/server.mjs';

const title = {en: 'County sign-in', zh: '县统一登录'};
let server, browser, provider;
before(async () => {
  const port = await freePort();
  provider = await startProvider({redirect: `http://127.0.0.1:${port}/work/sign-in/answer`});
  server = await startServer({web: true, port, before: (data, {run}) => {
    writeFileSync(path.join(data, 'county.key'), SECRET, {mode: 0o600});
    writeFileSync(path.join(data, 'sign-in.yaml'), `providers:\n  - {id: county, title: {en: ${title.en}, zh: ${title.zh}}, issuer: "${provider.issuer}", client: ${CLIENT}, secret-file: county.key}\n`);
    assert.equal(run('sign-in', 'factors', 'asked', '--data', data).status, 0);
  }});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await provider?.stop();
});

const own = complaints => complaints.filter(one => one.includes(server.url) && !/40[19]|503/.test(one));

async function atProvider(page, name) {
  await page.waitForURL(address => address.origin === provider.issuer);
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
}

for (const [language, size, name] of [['en', undefined, 'housing'], ['zh', PHONE, 'labour']]) {
  test(`an account is connected once and entered by a button (${language})`, async () => {
    const say = wordsOf(language);
    const context = await openContext(browser, server, {language, size});
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    await page.goto('/work/sign-in');
    await settle(page);
    assert.deepEqual(await look(page, `sign-in-provider-${language}`), []);

    // Nobody is connected yet.
    await page.getByRole('button', {name: title[language]}).click();
    await atProvider(page, `${name} at home`);
    await page.getByRole('alert').waitFor();
    assert.equal(page.url(), `${server.url}/work/sign-in/answer`);
    assert.deepEqual(await look(page, `provider-unknown-${language}`), []);
    // The provider, which is of this host as well, forgets who was there.
    await context.clearCookies();
    await page.getByRole('link', {name: say('providers.again')}).click();

    await signIn(page, server, name, say);
    await page.goto('/work/account');
    await settle(page);
    const part = await unfold(page, say('providers.connect', {provider: title[language]}));
    await part.locator('input[type=password]').fill(server.password);
    await part.getByRole('button', {name: say('common.continue')}).click();
    await atProvider(page, `${name} at home`);
    await page.waitForURL('**/work/account');
    await settle(page);
    await page.getByText(say('providers.some')).waitFor();
    assert.deepEqual(await look(page, `connections-${language}`), []);
    await page.getByRole('button', {name: say('account.signOut'), exact: true}).click();
    await page.getByRole('heading', {name: say('signIn.title')}).waitFor();

    // The provider knows the person still, and asks nothing.
    await page.getByRole('button', {name: title[language]}).click();
    await page.waitForURL('**/work/inbox');
    await settle(page);
    assert.deepEqual(own(complaints), []);
    await context.close();
  });
}

test('an answer that is not of this sign-in is told on the page, and the password goes on working', async () => {
  const say = wordsOf('zh');
  const context = await openContext(browser, server, {language: 'zh', size: PHONE});
  const page = await context.newPage();
  await page.goto('/work/sign-in');
  await settle(page);
  await page.getByRole('button', {name: title.zh}).click();
  await page.waitForURL(address => address.origin === provider.issuer);
  provider.state.bend = claims => ({...claims, nonce: 'another'});
  await atProvider(page, 'somebody');
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /县统一登录/);
  assert.deepEqual(await look(page, 'provider-wrong-zh'), []);
  provider.state.bend = null;
  await page.getByRole('link', {name: say('providers.again')}).click();
  await signIn(page, server, 'housing', say);
  await context.close();
});

test('the second factor of the account is asked for after the provider', async () => {
  const say = wordsOf('en');
  const person = new Client(server);
  await person.signIn('town');
  const {secret} = await person.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
  await person.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret, Date.now(), -1)}});
  assert.equal(server.run('sign-in', 'connect', '--data', server.data, '--account', 'town', '--provider', 'county', '--subject', 'town at home').status, 0);
  const context = await openContext(browser, server, {language: 'en'});
  const page = await context.newPage();
  await page.goto('/work/sign-in');
  await settle(page);
  await page.getByRole('button', {name: title.en}).click();
  await atProvider(page, 'town at home');
  await page.locator('#provider-code').fill('000000');
  await page.getByRole('button', {name: say('signIn.action')}).click();
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await look(page, 'provider-code-en'), []);
  await page.locator('#provider-code').fill(codeOf(secret));
  await page.getByRole('button', {name: say('signIn.action')}).click();
  await page.waitForURL('**/work/inbox');
  await context.close();
});

test('a post that needs a second factor leads there, and says why', async () => {
  const say = wordsOf('zh');
  const context = await openContext(browser, server, {language: 'zh', size: PHONE});
  const page = await context.newPage();
  await signIn(page, server, 'petition', say);
  await settle(page);
  assert.match(page.url(), /\/work\/account$/);
  await page.getByText(say('secondFactor.duePost', {post: '信访工作人员'})).waitFor();
  await page.goto('/work/inbox');
  await page.waitForURL('**/work/account');
  await settle(page);
  assert.deepEqual(await look(page, 'second-factor-due-zh'), []);
  await context.close();
});
