// Signing in through an organisation's own provider: a real one, from npm, that answers rightly and in every wrong way.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';

import {codeOf} from '../lib/codes.mjs';
import {Client} from '../lib/contract.mjs';
import {CLIENT, newKey, publicJwk, signed, SECRET, startProvider, visit} from '../lib/provider.mjs';
import {freePort, startServer} from '../lib/server.mjs';

const people = {
  'subject-town': {preferred_username: 'town', email: 'town', email_verified: false},
  'subject-transport': {preferred_username: 'transport'},
  'subject-stranger': {preferred_username: 'nobody.here'},
};
let server, connected, byName, byMail, factored;
const providers = [];

before(async () => {
  const port = await freePort();
  const redirect = `http://127.0.0.1:${port}/work/sign-in/answer`;
  connected = await startProvider({redirect, people});
  byName = await startProvider({redirect, people, alg: 'ES256', method: 'client_secret_post'});
  byMail = await startProvider({redirect, people, method: 'none'});
  factored = await startProvider({redirect, people});
  providers.push(connected, byName, byMail, factored);
  const entry = (id, provider, more) => `
  - id: ${id}
    title: {en: The ${id} sign-in, zh: ${id} 统一登录}
    issuer: ${provider.issuer}
    client: ${CLIENT}
    ${more}`;
  server = await startServer({port, before: data => {
    writeFileSync(path.join(data, 'provider.key'), `${SECRET}\n`, {mode: 0o600});
    writeFileSync(path.join(data, 'sign-in.yaml'), `providers:${entry('county', connected, 'secret-file: provider.key')}${
      entry('names', byName, 'secret-file: provider.key\n    accounts: {claim: preferred_username}')}${
      entry('mail', byMail, 'accounts: {claim: email}')}${
      entry('strong', factored, 'secret-file: provider.key\n    accounts: {claim: preferred_username}\n    second-factor: provider')}\n`);
  }});
});
after(async () => {
  await server?.stop();
  await Promise.all(providers.map(provider => provider.stop()));
});

const begin = (client, id = 'county') => client.must(200, 'POST', `/api/v1/session/providers/${id}`);
const finish = (client, json) => client.ask('POST', '/api/v1/session/provider', {json});

/// From the button to the answer of the server; `change` alters what the browser brings back.
async function enter(name, {id, client = new Client(server), change = answer => answer} = {}) {
  const {address} = await begin(client, id);
  const {state, code, iss} = await visit(address, name);
  return finish(client, change({state, code, issuer: iss}));
}

async function connect(login, name, client = new Client(server)) {
  if (!client.csrf) await client.signIn(login);
  const {address} = await client.must(200, 'POST', '/api/v1/session/connections', {json: {provider: 'county', password: server.password}});
  const {state, code, iss} = await visit(address, name);
  return client.ask('POST', '/api/v1/session/connections/finish', {json: {state, code, issuer: iss}});
}

const typeOf = answer => `${answer.status} ${answer.body?.type?.replace('urn:massline:', '') ?? ''}`.trim();

describe('connected accounts', () => {
  test('nobody is let in by a name alone; after a first connection the subject is', async () => {
    assert.equal(typeOf(await enter('subject-town')), '401 account-unknown');
    const own = new Client(server);
    await own.signIn('town');
    const wrong = await own.ask('POST', '/api/v1/session/connections', {json: {provider: 'county', password: 'not the password'}});
    assert.equal(typeOf(wrong), '422 password-not-right');
    assert.equal(typeOf(await connect('town', 'subject-town', own)), '204');
    const [{provider}] = (await own.must(200, 'GET', '/api/v1/session/connections')).items;
    assert.equal(provider, 'The county sign-in');
    const client = new Client(server);
    const entered = await enter('subject-town', {client});
    assert.deepEqual([entered.status, entered.body.account], [200, 'town']);
    client.csrf = entered.body.csrf;
    const here = (await client.must(200, 'GET', '/api/v1/sessions')).items.find(one => one.current);
    assert.equal(here.way, 'organisation');
    const auditor = new Client(server);
    await auditor.signIn('auditor');
    const acts = (await auditor.must(200, 'GET', '/api/v1/journal?limit=50')).items.map(one => one.act);
    assert.ok(acts.includes('account.connect') && acts.includes('account.sign-in'), acts.join());
  });

  test('a subject has one account, and a connection ends', async () => {
    const other = new Client(server);
    assert.equal(typeOf(await connect('water', 'subject-town', other)), '409 subject-taken');
    const own = new Client(server);
    await own.signIn('town');
    const [{id}] = (await own.must(200, 'GET', '/api/v1/session/connections')).items;
    await other.must(404, 'DELETE', `/api/v1/session/connections/${id}`);
    await own.must(204, 'DELETE', `/api/v1/session/connections/${id}`);
    assert.equal(typeOf(await enter('subject-town')), '401 account-unknown');
  });

  test('whoever runs the server connects, too', async () => {
    const run = (...words) => server.run('sign-in', ...words, '--data', server.data);
    const done = run('connect', '--account', 'housing', '--provider', 'county', '--subject', 'subject-housing');
    assert.equal(done.status, 0, done.stderr);
    assert.match(run('connect', '--account', 'nobody', '--provider', 'county', '--subject', 's').stderr, /no open account “nobody”/);
    assert.match(run('connect', '--account', 'housing', '--provider', 'other', '--subject', 's').stderr, /names no provider “other”/);
    assert.equal((await enter('subject-housing')).body.account, 'housing');
    assert.match((await server.call('sign-in', 'providers', '--data', server.data)).stdout, /county +http:\S+ +answers/);
  });

  test('an answer is good for the browser, the purpose and the account that began it, once', async () => {
    const client = new Client(server);
    const {address} = await begin(client);
    const {state, code, iss: issuer} = await visit(address, 'subject-housing');
    const answer = {state, code, issuer};
    assert.equal(typeOf(await finish(new Client(server), answer)), '401 sign-in-flow-gone');
    assert.equal(typeOf(await finish(client, {...answer, state: `${state}x`})), '401 sign-in-flow-gone');
    assert.equal(typeOf(await finish(client, {...answer, issuer: byName.issuer})), '401 token-of-another');
    assert.equal(typeOf(await finish(client, {state, code})), '401 token-of-another');
    assert.equal(typeOf(await finish(client, {state, issuer})), '401 provider-refused');
    const signedIn = new Client(server);
    await signedIn.signIn('labour');
    signedIn.jar.set('massline_flow', client.jar.get('massline_flow'));
    assert.equal(typeOf(await signedIn.ask('POST', '/api/v1/session/connections/finish', {json: answer})), '409 connection-failed');
    const flow = client.jar.get('massline_flow');
    assert.equal((await finish(client, answer)).status, 200);
    assert.equal(client.jar.has('massline_flow'), false);
    client.jar.set('massline_flow', flow);
    assert.equal(typeOf(await finish(client, answer)), '401 provider-code-used');
  });
});

