// What another standard would cost: households from a file, by county, exact in fen.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {codes} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, head;
const standard = 79850;  // fen a person a month, rulebooks/cpc/entitlements/subsistence.yaml
const households = [[0, 1], [798.5, 1], [798.49, 1], [1500, 3], [2395.5, 3], [2395.49, 3], [10000, 2], [860, 1]];

before(async () => {
  server = await startServer();
  head = new Client(server);
  await head.signIn('county-head');
  const file = path.join(server.data, 'households.csv');
  writeFileSync(file, ['unit,income,persons', ...households.map(([income, persons]) => `${codes.community},${income},${persons}`),
    `${codes.country},100,1`, `${codes.estate},abc,2`, 'no-such-unit,1,1', `${codes.estate},1,0`].join('\n'));
  const done = server.run('import', 'households', file, '--data', server.data);
  assert.equal(done.status, 1, 'some rows are refused');
  assert.match(done.stderr, /households\.csv:11: “abc” is no monthly income/);
  assert.match(done.stderr, /households\.csv:12: There is no unit “no-such-unit”/);
  assert.match(done.stderr, /households\.csv:13: “0” is no number of persons/);
  assert.match(done.stdout, /12 rows: 9 households added in place of 0, 3 refused/);
  assert.match(server.run('import', 'households', file, '--data', server.data).stdout, /9 households added in place of 9/);
});
after(() => server.stop());

/// In whole fen, as the regulation says it: the difference to the standard, for each who lives there.
function expected(fen) {
  const total = {households: 0, persons: 0, fen: 0};
  for (const [yuan, persons] of households) {
    const income = Math.round(yuan * 100);
    if (income >= fen * persons) continue;
    total.households += 1;
    total.persons += persons;
    total.fen += fen * persons - income;
  }
  return total;
}

test('ten per cent more', async () => {
  const answer = await head.must(200, 'GET', '/api/v1/entitlements/subsistence/what-if?standard=%2B10%25');
  assert.deepEqual(answer.total, {today: expected(standard), changed: expected(87835)});
  assert.equal(answer.places.length, 1);
  assert.equal(answer.places[0].changedFen, 87835);
  assert.deepEqual(answer.places[0].allowance, answer.total);
  assert.equal(answer.households, households.length);
  assert.equal(answer.withoutStandard, 1, 'the household right under the country');
});

test('an amount, for one county, as a table and a file', async () => {
  const answer = await head.must(200, 'GET', `/api/v1/entitlements/subsistence/what-if?standard=500.5&place=${codes.county}`);
  assert.deepEqual(answer.total.changed, expected(50050));
  const csv = await head.must(200, 'GET', '/api/v1/entitlements/subsistence/what-if/file?standard=500.5');
  assert.match(csv, /990121,[^\r]*,798\.50,500\.50,8,/);
  const told = server.run('what-if', 'subsistence', '--standard', '-2.5%', '--data', server.data);
  assert.equal(told.status, 0, told.stderr);
  const then = expected(77854);  // 77853.75, half a fen and more counted as one
  assert.match(told.stdout, new RegExp(`all +${expected(standard).households} .* ${then.households} +${(then.fen / 100).toFixed(2)} `));
});

test('a backup has the households, and what they would cost is the same after it', () => {
  const asked = data => server.run('what-if', 'subsistence', '--standard', '+10%', '--data', data).stdout;
  const to = path.join(server.data, '..', 'households-backup'), again = path.join(server.data, '..', 'households-again');
  assert.equal(server.run('backup', '--data', server.data, '--to', to).status, 0);
  const restored = server.run('restore', to, '--data', again, '--keys', server.data);
  assert.equal(restored.status, 0, restored.stdout + restored.stderr);
  assert.match(asked(again), /all +\d/);
  assert.equal(asked(again), asked(server.data));
});

test('what is wrong is said', async () => {
  const refused = async (query, status = 422) => (await head.must(status, 'GET', `/api/v1/entitlements/${query}`)).title;
  assert.match(await refused('subsistence/what-if?standard=much'), /“much” is no standard/);
  assert.match(await refused('subsistence/what-if?standard=-101%25'), /no standard/);
  assert.match(await refused('subsistence/what-if?standard=%2B10%25&place=nowhere'), /no standard for “nowhere”/);
  await refused('no-such/what-if?standard=%2B10%25', 404);
  const housing = new Client(server);
  await housing.signIn('housing');
  await housing.must(403, 'GET', '/api/v1/entitlements/subsistence/what-if?standard=%2B10%25');
});
