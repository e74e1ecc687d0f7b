// Another organisation, another rulebook, the same program: a housing co-operative's grievance in its two stages.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, resident, officer, panel, raised, id;
before(async () => {
  server = await startServer({rulebook: 'rulebooks/housing-coop', sample: 'samples/coop.yaml'});
  resident = new Client(server);
  officer = new Client(server);
  panel = new Client(server);
  await officer.signIn('officer');
  await panel.signIn('panel');
});
after(() => server.stop());

test('raised anonymously, acknowledged in five working days by the rule', async () => {
  const answer = await resident.post('/api/v1/matters', {
    procedure: 'grievance', place: await unitOf(resident, 'A-1-N-1'), anonymous: true, inputs: {what: 'The stairs are never lit.'}});
  assert.equal(answer.status, 201, answer.text);
  raised = answer.body;
  assert.equal(raised.clocks[0].name, 'acknowledge');
  assert.match(raised.clocks[0].because, /5 working days/);
  id = await find(officer, raised.code);
  await take(officer, id, 'acknowledge', {understood: 'The light in the stairs is out.'});
});

test('answered, and taken to stage two, where another person decides', async () => {
  const open = await officer.must(200, 'GET', `/api/v1/matters/${id}`);
  const decision = open.steps.find(step => step.id === 'answer').asks.find(ask => ask.id === 'decision').choices[0].id;
  await take(officer, id, 'answer', {decision, reasons: 'The lamp was ordered.', remedy: 'You may go to stage two within 30 days.'});
  await resident.must(200, 'POST', '/api/v1/follow/review', {receipt: raised.receipt, json: {reasons: 'It is still dark.'}});
  const second = await panel.must(200, 'GET', `/api/v1/matters/${id}`);
  const step = second.steps.find(one => one.id === 'answer-stage-two');
  assert.ok(step, second.steps.map(one => one.id).join());
  assert.ok(!(await officer.ask('GET', `/api/v1/matters/${id}`)).body.steps?.some(one => one.id === 'answer-stage-two'));
  await take(panel, id, 'answer-stage-two', {
    decision: step.asks.find(ask => ask.id === 'decision').choices[0].id, reasons: 'Lit since today.', remedy: 'You may go to the association.'});
  const followed = await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
  assert.equal(followed.answers.length, 2);
});

test('its rules are readable, with their sources', async () => {
  const rules = await resident.must(200, 'GET', '/api/v1/rulebook');
  assert.deepEqual(rules.procedures.map(one => one.id).sort(), ['grievance', 'repair-request']);
  const detail = await resident.must(200, 'GET', '/api/v1/rulebook/procedures/grievance');
  assert.match(detail.clocks[0].source.document, /Complaint Handling Code/);
  const explained = await resident.must(200, 'GET', '/api/v1/rulebook/explain?rule=grievance/answer');
  assert.match(explained.text, /reasons/i);
});

test('the speaker of a house ticks who came to the work day; a resident sees their own', async () => {
  const [speaker, nurse, chair] = Array.from({length: 3}, () => new Client(server));
  await speaker.signIn('speaker');
  await nurse.signIn('resident');
  await chair.signIn('chair');
  const house = await unitOf(speaker, 'A-1-N-1');
  const {members} = await speaker.must(200, 'GET', `/api/v1/units/${house}/roster`);
  assert.equal(members.length, 8);
  const hours = count => new Date(Date.now() + count * 3_600_000).toISOString();
  const sheet = members.map(one => ({person: one.person, presence: 'present'}));
  const {activity: held} = await speaker.must(201, 'POST', `/api/v1/units/${house}/activities`, {json: {
    kind: 'work-day', state: 'held', from: hours(-4), to: hours(-2), topic: 'The garden', sheet}});
  // Who may record, and not read, is shown how many were there.
  assert.deepEqual([held.counts.there, held.names, held.mayRecord], [8, false, true]);
  const {items} = await nurse.must(200, 'GET', '/api/v1/activities/mine');
  assert.deepEqual(items.map(one => [one.activity.id, one.presence]), [[held.activity.id, 'present']]);
  assert.equal((await chair.must(200, 'GET', `/api/v1/activities/${held.activity.id}`)).marks.length, 8);
});
