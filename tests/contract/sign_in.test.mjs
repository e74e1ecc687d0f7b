// Signing in under fire: second factors, links, sessions, and what wrong attempts give away and do to others.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {codeOf} from '../lib/codes.mjs';
import {Client} from '../lib/contract.mjs';
import {startServer} from '../lib/server.mjs';

for (const store of ['sqlite', ...(process.env.MASSLINE_TEST_POSTGRES ? ['postgres'] : [])]) {
  let server, administrator;
  before(async () => {
    server = await startServer({store});
    administrator = new Client(server);
    await administrator.signIn('administrator');
  });
  after(() => server.stop());
  const attempt = (client, json) => client.ask('POST', '/api/v1/session', {json});

  test(`${store}: a second factor is set up, asked for, good once, and recovered from`, async () => {
    const own = new Client(server), elsewhere = new Client(server);
    await own.signIn('water');
    await elsewhere.signIn('water');
    const {secret, uri} = await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
    assert.ok(uri.startsWith('otpauth://totp/') && uri.includes(`secret=${secret}`));
    const {codes} = await own.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret, Date.now(), -1)}});
    assert.equal(new Set(codes).size, 10);
    await elsewhere.must(401, 'GET', '/api/v1/session');
    assert.deepEqual((await own.must(200, 'GET', '/api/v1/session')).secondFactor, {on: true, required: false, due: false, recoveryCodesLeft: 10});

    const other = new Client(server);
    const name = 'water', password = server.password;
    const needed = await attempt(other, {name, password});
    assert.deepEqual([needed.status, needed.body.type], [401, 'urn:massline:code-needed']);
    const code = codeOf(secret);
    assert.equal((await attempt(other, {name, password, code})).status, 200);
    const wrong = await attempt(new Client(server), {name, password, code: '000000'});
    const replayed = await attempt(new Client(server), {name, password, code});
    assert.deepEqual({...wrong.body, instance: ''}, {...replayed.body, instance: ''});
    assert.equal((await attempt(new Client(server), {name, password, code: codes[3].toLowerCase()})).status, 200);
    assert.equal((await attempt(new Client(server), {name, password, code: codes[3]})).status, 401);
    assert.doesNotMatch(server.run('verify', '--data', server.data).stdout, /broken/i);
  });

  test(`${store}: an account that must have one opens nothing else until it has`, async () => {
    const person = (await new Client(server).signIn('transport')).person.id;
    await administrator.must(204, 'POST', `/api/v1/people/${person}/second-factor`, {json: {required: true}});
    const own = new Client(server);
    const session = await own.signIn('transport');
    assert.deepEqual(session.secondFactor, {on: false, required: true, due: true, recoveryCodesLeft: 0});
    const refused = await own.ask('GET', '/api/v1/inbox');
    assert.deepEqual([refused.status, refused.body.type], [403, 'urn:massline:second-factor-due']);
    const {secret} = await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
    await own.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret)}});
    await own.must(200, 'GET', '/api/v1/inbox');
  });

  test(`${store}: somebody without a password signs in by a link, once`, async () => {
    const registrar = new Client(server);
    await registrar.signIn('registrar');
    const made = await registrar.must(201, 'POST', '/api/v1/people', {json: {name: '新楼长', unit: (await registrar.must(200, 'GET', '/api/v1/units?query=990121001001-01-2')).items[0].id, post: 'building-lead'}});
    await administrator.must(201, 'POST', `/api/v1/people/${made.id}/account`, {json: {name: 'new-lead'}});
    const {token} = await administrator.must(201, 'POST', `/api/v1/people/${made.id}/sign-in-link`);
    const lead = new Client(server);
    const session = await lead.must(200, 'POST', '/api/v1/session/link', {json: {token, device: '楼长的手机'}});
    assert.equal(session.account, 'new-lead');
    const answers = [];
    for (const bad of [token, 'guess', token.slice(1) + 'A']) answers.push(await new Client(server).ask('POST', '/api/v1/session/link', {json: {token: bad}}));
    for (const answer of answers) assert.deepEqual([answer.status, {...answer.body, instance: ''}], [401, {...answers[0].body, instance: ''}]);
    const [{device, way}] = (await lead.must(200, 'GET', '/api/v1/sessions')).items;
    assert.deepEqual([device, way], ['楼长的手机', 'link']);
    const auditor = new Client(server);
    await auditor.signIn('auditor');
    const acts = (await auditor.must(200, 'GET', '/api/v1/journal?limit=50')).items.map(one => one.act);
    for (const act of ['account.link', 'account.sign-in', 'account.second-factor', 'account.second-factor-required']) assert.ok(acts.includes(act), act);
  });

  test(`${store}: sessions are listed and ended, and no address is kept`, async () => {
    const here = new Client(server), there = new Client(server);
    await here.signIn('estate');
    await there.signIn('estate');
    const [one] = (await here.must(200, 'GET', '/api/v1/sessions')).items.filter(session => !session.current);
    assert.deepEqual(Object.keys(one).sort(), ['createdAt', 'current', 'device', 'expiresAt', 'id', 'seenAt', 'way']);
    const stranger = new Client(server);
    await stranger.signIn('building');
    await stranger.must(404, 'DELETE', `/api/v1/sessions/${one.id}`);
    await here.must(204, 'DELETE', `/api/v1/sessions/${one.id}`);
    await there.must(401, 'GET', '/api/v1/session');
    const third = new Client(server);
    await third.signIn('estate');
    await here.must(204, 'DELETE', '/api/v1/sessions');
    await third.must(401, 'GET', '/api/v1/session');
    await here.must(200, 'GET', '/api/v1/session');
  });

  test(`${store}: names and passwords are not told apart, and guessing locks nobody else out`, async () => {
    const victim = new Client(server);
    await victim.signIn('town');
    const answers = [];
    for (const name of ['town', 'no.such.name', 'new-lead'])
      for (let i = 0; i < 6; ++i) answers.push({name, i, ...(await attempt(new Client(server), {name, password: 'not the password'}))});
    for (const {name, i, status, body} of answers) {
      const first = answers[i];
      assert.deepEqual([status, {...body, instance: ''}], [first.status, {...first.body, instance: ''}], `${name} ${i}`);
    }
    assert.equal(answers[5].status, 429);
    // The victim's own browser passes, from the very network of the guesser.
    const device = victim.jar.get('massline_device');
    const again = await new Client(server).ask('POST', '/api/v1/session', {json: {name: 'town', password: server.password}, headers: {Cookie: `massline_device=${device}`}});
    assert.equal(again.status, 200);
  });
}

test('a post that needs a second factor leads to setting one up, with its rule', async () => {
  const asking = await startServer({before: (data, {run}) => assert.equal(run('sign-in', 'factors', 'asked', '--data', data).status, 0)});
  try {
    const own = new Client(asking, {language: 'zh'});
    const {secondFactor} = await own.signIn('petition');
    assert.deepEqual(secondFactor, {on: false, required: true, due: true, post: '信访工作人员', recoveryCodesLeft: 0});
    const refused = await own.ask('GET', '/api/v1/inbox');
    assert.deepEqual([refused.status, refused.body.type, refused.body.rule], [403, 'urn:massline:second-factor-due', 'organisation/petition-officer']);
    assert.match(refused.body.title, /信访工作人员.*我的账号/);
    const {secret} = await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: asking.password}});
    await own.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret)}});
    await own.must(200, 'GET', '/api/v1/inbox');
    // A post that needs none asks for none.
    const other = new Client(asking);
    assert.equal((await other.signIn('housing')).secondFactor.required, false);
    assert.match(asking.run('rulebook', 'explain', 'rulebooks/cpc', 'organisation/petition-officer', '--language', 'en').stdout, /second factor/i);
  } finally {
    await asking.stop();
  }
});