describe('names that the provider vouches for', () => {
  test('find the account once; then the subject counts', async () => {
    assert.equal((await enter('subject-transport', {id: 'names'})).body.account, 'transport');
    people['subject-heir'] = {preferred_username: 'transport'};
    assert.equal(typeOf(await enter('subject-heir', {id: 'names'})), '401 account-unknown');
    people['subject-transport'].preferred_username = 'somebody.else';
    assert.equal((await enter('subject-transport', {id: 'names'})).body.account, 'transport');
    assert.equal(typeOf(await enter('subject-stranger', {id: 'names'})), '401 account-unknown');
  });

  test('an address that the provider did not verify is nobody\'s', async () => {
    assert.equal(typeOf(await enter('subject-town', {id: 'mail'})), '401 name-not-verified');
    people['subject-town'].email_verified = true;
    assert.equal((await enter('subject-town', {id: 'mail'})).body.account, 'town');
  });

  test('a second factor is asked for here, unless the provider asked', async () => {
    const own = new Client(server);
    await own.signIn('estate');
    const {secret} = await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
    await own.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret, Date.now(), -1)}});
    people['subject-estate'] = {preferred_username: 'estate'};
    const client = new Client(server);
    assert.equal(typeOf(await enter('subject-estate', {id: 'names', client})), '401 code-needed');
    assert.equal(typeOf(await finish(client, {factor: '000000'})), '401 code-wrong');
    assert.equal((await finish(client, {factor: codeOf(secret)})).body.account, 'estate');
    assert.equal(typeOf(await finish(new Client(server), {factor: codeOf(secret, Date.now(), 1)})), '401 sign-in-flow-gone');
    assert.equal((await enter('subject-estate', {id: 'strong'})).body.account, 'estate');
  });

  test('whoever found a session open does not connect themselves with an account that has a second factor', async () => {
    const own = new Client(server);
    await own.signIn('building');
    const {secret} = await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
    await own.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret, Date.now(), -1)}});
    const ask = code => own.ask('POST', '/api/v1/session/connections', {json: {provider: 'county', password: server.password, ...code}});
    assert.equal(typeOf(await ask({})), '422 code-not-right');
    assert.equal(typeOf(await ask({code: '000000'})), '422 code-not-right');
    assert.equal(typeOf(await ask({code: codeOf(secret)})), '200');
  });
});

