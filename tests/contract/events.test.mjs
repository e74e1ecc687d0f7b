// The stream of events: who is told what, and what nobody learns from it.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const TOLD_MS = 8_000;
const HOUR_MS = 3_600_000;
let server, resident, secretary, petition, housing, housingHead, head, labour, discipline, branch;

before(async () => {
  server = await startServer();
  const names = ['branch', 'petition', 'housing', 'housing-head', 'county-head', 'labour', 'discipline'];
  [resident, secretary, petition, housing, housingHead, head, labour, discipline] = Array.from({length: 8}, () => new Client(server));
  for (const [i, client] of [secretary, petition, housing, housingHead, head, labour, discipline].entries()) await client.signIn(names[i]);
  branch = await unitOf(secretary, 'branch');
});
after(() => server.stop());

/// A stream that is read as it comes: {events, ended, seen(name, count), close()}.
async function listen(client) {
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/api/v1/events`, {headers: {Cookie: client.cookie, Accept: 'text/event-stream'}, signal: stop.signal});
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const stream = {events: [], ended: false, close: () => stop.abort()};
  let text = '';
  (async () => {
    for await (const part of answer.body) {
      text += new TextDecoder().decode(part);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const found = text.slice(0, end).match(/^event: (\w+)\ndata: (.*)$/);
        if (found) stream.events.push({name: found[1], data: JSON.parse(found[2]), at: Date.now()});
        text = text.slice(end + 2);
      }
    }
  })().catch(() => {}).finally(() => { stream.ended = true; });
  stream.of = name => stream.events.filter(event => event.name === name);
  stream.until = async (what, told) => {
    for (const end = Date.now() + TOLD_MS; !what();) {
      assert.ok(Date.now() < end, `${told}: ${JSON.stringify(stream.events)}`);
      await delay(20);
    }
  };
  stream.seen = (name, count = 1) => stream.until(() => stream.of(name).length >= count, `${count} of ${name}`);
  await stream.seen('ready');
  return stream;
}

/// A class of two hours with every member of the branch there.
async function holdClass(days) {
  const {members} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`);
  const from = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - (days * 24 + 4) * HOUR_MS;
  const text = ms => new Date(ms).toISOString().replace('.000', '');
  const held = await secretary.post(`/api/v1/units/${branch}/activities`, {
    kind: 'class', state: 'held', from: text(from), to: text(from + 2 * HOUR_MS), topic: 'Floods', sheet: members.map(({person}) => ({person, presence: 'present'}))});
  assert.equal(held.status, 201, held.text);
}

test('an activity is told to those above, and to who was there, and to nobody else', async () => {
  const [above, own, elsewhere] = [await listen(head), await listen(secretary), await listen(labour)];
  await holdClass(1);
  await Promise.all([above.seen('standing'), own.seen('standing'), own.seen('duties')]);
  const {figures} = await head.must(200, 'GET', `/api/v1/units/${await unitOf(head, 'county')}/standing`);
  assert.ok(figures.length > 0, 'what is asked for then is there');
  // Those who were told last were told after anybody else could have been.
  assert.deepEqual(elsewhere.events.map(event => event.name), ['ready']);
  assert.equal(above.of('duties').length, 0, 'the county\'s head was not there');
  for (const stream of [above, own, elsewhere]) stream.close();
});

test('many changes are one event a second, whose number counts this stream\'s alone', async () => {
  const first = await listen(secretary);
  for (let days = 2; days < 8; ++days) await holdClass(days);
  await first.seen('standing');
  await delay(1_500);
  const events = first.of('standing');
  assert.ok(events.length <= 3, JSON.stringify(events));
  assert.deepEqual(events.map(event => event.data), events.map((_, i) => ({revision: i + 1})));
  for (let i = 1; i < events.length; ++i) assert.ok(events[i].at - events[i - 1].at > 700, JSON.stringify(events));
  const second = await listen(secretary);
  await holdClass(8);
  await second.seen('standing');
  assert.deepEqual(second.of('standing')[0].data, {revision: 1});
  first.close();
  second.close();
});

test('a matter is told to who may read it; its accused, who could have read it, learn nothing', async () => {
  const [office, accused, accusedHead, other] = [await listen(petition), await listen(housing), await listen(housingHead), await listen(labour)];
  const raised = await resident.must(201, 'POST', '/api/v1/matters', {json: {
    procedure: 'petition', place: await unitOf(resident, 'community'), inputs: {what: 'Money was taken for a permit.'}, anonymous: true}});
  await office.seen('inbox');
  assert.equal(accused.of('inbox').length, 0, 'it is not with them');
  const id = await find(petition, raised.code);
  await take(petition, id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
  await Promise.all([accused.seen('inbox'), accusedHead.seen('inbox')]);
  const told = [accused, accusedHead].map(stream => stream.events.length);

  const {version} = await petition.must(200, 'GET', `/api/v1/matters/${id}`);
  await petition.ask('POST', `/api/v1/matters/${id}/parties`, {json: {version, role: 'accused', unit: await unitOf(petition, 'housing')}});
  // It went to somebody else: whoever has it is told of what is written there.
  let holder;
  for (const client of [petition, head, discipline]) if (await find(client, raised.code)) holder ??= client;
  assert.ok(holder, 'somebody has it');
  const reader = await listen(holder);
  assert.equal((await holder.ask('POST', `/api/v1/matters/${id}/notes`, {json: {text: 'to look into'}})).status, 200);
  await reader.seen('inbox');
  reader.close();
  assert.deepEqual([accused, accusedHead].map(stream => stream.events.length), told);
  assert.deepEqual(other.events.map(event => event.name), ['ready']);
  for (const stream of [office, accused, accusedHead, other]) stream.close();
});

test('it ends with the session, is bounded, and makes room when it ends', async () => {
  const own = new Client(server), again = new Client(server);
  await own.signIn('member');
  await again.signIn('member');
  const streams = [];
  for (let i = 0; i < 6; ++i) streams.push(await listen(own));
  assert.equal((await own.ask('GET', '/api/v1/events')).status, 429);
  const other = await listen(again);
  streams.pop().close();
  for (let left = TOLD_MS; (await own.ask('GET', '/api/v1/events')).status === 429; left -= 50) {
    assert.ok(left > 0, 'a stream that was closed makes room');
    await delay(50);
  }
  await own.must(204, 'DELETE', '/api/v1/session');
  await streams[0].until(() => streams.every(stream => stream.ended), 'signed out');
  assert.equal(other.ended, false, 'another session of the same person goes on');
  await own.must(401, 'GET', '/api/v1/events');
  await resident.must(401, 'GET', '/api/v1/events');
  other.close();
});

test('a session that somebody else ends, and a server that drains, end it too', async () => {
  const own = new Client(server), administrator = new Client(server);
  const {person} = await own.signIn('housing');
  await administrator.signIn('administrator');
  const stream = await listen(own), last = await listen(head);
  await administrator.must(200, 'DELETE', `/api/v1/people/${person.id}/account`);
  await stream.until(() => stream.ended, 'the account was closed');
  const begin = Date.now();
  server.process.kill('SIGTERM');
  await last.until(() => last.ended, 'drained');
  assert.ok(Date.now() - begin < 5_000, 'the drain does not wait for it');
});
