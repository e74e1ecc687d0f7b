// A data folder in which the file of the vault's keys is the one from before the keys were changed, as somebody has it who
// copies the folder back in parts. Each store.
import assert from 'node:assert/strict';
import {copyFileSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
const phone = '13912345678';

for (const store of stores) {
  describe(`a vault's file from before on ${store}`, () => {
    let server, raised;
    const file = (name = 'vault.key') => path.join(server.data, name);
    const raise = async client => client.must(201, 'POST', '/api/v1/matters', {json: {
      procedure: 'petition', place: await unitOf(client, 'community'), inputs: {what: 'The well is foul'},
      contact: {name: '赵招娣', phone}}});

    before(async () => {
      server = await startServer({store});
      raised = await raise(new Client(server));
      await server.end();
      copyFileSync(file(), file('before.key'));
      const rotated = server.run('vault', 'rotate', '--data', server.data);
      assert.equal(rotated.status, 0, rotated.stdout + rotated.stderr);
      copyFileSync(file(), file('now.key'));
    });
    after(() => server.stop());

    test('is not served, nor used by any command; the message tells which file to put back', async () => {
      copyFileSync(file('before.key'), file());
      const tells = /vault\.key: is older than these data, which are sealed under key 2\. Put back the file that was made by the last massline vault rotate\./;
      await assert.rejects(server.start(), error => tells.test(error.message) && /ended with 1/.test(error.message));
      for (const words of [['serve', '--port', '0'], ['erase', '--dry-run'], ['vault rotate']]) {
        const refused = server.run(...words[0].split(' '), '--data', server.data, ...words.slice(1));
        assert.equal(refused.status, 1, words + refused.stdout);
        assert.match(refused.stderr, tells);
        // A change of keys would give another key the number of the one that is not there.
      }
      assert.deepEqual(readFileSync(file()), readFileSync(file('before.key')), 'the file is left as it was');
    });

    test('and once the right one lies there, all is as it was', async () => {
      copyFileSync(file('now.key'), file());
      await server.start();
      const officer = new Client(server);
      await officer.signIn('petition');
      const opened = await officer.must(200, 'POST', `/api/v1/matters/${await find(officer, raised.code)}/identity`, {json: {reason: 'to call back'}});
      assert.equal(opened.contact.phone, phone);
      await raise(officer);
    });
  });
}
