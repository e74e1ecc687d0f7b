// No address of anybody is kept: not in what the server logs, not in its database.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const addresses = ['203.0.113.77', '2001:db8:77:1234::9'];
let server;
before(async () => { server = await startServer({options: ['--behind-https']}); });
after(() => server.stop());

test('requests are logged, and nobody\'s address is', async () => {
  for (const address of addresses) {
    const client = new Client(server), headers = {'X-Forwarded-For': address, 'User-Agent': 'a-telling-browser/1.0'};
    await client.ask('POST', '/api/v1/session', {json: {name: 'petition', password: 'not the password'}, headers});
    await client.must(200, 'POST', '/api/v1/session', {json: {name: 'petition', password: server.password, device: 'desk'}, headers});
    const place = await unitOf(new Client(server), 'community');
    await new Client(server).must(201, 'POST', '/api/v1/matters', {json: {procedure: 'petition', place, inputs: {what: 'The lamp is out.'}, anonymous: true}, headers});
  }
  const log = server.output().split('Ctrl-C')[1];
  assert.match(log, /POST \/api\/v1\/session 401/);
  assert.doesNotMatch(log, /\b\d{1,3}(\.\d{1,3}){3}\b/);
  for (const word of [...addresses, 'a-telling-browser', 'not the password', server.password]) assert.ok(!log.includes(word), word);
  for (const name of readdirSync(server.data).filter(one => one.startsWith('massline.db'))) {
    const bytes = readFileSync(path.join(server.data, name));
    for (const word of [...addresses, '203.0.113', '2001:db8:77', 'a-telling-browser']) assert.equal(bytes.indexOf(word), -1, `${word} in ${name}`);
  }
});
