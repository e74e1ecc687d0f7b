// What is wrong is refused clearly, names the field or the rule, and leaves nothing half done.
import assert from 'node:assert/strict';
import net from 'node:net';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, client;
before(async () => {
  server = await startServer();
  client = new Client(server);
});
after(() => server.stop());

/// Sends bytes as they are, and gives the status line that comes back.
function raw(bytes, {wait = 5000} = {}) {
  const {hostname, port} = new URL(server.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), wait);
    socket.on('data', chunk => { answer += chunk; if (answer.includes('\r\n\r\n')) socket.end(); });
    socket.on('close', () => { clearTimeout(timer); resolve(Number(answer.split(' ')[1])); });
    socket.on('error', reject);
  });
}

test('JSON that is none', async () => {
  for (const [body, status] of [['{', 400], ['{"a":1,"a":2}', 400], ['[]', 422], ['\xff\xfe', 400], ['{"inputs":{}} x', 400]]) {
    const answer = await client.ask('POST', '/api/v1/matters', {raw: Buffer.from(body, 'latin1'), headers: {'Content-Type': 'application/json'}});
    assert.equal(answer.status, status, `${body}: ${answer.text}`);
    assert.ok(answer.body.title.length > 10);
  }
  const text = await client.ask('POST', '/api/v1/matters', {raw: 'a=1', headers: {'Content-Type': 'text/plain'}});
  assert.equal(text.status, 415);
});

test('fields that are wrong are all named at once, in the reader\'s language', async () => {
  const answer = await new Client(server, {language: 'zh'}).post('/api/v1/matters', {
    procedure: 'petition', place: 'x1', inputs: {what: 'a\u0007b', unasked: 'x'}, latitude: 99, colour: 'red', channel: 'phone'});
  assert.equal(answer.status, 422, answer.text);
  const fields = answer.body.problems.map(one => one.field);
  for (const field of ['/place', '/latitude', '/colour', '/channel']) assert.ok(fields.includes(field), `${field} in ${fields}`);
  assert.match(answer.body.title, /[\u4e00-\u9fff]/);
});

test('texts that are too long or hold what can\'t be shown', async () => {
  const place = await unitOf(client, 'community');
  const long = await client.post('/api/v1/matters', {procedure: 'petition', place, anonymous: true, inputs: {what: 'x'.repeat(20_001)}});
  assert.equal(long.status, 422);
  const control = await client.post('/api/v1/matters', {procedure: 'petition', place, anonymous: true, inputs: {what: 'a\u202eb'}});
  assert.equal(control.status, 422);
});

test('a group names at most five', async () => {
  const place = await unitOf(client, 'community');
  const six = Array.from({length: 6}, (_, i) => ({name: `代表${i}`, phone: '13800000000'}));
  const answer = await client.post('/api/v1/matters', {procedure: 'petition', place, inputs: {what: 'road'}, contact: six[0], groupSize: 300, representatives: six});
  assert.equal(answer.status, 422);
  assert.match(answer.text, /5/);
});

test('nothing that it is about', async () => {
  const answer = await client.post('/api/v1/matters', {inputs: {what: 'road'}});
  assert.equal(answer.status, 422);
  assert.equal(answer.body.type, 'urn:massline:subject-missing');
});

test('a word that a list does not know', async () => {
  const petition = new Client(server);
  await petition.signIn('petition');
  for (const [path, field] of [['inbox?box=none', 'box'], ['matters?state=half', 'state'], ['matters?sort=colour', 'sort'],
    ['matters?late=perhaps', 'late'], ['matters?from=2026-03-02&to=2026-03-01', 'to']]) {
    const answer = await petition.ask('GET', `/api/v1/${path}`);
    assert.equal(answer.status, 422, `${path}: ${answer.text}`);
    assert.equal(answer.body.field, field);
  }
});

test('unknown ids, addresses and methods', async () => {
  assert.equal((await client.ask('GET', '/api/v1/units/999999999999')).status, 404);
  assert.equal((await client.ask('GET', '/api/v1/units/abc')).status, 404);
  assert.equal((await fetch(server.url + '/api/v1/nothing')).status, 404);
  const wrong = await fetch(server.url + '/api/v1/matters', {method: 'PUT'});
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.get('allow'), /POST/);
});

test('staff pages want a session, and changes its token', async () => {
  assert.equal((await client.ask('GET', '/api/v1/inbox')).status, 401);
  const petition = new Client(server);
  await petition.signIn('petition');
  petition.csrf = '';
  const answer = await petition.ask('POST', '/api/v1/session/language', {json: {language: 'en'}});
  assert.equal(answer.status, 403);
});

test('a wrong password says nothing about the name', async () => {
  const one = await client.ask('POST', '/api/v1/session', {json: {name: 'petition', password: 'wrong-wrong-wrong'}});
  const other = await client.ask('POST', '/api/v1/session', {json: {name: 'nobody-here', password: 'wrong-wrong-wrong'}});
  assert.equal(one.status, 401);
  assert.equal(other.status, 401);
  assert.equal(one.body.title, other.body.title);
});

test('limits on header, body and time', async () => {
  assert.equal(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(40_000)}\r\n\r\n`), 431);
  assert.equal(await raw('POST /api/v1/matters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n'), 413);
  assert.equal(await raw('nonsense\r\n\r\n'), 400);
  assert.equal(await raw('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', {wait: 15_000}), 408);
});

test('every answer carries the strict headers', async () => {
  const answer = await fetch(server.url + '/api/v1/organisation');
  assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/);
  assert.doesNotMatch(answer.headers.get('content-security-policy'), /unsafe/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

test('what is refused before a route is asked is a problem of the contract, in the asker\'s language', async () => {
  const chinese = new Client(server, {language: 'zh'});
  for (const [status, type, ask] of [
    [413, 'body-too-large', one => one.ask('POST', '/api/v1/matters', {json: {inputs: {what: 'x'.repeat(2_000_000)}}})],
    [431, 'header-too-large', one => one.ask('GET', `/api/v1/units?query=${'x'.repeat(40_000)}`)],
  ]) {
    const answer = await ask(client);
    assert.deepEqual([answer.status, answer.body.type], [status, `urn:massline:${type}`]);
    if (status !== 431) assert.match((await ask(chinese)).body.title, /[\u4e00-\u9fff]/, 'a header that is not read tells no language');
  }
});

test('health and metrics', async () => {
  assert.equal((await client.ask('GET', '/healthz')).text, 'ok\n');
  assert.match((await client.ask('GET', '/metrics')).text, /massline_store_batches_total/);
});

test('too many requests are told to wait', async () => {
  const limited = await startServer({options: []});
  try {
    let status = 0, waited = null;
    for (let i = 0; i < 200 && status !== 429; ++i) {
      const answer = await fetch(limited.url + '/api/v1/follow', {headers: {'X-Receipt': '1234567812345678'}});
      status = answer.status;
      waited = answer.headers.get('retry-after');
    }
    assert.equal(status, 429);
    assert.ok(Number(waited) >= 1);
  } finally {
    await limited.stop();
  }
});

test('SIGTERM finishes what is at hand', async () => {
  const other = await startServer();
  const pending = fetch(other.url + '/api/v1/session', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({name: 'petition', password: 'wrong-wrong-wrong'})});
  await new Promise(resolve => setTimeout(resolve, 20));
  const stopped = other.stop();
  assert.equal((await pending).status, 401);
  assert.equal(await stopped, 0);
});
