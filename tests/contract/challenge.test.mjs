// A flood of forms: browsers have to work first, or wait; a challenge is good once, and staff go on as ever.
import assert from 'node:assert/strict';
import {createHash, randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, client, place;
before(async () => {
  server = await startServer({options: ['--no-rate-limits', '--challenge-above', '3']});
  client = new Client(server);
  place = await unitOf(client, 'community');
});
after(() => server.stop());

const raise = (who, headers = {}) => who.ask('POST', '/api/v1/matters', {
  json: {procedure: 'petition', place, inputs: {what: 'The lamp is out.'}, anonymous: true}, key: randomUUID(), headers});

function zeros(text) {
  const hash = createHash('sha256').update(text).digest();
  return [...hash].map(byte => byte.toString(2).padStart(8, '0')).join('').indexOf('1');
}

function workOn({text, bits}) {
  for (let number = 0; ; ++number) if (zeros(`${text}:${number}`) >= bits) return String(number);
}

test('while few come, nothing is asked', async () => {
  assert.deepEqual(await client.must(200, 'GET', '/api/v1/challenge'), {needed: false, challenge: null});
  for (let i = 0; i < 3; ++i) assert.equal((await raise(client)).status, 201);
});

test('while many come, work is, and is good once', async () => {
  const refused = await raise(client);
  assert.deepEqual([refused.status, refused.body.type], [429, 'urn:massline:challenge-needed']);
  const {challenge} = await client.must(200, 'GET', '/api/v1/challenge');
  assert.equal((await raise(client, {'X-Challenge': challenge.text})).status, 429, 'its turn has not come');
  assert.equal((await raise(client, {'X-Challenge': challenge.text, 'X-Challenge-Answer': '0x'})).status, 429);
  const worked = {'X-Challenge': challenge.text, 'X-Challenge-Answer': workOn(challenge)};
  assert.equal((await raise(client, worked)).status, 201);
  assert.equal((await raise(client, worked)).status, 429, 'twice');
});

test('staff enter what they are told as ever', async () => {
  const staff = new Client(server);
  await staff.signIn('hotline');
  assert.equal((await raise(staff)).status, 201);
});
