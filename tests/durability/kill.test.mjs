// The server is ended without a warning while many people raise matters, again and again: everything that was acknowledged
// is there afterwards, once; what was not acknowledged can be sent again without harm; the journal holds.
//
// KILLS=200 takes as many turns on each store, SEED=n the moments of an earlier run.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
const kills = Number(process.env.KILLS ?? 3);
const people = 24;

/// Repeatable chance: mulberry32.
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let z = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

async function raise(server, place, key) {
  const answer = await fetch(`${server.url}/api/v1/matters`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'Idempotency-Key': key},
    body: JSON.stringify({procedure: 'petition', place, inputs: {what: `The lamp ${key} is broken. 路灯坏了。`},
                          contact: {name: '张三', phone: '13800001234'}, language: 'zh'}),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/// People who raise one matter after the other until the server is gone. `sent` holds every key, with the answer once it came.
async function raiseUntilGone(server, place, sent) {
  while (true) {
    const key = randomUUID();
    sent.set(key, null);
    try {
      sent.set(key, await raise(server, place, key));
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return;
    }
  }
}

/// Asks for each of them at once, a few at a time.
async function forAll(items, work) {
  const left = [...items];
  await Promise.all(Array.from({length: 8}, async () => {
    while (left.length > 0) await work(left.pop());
  }));
}

for (const store of stores) {
  describe(`ended without a warning, on ${store}`, () => {
    test(`nothing acknowledged is lost, ${kills} times`, {timeout: 60_000 + kills * 30_000}, async context => {
      const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
      const random = chance(seed);
      const server = await startServer({store});
      const before = raisedIn(server);
      const everything = new Map();
      let doubtful = 0;
      try {
        const place = await unitOf(new Client(server), 'community');
        for (let turn = 0; turn < kills; ++turn) {
          const sent = new Map();
          const crowd = Array.from({length: people}, () => raiseUntilGone(server, place, sent));
          await wait(50 + random() * 950);
          await server.kill();
          await Promise.all(crowd);
          await server.start();
          await forAll(sent, async ([key, answer]) => {
            if (answer === null) ++doubtful;
            // The same key again: the first answer for what was acknowledged; for the rest, this one counts.
            const again = await raise(server, place, key);
            if (answer !== null) assert.deepEqual(again, answer);
            const followed = await fetch(`${server.url}/api/v1/follow`, {headers: {'X-Receipt': again.receipt}});
            assert.equal(followed.status, 200);
            assert.equal((await followed.json()).code, again.code);
            everything.set(key, again.code);
          });
        }
        assert.equal(new Set(everything.values()).size, everything.size);
        assert.equal(raisedIn(server) - before, everything.size);
        const held = server.run('verify', '--data', server.data);
        assert.equal(held.status, 0, held.stdout + held.stderr);
        context.diagnostic(`seed ${seed}: ended ${kills} times; ${everything.size} matters, of which ${doubtful} had no answer ` +
                           `when the server went and were sent again; all there, once. ${held.stdout.trim()}`);
      } finally {
        await server.stop();
      }
    });
  });
}

/// How many matters were raised, as the exported journal says, which is checked by itself.
function raisedIn(server) {
  const file = path.join(server.data, 'journal.ndjson');
  for (const words of [['export', 'journal', '--data', server.data, '--to', file], ['verify', '--journal', file]]) {
    const done = server.run(...words);
    assert.equal(done.status, 0, done.stdout + done.stderr);
  }
  return readFileSync(file, 'utf8').split('\n').filter(line => line.includes('"act":"matter.raise"')).length;
}
