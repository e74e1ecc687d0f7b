// Another rulebook in place of the one in force: shown first, and past days only with a decision.
import assert from 'node:assert/strict';
import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {root, startServer} from '../lib/server.mjs';

let server, draft;

before(async () => {
  server = await startServer();
  draft = path.join(server.data, '..', 'draft');
  cpSync(path.join(root, 'rulebooks/cpc'), draft, {recursive: true});
});
after(() => server.stop());

const duty = 'duties/study-hours.yaml';
const edit = change => writeFileSync(path.join(draft, duty), change(readFileSync(path.join(root, 'rulebooks/cpc', duty), 'utf8')));
const inForce = () => readFileSync(path.join(server.data, 'rulebook', duty), 'utf8');
const apply = (...more) => server.run('rulebook', 'apply', draft, '--data', server.data, ...more);

test('the same rules change nothing', () => {
  const done = apply();
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /No rule differs/);
});

test('what people owed on days gone by changes only with a decision', () => {
  edit(text => text.replace('amount: 32 hours', 'amount: 40 hours'));
  const before = inForce();
  const refused = apply();
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /alters days that have passed:\n +duty study-hours/);
  assert.match(refused.stderr, /--decision/);
  assert.equal(inForce(), before);
  const done = apply('--decision', 'Resolution 12');
  assert.equal(done.status, 0, done.stderr);
  assert.match(inForce(), /40 hours/);
  assert.equal(server.run('verify', '--data', server.data).status, 0, 'the journal holds');
});

test('so does every other rule that decides about the past, and what does not is applied', () => {
  const file = name => path.join(draft, name);
  const source = name => readFileSync(path.join(server.data, 'rulebook', name), 'utf8');
  const tried = (name, from, to) => {
    const text = source(name);
    assert.ok(text.includes(from), `${name} has “${from}”`);
    writeFileSync(file(name), text.replace(from, to));
    const told = apply();
    writeFileSync(file(name), text);
    return told;
  };
  cpSync(path.join(server.data, 'rulebook'), draft, {recursive: true});
  const clock = tried('procedures/petition-2022.yaml', 'length: 15 days', 'length: 20 days');
  assert.equal(clock.status, 1, clock.stdout);
  assert.match(clock.stdout, /alters days that have passed:\n +petition@2022-05-01\/clock\/\S+ says something else/);
  const kind = tried('activities.yaml', 'measure: hours\n', 'measure: hours\n    report: true\n');
  assert.match(kind.stdout, /activity\/class says something else/);
  const entitlement = tried('entitlements/subsistence.yaml', 'in-force: {from: 2014-05-01}', 'in-force: {from: 2014-05-01, to: 2020-12-31}');
  assert.match(entitlement.stdout, /entitlement\/subsistence@2014-05-01 says something else/);
  const title = tried('activities.yaml', 'title: {en: Class,', 'title: {en: Lesson,');
  assert.equal(title.status, 0, title.stdout + title.stderr);
});
