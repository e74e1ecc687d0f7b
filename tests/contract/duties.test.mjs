// One's duties, and the standing of a unit: what the contract says, and who may see it.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, head, housing, resident;

before(async () => {
  server = await startServer();
  [head, housing, resident] = Array.from({length: 3}, () => new Client(server));
  await head.signIn('county-head');
  await housing.signIn('housing');
});
after(() => server.stop());

test('a leader sees what the post owes, until when and why', async () => {
  const mine = await head.must(200, 'GET', '/api/v1/duties/mine');
  assert.equal(mine.items.length, 1);
  const duties = new Map(mine.items[0].duties.map(one => [one.duty.id, one]));
  const reception = duties.get('reception-day-county');
  assert.ok(reception, [...duties.keys()].join());
  assert.equal(reception.quota, 1);
  assert.equal(reception.missing, 1);
  assert.ok(reception.because.some(fact => fact.startsWith('The post: ')), reception.because.join());
  assert.ok(reception.duty.who.length > 0 && reception.duty.who.every(condition => !/[._]|holds\.|in \[/.test(condition)), reception.duty.who.join());
  assert.ok(reception.duty.source.document);
});

test('the standing of a unit, and of each below it, adds up', async () => {
  const county = await unitOf(head, 'county');
  const standing = await head.must(200, 'GET', `/api/v1/units/${county}/standing`);
  assert.equal(standing.duties.length, standing.figures.length);
  assert.ok(standing.duties.length > 0);
  for (const [i, figures] of standing.figures.entries()) {
    assert.equal(figures.owing, figures.met + figures.behind, standing.duties[i].id);
    assert.equal(figures.done + figures.missing, figures.owing * standing.duties[i].amount, standing.duties[i].id);
    const below = standing.children.reduce((sum, child) => sum + child.figures[i].owing, 0);
    assert.ok(below <= figures.owing);
  }
  assert.ok(standing.children.every(child => child.figures.length === standing.duties.length));
});

test('it is for those who answer for the unit', async () => {
  const county = await unitOf(head, 'county');
  await resident.must(401, 'GET', `/api/v1/units/${county}/standing`);
  await resident.must(401, 'GET', '/api/v1/duties/mine');
  await housing.must(403, 'GET', `/api/v1/units/${county}/standing`);
  await head.must(404, 'GET', '/api/v1/units/12/standing');
});
