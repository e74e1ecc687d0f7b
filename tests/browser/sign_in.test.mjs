// Signing in as people do it: a second factor from the QR code to the recovery codes, a link that was handed over, the list
// of sessions, and a picture that loses what the camera wrote. In every page the browser keeps the content policy.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {codeOf} from '../lib/codes.mjs';
import {PHONE, complaintsOf, launch, look, openContext, settle, wordsOf} from '../lib/browser.mjs';
import {startServer} from '../lib/server.mjs';

let server, browser;
before(async () => {
  server = await startServer({web: true});
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function signIn(page, say, name, password) {
  await page.goto('/work/sign-in');
  await page.getByLabel(say('signIn.name'), {exact: true}).fill(name);
  await page.getByLabel(say('signIn.password'), {exact: true}).fill(password);
  await page.getByRole('button', {name: say('signIn.action')}).click();
}

for (const [language, size, name] of [['en', undefined, 'transport'], ['zh', PHONE, 'water']]) {
  test(`a second factor is set up and asked for (${language})`, async () => {
    const say = wordsOf(language);
    const context = await openContext(browser, server, {language, size});
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    await signIn(page, say, name, server.password);
    await settle(page);
    await page.goto('/work/account');
    await settle(page);
    await page.getByText(say('secondFactor.setUp'), {exact: true}).click();
    await page.locator('#factor-password').fill(server.password);
    await page.getByRole('button', {name: say('common.continue')}).click();
    await page.getByRole('img', {name: say('secondFactor.qr')}).waitFor();
    assert.deepEqual(await look(page, `second-factor-${language}`), []);
    const secret = (await page.locator('.second-factor__key').innerText()).replaceAll(' ', '');
    await page.locator('#factor-code').fill(codeOf(secret, Date.now(), -1));
    await page.getByRole('button', {name: say('secondFactor.confirm')}).click();
    await page.getByText(say('secondFactor.codesTitle')).waitFor();
    const codes = await page.locator('.second-factor__codes code').allInnerTexts();
    assert.equal(codes.length, 10);
    assert.deepEqual(await look(page, `recovery-codes-${language}`), []);
    await page.getByRole('button', {name: say('secondFactor.kept')}).click();
    await settle(page);
    assert.deepEqual(await look(page, `account-${language}`), []);
    await page.getByRole('button', {name: say('account.signOut'), exact: true}).click();
    await page.getByRole('heading', {name: say('signIn.title')}).waitFor();
    await signIn(page, say, name, server.password);
    await page.getByText(say('signIn.codeNeeded')).waitFor();
    await page.locator('#sign-in-code').fill(codes[0]);
    assert.deepEqual(await look(page, `sign-in-code-${language}`), []);
    await page.getByRole('button', {name: say('signIn.action')}).click();
    await page.waitForURL('**/work/inbox');
    // The answer that asks for the code is a 401, which the browser notes.
    assert.deepEqual(complaints.filter(one => !/401/.test(one)), []);
    await context.close();
  });
}

test('a link is handed over, shown as a QR code, and signs in once', async () => {
  const say = wordsOf('en');
  const context = await openContext(browser, server, {language: 'en'});
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  await signIn(page, say, 'administrator', server.password);
  await settle(page);
  await page.goto('/work/people');
  await settle(page);
  const session = await page.evaluate(async () => (await fetch('/api/v1/units?query=990121-ZJ')).json());
  const people = await page.evaluate(async unit => (await fetch(`/api/v1/people?unit=${unit}`)).json(), session.items[0].id);
  await page.goto(`/work/people/${people.items[0].id}`);
  await settle(page);
  await page.getByText(say('people.link'), {exact: true}).click();
  await page.getByRole('button', {name: say('people.linkMake')}).click();
  await page.getByRole('img', {name: say('people.linkQr')}).waitFor();
  assert.deepEqual(await look(page, 'sign-in-link'), []);
  const address = await page.locator('.sign-in-link code').innerText();
  const other = await openContext(browser, server, {language: 'en', size: PHONE});
  const phone = await other.newPage();
  await phone.goto(address);
  await phone.getByRole('button', {name: say('signIn.action')}).waitFor();
  assert.deepEqual(await look(phone, 'sign-in-by-link'), []);
  await phone.getByRole('button', {name: say('signIn.action')}).click();
  await phone.waitForURL('**/work/inbox');
  assert.deepEqual(complaints, []);
  await context.close();
  await other.close();
});

test('a picture loses what the camera wrote and not a pixel', async () => {
  const context = await openContext(browser, server, {language: 'en'});
  const page = await context.newPage();
  await page.goto('/');
  const seen = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 32, height: 16});
    const pen = canvas.getContext('2d');
    for (let x = 0; x < 32; ++x) {
      pen.fillStyle = `rgb(${x * 8}, ${255 - x * 5}, ${x % 3 * 90})`;
      pen.fillRect(x, 0, 1, 16);
    }
    const jpeg = new Uint8Array(await (await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9))).arrayBuffer());
    // EXIF with the orientation 6 (turned to the right) and a text that nobody should see.
    const text = [...'GPS 31.2304 N'].map(letter => letter.charCodeAt(0));
    const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, ...text];
    const exif = [69, 120, 105, 102, 0, 0, ...tiff];
    const shot = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...jpeg.slice(2)]);
    const post = (path, body, receipt) => fetch(path, {method: 'POST', body, headers: receipt ? {'X-Receipt': receipt} : {'Content-Type': 'application/json'}});
    const places = await (await fetch('/api/v1/places?query=' + encodeURIComponent('向阳'))).json();
    const raised = await (await post('/api/v1/matters', JSON.stringify({procedure: 'petition', place: places.items[0].id, inputs: {what: 'The roof leaks.'}, anonymous: true}))).json();
    const form = new FormData();
    form.set('file', new Blob([shot], {type: 'image/jpeg'}), 'roof.jpg');
    const attached = await (await post('/api/v1/follow/attachments', form, raised.receipt)).json();
    const kept = new Uint8Array(await (await fetch(`/api/v1/follow/attachments/${attached.id}`, {headers: {'X-Receipt': raised.receipt}})).arrayBuffer());
    const pixels = async bytes => {
      const picture = await createImageBitmap(new Blob([bytes], {type: 'image/jpeg'}));
      const paper = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      paper.drawImage(picture, 0, 0);
      return [picture.width, picture.height, ...paper.getImageData(0, 0, picture.width, picture.height).data].join();
    };
    const latin = new TextDecoder('latin1');
    return {metadata: attached.metadata, size: attached.size, bytes: kept.length, same: await pixels(shot) === await pixels(kept),
      turned: (await pixels(kept)).startsWith('16,32,'), told: latin.decode(shot).includes('GPS 31'), tells: latin.decode(kept).includes('GPS')};
  });
  assert.deepEqual(seen, {metadata: 'removed', size: seen.bytes, bytes: seen.bytes, same: true, turned: true, told: true, tells: false});
  await context.close();
});

test('texts become no markup anywhere, and what is personal is kept by no cache', async () => {
  const context = await openContext(browser, server, {language: 'en'});
  const page = await context.newPage();
  await signIn(page, wordsOf('en'), 'county-head', server.password);
  await settle(page);
  await page.evaluate(() => {
    window.refused = [];
    addEventListener('securitypolicyviolation', event => window.refused.push(event.violatedDirective));
  });
  const outcome = await page.evaluate(() => {
    try {
      document.body.appendChild(document.createElement('div')).innerHTML = '<img src=x>';
      return 'written';
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(outcome, 'TypeError');
  for (const target of ['/api/v1/session', '/api/v1/inbox', '/api/v1/sessions', '/api/v1/matters.csv', '/work/inbox']) {
    const answer = await page.request.get(target);
    const policy = answer.headers()['content-security-policy'];
    assert.match(policy, /require-trusted-types-for 'script'/);
    assert.doesNotMatch(policy, /unsafe/);
    if (target.startsWith('/api')) assert.equal(answer.headers()['cache-control'], 'no-store', target);
  }
  await context.close();
});
