// What is held on a person: shown, corrected, exported and erased, with the receipt and with an account; emergencies whose
// lists end with them; the job on the command line, and backups that bring nothing back. Each store.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
const name = '钱来弟', phone = '13912340000', words = 'The stair light is broken. 楼道灯坏了';
const dayIn = days => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

for (const store of stores) {
  describe(`data on ${store}`, () => {
    let server, resident, petition, member, head;

    before(async () => {
      server = await startServer({store});
      [resident, petition, member, head] = Array.from({length: 4}, () => new Client(server));
      await petition.signIn('petition');
      await member.signIn('member');
      await head.signIn('county-head');
    });
    after(() => server.stop());

    const raise = async (more = {}) => resident.must(201, 'POST', '/api/v1/matters', {json: {
      procedure: 'hotline', place: await unitOf(resident, 'community'), inputs: {what: words}, contact: {name, phone}, ...more}});
    const heldOf = receipt => resident.must(200, 'GET', '/api/v1/follow/data', {receipt});
    const kind = (held, data) => held.kinds.find(one => one.data === data);

    test('everybody can read how long what is kept', async () => {
      const {items} = await resident.must(200, 'GET', '/api/v1/rulebook/retention');
      assert.ok(items.length > 15);
      const accused = items.find(item => item.data === 'identity' && item.rule.procedures.some(one => one.id === 'accusation'));
      assert.match(accused.rule.keep, /3/);
      assert.ok(items.every(item => item.rule.source.document && item.rule.inForceFrom));
      const explained = await resident.must(200, 'GET', '/api/v1/rulebook/explain?rule=retention/identity');
      assert.match(JSON.stringify(explained), /12/);
    });

    test('the person is shown all of it, with rule and reason', async () => {
      const {receipt} = await raise();
      const held = await heldOf(receipt);
      assert.deepEqual(kind(held, 'identity').content[0], {name, phone, email: null, address: null});
      assert.equal(kind(held, 'statement').content[0].inputs.what, words);
      assert.equal(kind(held, 'identity').erasable, 'after-closing');
      assert.equal(kind(held, 'identity').rule.id, 'retention/identity');
      assert.equal(kind(held, 'attachment').erasable, 'nothing');
      const refused = await resident.ask('GET', '/api/v1/follow/data', {receipt: '0000000000000000'});
      assert.equal(refused.status, 404);
    });

    test('name and contact are put right, what was said gets a correction beside it', async () => {
      const raised = await raise();
      const held = await resident.must(200, 'PATCH', '/api/v1/follow/data/contact', {receipt: raised.receipt, json: {name: '钱来第', phone}});
      assert.equal(kind(held, 'identity').content[0].name, '钱来第');
      assert.equal((await resident.ask('PATCH', '/api/v1/follow/data/contact', {receipt: raised.receipt, json: {}})).status, 422);
      assert.equal((await resident.ask('PATCH', '/api/v1/follow/data/contact', {receipt: raised.receipt, json: {email: 'no'}})).status, 422);
      const anonymous = await raise({anonymous: true, contact: undefined});
      assert.equal((await resident.ask('PATCH', '/api/v1/follow/data/contact', {receipt: anonymous.receipt, json: {name}})).status, 409);
      await resident.must(200, 'POST', '/api/v1/follow/data/addendum', {receipt: raised.receipt, json: {text: 'It is stair 2.'}});
      const followed = await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
      const entries = followed.entries.map(entry => entry.kind);
      assert.ok(entries.includes('raised') && entries.includes('addendum'), entries.join());
      const hotline = new Client(server);
      await hotline.signIn('hotline');
      const id = await find(hotline, raised.code);
      const detail = await hotline.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.ok(detail.entries.some(entry => entry.kind === 'addendum'));
    });

    test('what may go is erased for good, and the receipt still opens the rest', async () => {
      const raised = await raise();
      await resident.must(200, 'POST', '/api/v1/follow/steps/withdraw', {receipt: raised.receipt, json: {inputs: {}}});
      const before = await heldOf(raised.receipt);
      assert.equal(kind(before, 'identity').erasable, 'now', JSON.stringify(kind(before, 'identity')));
      assert.match(kind(before, 'identity').until, /^\d{4}-\d\d-\d\d$/);
      assert.equal((await resident.ask('POST', '/api/v1/follow/data/erasure', {receipt: raised.receipt, json: {kinds: [{data: 'nothing'}]}})).status, 422);
      const held = await resident.must(200, 'POST', '/api/v1/follow/data/erasure', {receipt: raised.receipt, json: {kinds: [{data: 'identity'}, {data: 'statement'}]}});
      assert.equal(kind(held, 'identity').rows, 0);
      assert.ok(kind(held, 'identity').erasedAt && kind(held, 'statement').erasedAt);
      const followed = await resident.ask('GET', '/api/v1/follow', {receipt: raised.receipt});
      assert.equal(followed.status, 200);
      assert.ok(!followed.text.includes('stair light') && !followed.text.includes(name));
      const hotline = new Client(server);
      await hotline.signIn('hotline');
      const found = await hotline.must(200, 'GET', `/api/v1/matters?query=${encodeURIComponent('stair light is broken')}`);
      assert.ok(!found.items.some(item => item.code === raised.code), 'the search index follows');
      const byCode = await hotline.must(200, 'GET', `/api/v1/matters?query=${encodeURIComponent(raised.code)}`);
      const id = byCode.items[0].id;
      const opened = await hotline.ask('POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'to call back about it'}});
      assert.equal(opened.status, 409, `${id} ${opened.text}`);
      const verified = server.run('verify', '--data', server.data);
      assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    });

    test('an account sees, corrects and erases its own', async () => {
      const own = await member.must(200, 'GET', '/api/v1/me/data');
      assert.ok(kind(own, 'person').content.length > 1 && kind(own, 'account').content[0].login === 'member');
      assert.equal(kind(own, 'person').erasable, 'while-there');
      const renamed = await member.must(200, 'PATCH', '/api/v1/me/data/name', {json: {name: '党员教师乙', version: own.version}});
      assert.equal(renamed.name, '党员教师乙');
      assert.equal((await member.ask('PATCH', '/api/v1/me/data/name', {json: {name: 'x', version: own.version}})).status, 412);
      const other = new Client(server);
      await other.signIn('member');
      assert.equal(kind(await member.must(200, 'GET', '/api/v1/me/data'), 'session').rows, 2);
      const erased = await member.must(200, 'POST', '/api/v1/me/data/erasure', {json: {kinds: [{data: 'session'}, {data: 'person'}]}});
      assert.equal(kind(erased, 'session').rows, 1);
      assert.equal(erased.name, '党员教师乙');
      assert.equal((await other.ask('GET', '/api/v1/me/data')).status, 401);
      assert.equal((await member.ask('POST', '/api/v1/me/data/erasure', {json: {kinds: [{data: 'identity'}]}})).status, 422);
    });

    test('lists are made in an emergency alone', async () => {
      const check = {procedure: 'emergency-check', inputs: {what: 'two people on the ground floor'}};
      const refused = await resident.ask('POST', '/api/v1/matters', {json: {...check, place: await unitOf(resident, 'community'), anonymous: true}});
      assert.equal(refused.status, 422, refused.text);
      const county = await unitOf(resident, 'county');
      assert.equal((await petition.ask('POST', '/api/v1/emergencies', {json: {unit: county, title: '暴雨', lastDay: dayIn(3)}})).status, 403);
      assert.equal((await head.ask('POST', '/api/v1/emergencies', {json: {unit: county, title: '暴雨', lastDay: dayIn(100)}})).status, 422);
      const emergency = await head.must(201, 'POST', '/api/v1/emergencies', {json: {unit: county, title: '暴雨', lastDay: dayIn(3)}});
      await raise({...check, contact: {name, phone}});
      const listed = await resident.must(200, 'GET', '/api/v1/emergencies');
      assert.deepEqual([listed.items[0].title, listed.items[0].endedAt, listed.items[0].mayEnd], ['暴雨', null, false]);
      const ended = await head.must(200, 'POST', `/api/v1/emergencies/${emergency.id}/end`, {json: {version: emergency.version}});
      assert.ok(ended.endedAt);
      assert.equal((await head.ask('POST', `/api/v1/emergencies/${emergency.id}/end`, {json: {version: ended.version}})).status, 409);
      const over = await resident.ask('POST', '/api/v1/matters', {json: {...check, place: await unitOf(resident, 'community'), anonymous: true}});
      assert.equal(over.status, 422);
    });

    test('the job tells what it would erase; a restored backup brings nothing back', async () => {
      const dry = server.run('erase', '--data', server.data, '--dry-run');
      assert.equal(dry.status, 0, dry.stdout + dry.stderr);
      assert.match(dry.stdout, /Nothing is kept longer|Nothing was erased/);
      if (store !== 'sqlite') return;
      const raised = await raise();
      await resident.must(200, 'POST', '/api/v1/follow/steps/withdraw', {receipt: raised.receipt, json: {inputs: {}}});
      const to = path.join(server.data, '..', 'backups'), again = path.join(server.data, '..', 'again');
      assert.equal(server.run('backup', '--data', server.data, '--to', to).status, 0);
      await resident.must(200, 'POST', '/api/v1/follow/data/erasure', {receipt: raised.receipt, json: {kinds: [{data: 'identity'}]}});
      assert.equal(server.run('backup', '--data', server.data, '--to', to).status, 0);
      const listed = server.run('restore', to, '--backup', 'none', '--data', again, '--keys', server.data);
      assert.notEqual(listed.status, 0);
      const oldest = readdirSync(path.join(to, 'backups')).sort()[0].replace(/\.json$/, '');
      const restored = server.run('restore', to, '--backup', oldest, '--data', again, '--keys', server.data);
      assert.equal(restored.status, 0, restored.stdout + restored.stderr);
      assert.match(restored.stdout, /erased again/);
      const verified = server.run('verify', '--data', again);
      assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    });
  });
}