describe('what a provider may send', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const wrong = [
    ['another nonce', {bend: claims => ({...claims, nonce: 'x'.repeat(43)})}, 'token-of-another'],
    ['no nonce', {bend: ({nonce, ...claims}) => claims}, 'token-of-another'],
    ['another audience', {bend: claims => ({...claims, aud: 'another'})}, 'token-of-another'],
    ['several audiences and no party', {bend: claims => ({...claims, aud: [CLIENT, 'another']})}, 'token-of-another'],
    ['another party', {bend: claims => ({...claims, azp: 'another'})}, 'token-of-another'],
    ['another issuer', {bend: claims => ({...claims, iss: 'https://other.example'})}, 'token-of-another'],
    ['an expired token', {bend: claims => ({...claims, iat: now() - 300, exp: now() - 120})}, 'token-out-of-time'],
    ['an old token', {bend: claims => ({...claims, iat: now() - 3600, exp: now() + 3600})}, 'token-out-of-time'],
    ['a token of the future', {bend: claims => ({...claims, iat: now() + 600, exp: now() + 900})}, 'token-out-of-time'],
    ['no subject', {bend: ({sub, ...claims}) => claims}, 'token-unreadable'],
    ['no end', {bend: ({exp, ...claims}) => claims}, 'token-unreadable'],
    ['no signature', {sign: claims => signed(claims, newKey()).replace(/[^.]+$/, '')}, 'token-not-signed'],
    ['the algorithm “none”', {sign: claims => signed(claims, newKey(), {alg: 'none'})}, 'token-not-signed'],
    ['a key that it does not have', {sign: claims => signed(claims, newKey())}, 'token-not-signed'],
    ['another key under its name', {sign: claims => signed(claims, newKey(), {kid: connected.state.key.kid})}, 'token-not-signed'],
    ['another algorithm', {sign: claims => signed(claims, newKey('ES256'), {kid: connected.state.key.kid})}, 'token-not-signed'],
    ['the public key as a secret', {sign: claims => signed(claims, newKey(), {alg: 'HS256', jwk: publicJwk(connected.state.key)})}, 'token-not-signed'],
    ['what must be understood', {sign: claims => signed(claims, connected.state.key, {crit: ['exp']})}, 'token-unreadable'],
    ['no token', {sign: () => 'a.b'}, 'token-unreadable'],
  ];
  for (const [name, bending, type] of wrong) {
    test(`${name} lets nobody in`, async () => {
      Object.assign(connected.state, bending);
      try {
        assert.equal(typeOf(await enter('subject-housing')), `401 ${type}`);
      } finally {
        Object.assign(connected.state, {bend: null, sign: null});
      }
    });
  }

  test('a clock that is half a minute off, and several audiences with the party, are no harm', async () => {
    connected.state.bend = claims => ({...claims, iat: now() + 30, exp: now() + 90, aud: [CLIENT, 'another'], azp: CLIENT});
    assert.equal((await enter('subject-housing')).status, 200);
    connected.state.bend = null;
  });

  test('new keys are looked for, once for each sign-in', async () => {
    const keysAsked = () => connected.state.asked.filter(one => one === 'GET /jwks').length;
    await enter('subject-housing');
    const before = keysAsked();
    await enter('subject-housing');
    assert.equal(keysAsked(), before);
    connected.rotate();
    assert.equal((await enter('subject-housing')).status, 200);
    assert.equal(keysAsked(), before + 1);
  });

  test('a provider that is down, or sends too much, holds nobody up but those who want it', async () => {
    const client = new Client(server, {language: 'zh'});
    const {address} = await begin(client);
    const {state, code, iss} = await visit(address, 'subject-housing');
    connected.state.down = true;
    const refused = await finish(client, {state, code, issuer: iss});
    assert.equal(typeOf(refused), '503 provider-unavailable');
    assert.match(refused.body.title, /暂时没有响应/);
    assert.equal(refused.headers.get('retry-after'), '60');
    await new Client(server).signIn('housing');
    const doctor = await server.call('doctor', '--data', server.data);
    assert.match(doctor.stdout, /WRONG {2}The sign-in provider county does not answer/);
    assert.match(doctor.stdout, /ok {5}The sign-in provider names answers/);
    connected.state.down = false;
    const right = connected.state.handler;
    connected.state.handler = (request, response) => request.url === '/token' ? response.end('x'.repeat(300 * 1024)) : right(request, response);
    assert.equal(typeOf(await enter('subject-housing')), '503 provider-unavailable');
    connected.state.handler = right;
    assert.equal((await enter('subject-housing')).status, 200);
  });

  test('secrets of the sign-in are in no log', () => {
    assert.doesNotMatch(server.output(), /subject-|code=|a secret/);
  });
});

test('what the file says wrongly is told with its line, and nothing is served', async () => {
  const {run, data} = server;
  const bad = [
    ['providers:\n  - {id: a, title: {en: A, zh: A}, issuer: "http://id.example", client: c}\n', /sign-in\.yaml:2: “issuer” is an https address/],
    ['providers:\n  - {id: a, title: {en: A, zh: A}, issuer: "https://id.example", client: c, second-factor: yes}\n', /:2: “second-factor” is here/],
    ['providers:\n  - {id: a, title: {en: A, zh: A}, issuer: "https://id.example", klient: c}\n', /:2: “klient” is not known here/],
    ['providers:\n  - {id: a, title: {en: A, zh: A}, issuer: "https://id.example", client: c, secret-file: none.key}\n', /:2: There is no file/],
    ['providers: []\n', /:1: “providers” is a list/],
  ];
  for (const [text, expected] of bad) {
    writeFileSync(path.join(data, 'sign-in.yaml'), text);
    const told = run('sign-in', 'providers', '--data', data);
    assert.equal(told.status, 1, text);
    assert.match(told.stderr, expected);
  }
});
