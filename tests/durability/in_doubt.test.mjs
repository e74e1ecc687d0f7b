// The connection to PostgreSQL breaks at a COMMIT, so that the server can't know at first what became of it: cut right
// before PostgreSQL gets it, or right after it was carried out. Where PostgreSQL can be asked again the server finds out;
// where it can't, the person is told that nobody knows, and the same request sent again gives one matter, whatever it was.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {checkOutage, isFollowed, raise, raisedIn} from '../lib/outages.mjs';
import {unitOf} from '../lib/people.mjs';
import {startProxy} from '../lib/postgres_proxy.mjs';
import {startServer} from '../lib/server.mjs';

/// A server that reaches its database through a proxy: {server, proxy, place}.
async function startBehindProxy() {
  let proxy;
  const server = await startServer({store: 'postgres', before: async data => {
    const file = path.join(data, 'database.url');
    proxy = await startProxy(readFileSync(file, 'utf8').trim());
    writeFileSync(file, proxy.url);
  }});
  return {server, proxy, place: await unitOf(new Client(server), 'community')};
}

/// What the person is told, and how many matters there are before they send it again.
const cases = [
  {when: 'after', thenRefuse: false, told: null, kept: 1},
  {when: 'before', thenRefuse: false, told: 'store-unavailable', kept: 0},
  {when: 'after', thenRefuse: true, told: 'store-in-doubt', kept: 1},
  {when: 'before', thenRefuse: true, told: 'store-in-doubt', kept: 0},
];

describe('the connection breaks at a commit', () => {
  for (const {when, thenRefuse, told, kept} of cases)
    test(`${when} PostgreSQL carries it out${thenRefuse ? ', and can not be asked' : ''}`, {timeout: 120_000}, async context => {
      if (!process.env.MASSLINE_TEST_POSTGRES) return context.skip('MASSLINE_TEST_POSTGRES names no server; run script/test');
      const {server, proxy, place} = await startBehindProxy();
      try {
        const before = await (await raise(server, place, randomUUID(), 'en')).json();
        const already = await raisedIn(server);
        const key = randomUUID();
        proxy.cut(when, {thenRefuse});
        const first = await raise(server, place, key, 'zh');
        await proxy.hasCut;
        const acknowledged = told ? null : await first.json();
        if (told) assert.equal(await checkOutage(first, 'zh'), told);
        else assert.equal(first.status, 201);
        proxy.accept();
        assert.equal((await raisedIn(server)) - already, kept);
        // Sent again, it is the same one, or is raised now.
        let again;
        for (let tries = 0; tries < 50; ++tries) {
          again = await raise(server, place, key, 'zh');
          if (again.status === 201) break;
          await checkOutage(again, 'zh');
          await new Promise(resolve => setTimeout(resolve, 100));
        }
        assert.equal(again.status, 201);
        const matter = await again.json();
        if (acknowledged) assert.deepEqual(matter, acknowledged);
        await isFollowed(server, matter);
        await isFollowed(server, before);
        assert.equal((await raisedIn(server)) - already, 1);
        context.diagnostic(`told ${told ?? first.status}, ${kept} kept, one after it was sent again`);
      } finally {
        await server.stop();
        await proxy.stop();
      }
    });
});
