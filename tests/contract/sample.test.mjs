// The sample that `script/run` serves: matters of the last weeks, raised and handled by the program's own commands.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {root, startServer, startSimulated} from '../lib/server.mjs';

const MATTERS = 'samples/county-matters.yaml';
const DAY_MS = 86_400_000;
const folder = mkdtempSync(path.join(tmpdir(), 'massline-sample-'));
after(() => rmSync(folder, {recursive: true, force: true}));

describe('a sample with matters', () => {
  let server, receipts;
  after(() => server?.stop());

  test('stands in the boxes of those who answer, the late ones one level higher', async () => {
    server = await startServer({matters: MATTERS});
    const count = async (who, box) => {
      const client = new Client(server);
      await client.signIn(who);
      return (await client.must(200, 'GET', `/api/v1/inbox?box=${box}`)).items.length;
    };
    assert.ok(await count('hotline', 'unit') >= 2);
    assert.ok(await count('petition', 'unit') >= 1);
    assert.ok(await count('county-review', 'unit') >= 1, 'a review has been asked for');
    assert.ok(await count('discipline', 'unit') >= 1);
    assert.ok(await count('county-head', 'escalated') >= 1, 'something is late');
    assert.equal(await count('hedong', 'escalated'), 0);
  });

  test('is followed with the receipts that are shown', async () => {
    const accounts = readFileSync(path.join(server.data, 'sample-accounts.txt'), 'utf8');
    receipts = [...accounts.matchAll(/^ {2}(\d{16}) {2,}(\S+) /gm)].map(([, receipt, code]) => ({receipt, code}));
    assert.ok(receipts.length >= 3);
    const client = new Client(server);
    for (const {receipt, code} of receipts) {
      const matter = await client.must(200, 'GET', `/api/v1/follow?code=${code}`, {receipt});
      assert.ok(matter.entries.length >= 1);
      const age = Date.now() - Date.parse(matter.entries[0].at);
      assert.ok(age > 0 && age < 61 * DAY_MS, 'raised within the last weeks');
    }
  });

  test('gives a unit enough ratings to show how it answers', async () => {
    const client = new Client(server);
    const {items} = await client.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('住房和城乡建设局')}`);
    const figures = await client.must(200, 'GET', `/api/v1/units/${items[0].id}/figures?from=2020-01-01`);
    assert.ok(figures.appraisals >= 5 && figures.meanSatisfied > 4, JSON.stringify(figures));
  });

  test('names its sources in the language of the reader', async () => {
    const [{receipt, code}] = receipts;
    for (const [language, expected] of [['zh', /《[^》]+》第\d+/u], ['en', /Regulations/]]) {
      const client = new Client(server, {language});
      const matter = await client.must(200, 'GET', `/api/v1/follow?code=${code}`, {receipt});
      assert.match(matter.clocks.map(one => one.because).join(' '), expected);
    }
  });

  test('is all in the journal', () => {
    const verified = server.run('verify', '--data', server.data);
    assert.equal(verified.status, 0, verified.stderr);
    assert.match(verified.stdout, /holds/);
  });
});

test('what the file has wrong is told by its line, and nothing is left behind', () => {
  const wrong = (name, from, to) => {
    const file = path.join(folder, `${name}.yaml`);
    const text = readFileSync(path.join(root, MATTERS), 'utf8');
    assert.ok(text.includes(from));
    writeFileSync(file, text.replace(from, to));
    const data = path.join(folder, name);
    const made = startSimulated.run('init', '--data', data, '--rulebook', 'rulebooks/cpc', '--sample', 'samples/county.yaml', '--sample-matters', file);
    assert.notEqual(made.status, 0);
    const again = startSimulated.run('doctor', '--data', data);
    assert.notEqual(again.status, 0, 'there is no data folder');
    return made.stderr;
  };
  assert.match(wrong('time', '"41 19:40"', '"41 25:40"'), /time\.yaml:\d+: “41 25:40” is no time/);
  assert.match(wrong('unit', 'place: building-two', 'place: building-nine'), /unit\.yaml:\d+: the sample has no unit “building-nine”/);
  assert.match(wrong('step', 'step: dispatch', 'step: despatch'), /step\.yaml:\d+: /);
  assert.match(wrong('order', '"40 10:30"', '"40 08:30"'), /order\.yaml:\d+: /);
});
