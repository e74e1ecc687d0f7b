// What if the quota were another? A draft tried against the live register, unit by unit; and nothing changes.
import assert from 'node:assert/strict';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {root, startServer} from '../lib/server.mjs';
import {zip, zipFolder} from '../lib/zip.mjs';

let server, head, secretary, housing, auditor;

before(async () => {
  server = await startServer();
  [head, secretary, housing, auditor] = Array.from({length: 4}, () => new Client(server));
  await head.signIn('county-head');
  await secretary.signIn('branch');
  await housing.signIn('housing');
  await auditor.signIn('auditor');
});
after(() => server.stop());

const begin = (client, changes, status = 201) => client.must(status, 'POST', '/api/v1/trials', {json: {changes}});
const rulebook = path.join(root, 'rulebooks/cpc');

function upload(bytes) {
  const form = new FormData();
  form.set('file', new Blob([bytes], {type: 'application/zip'}), 'draft.zip');
  return form;
}

async function look(client, trial, unit, query = '') {
  const answer = await client.must(200, 'GET', `/api/v1/trials/${trial}/units/${unit}${query}`);
  return {...answer, of: id => answer.figures[answer.duties.indexOf(id)]};
}

/// Everybody of the branch was at a class of so many hours, which ended so many hours ago.
async function holdClass(hours, endedAgo) {
  const branch = await unitOf(secretary, 'branch');
  const {members} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`);
  const end = Date.now() - endedAgo * 3_600_000;
  await secretary.must(201, 'POST', `/api/v1/units/${branch}/activities`, {json: {
    kind: 'class', state: 'held', from: new Date(end - hours * 3_600_000).toISOString(), to: new Date(end).toISOString(),
    sheet: members.map(({person}) => ({person, presence: 'present'}))}});
  return {branch, members: members.length};
}

async function until(ask, holds) {
  for (let i = 0; i < 60; ++i) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.fail('it did not come');
}

test('another quota: who would be behind, from the county down to the branch', async () => {
  const {branch, members} = await holdClass(2, 1);
  const county = await unitOf(head, 'county');
  const more = await begin(head, [{duty: 'study-hours', amount: 100 * 60}]);
  assert.equal(more.duties.find(one => one.id === 'study-hours').change, 'changed');
  assert.equal(more.duties.find(one => one.id === 'study-hours').draft.amount, 6000);
  const less = await begin(head, [{duty: 'study-hours', amount: 60}]);
  const now = await until(() => look(head, less.id, county), answer => answer.of('study-hours').noLongerBehind === members);
  assert.equal(now.of('study-hours').behindNow - now.of('study-hours').behindThen, members);
  assert.equal((await look(head, more.id, county)).of('study-hours').newlyBehind, 0, 'all were behind before');
  const below = await look(head, less.id, branch);
  assert.equal(below.of('study-hours').noLongerBehind, members);
  assert.deepEqual(below.children, []);

  const sorted = await look(head, less.id, county, '?duty=study-hours&sort=no-longer-behind&limit=1');
  assert.equal(sorted.children.length, 1);
  assert.equal(sorted.children[0].figures[0].noLongerBehind, members, 'the unit with the most comes first');
  assert.ok(sorted.count > 1 && sorted.next);
  const second = await look(head, less.id, county, `?duty=study-hours&sort=no-longer-behind&limit=200&cursor=${sorted.next}`);
  assert.equal(second.children.length, sorted.count - 1);
  assert.equal(second.next, null);

  const csv = await head.must(200, 'GET', `/api/v1/trials/${less.id}/units/${county}/file?duty=study-hours`);
  assert.match(csv, /990121,[^\r]*,study-hours,changed,/);
  const standing = await head.must(200, 'GET', `/api/v1/units/${county}/standing`);
  const duty = standing.duties.findIndex(one => one.id === 'study-hours');
  assert.equal(standing.duties[duty].amount, 32 * 60, 'nothing changed');
});

test('a period that was never counted is counted, and not told as unknown', async () => {
  const {branch, members} = await holdClass(3, 4);
  const trial = await begin(secretary, [{duty: 'study-hours', amount: 60, per: 'month'}]);
  const figures = (await look(secretary, trial.id, branch)).of('study-hours');
  assert.equal(figures.unknown, 0);
  assert.equal(figures.behindThen, 0, 'each was at a class of three hours this month');
  assert.equal(figures.noLongerBehind, members);
});

test('a rulebook as a file, with a duty of its own and one left out', async () => {
  const bytes = zipFolder(rulebook, (name, text) => name !== 'duties/talk.yaml' ? text : text + `
  - id: class-a-month
    title: {en: A class a month, zh: 每月一课}
    source: {document: A draft of the branch, place: Art. 1}
    in-force: {from: 2020-01-01}
    jurisdiction: CN
    owed-by: member
    who: unit.kind = party-branch
    amount: 1 time
    of: [class]
    per: month
`);
  const trial = await secretary.must(201, 'POST', '/api/v1/trials', {multipart: upload(bytes)});
  const added = trial.duties.find(one => one.id === 'class-a-month');
  assert.equal(added.change, 'added');
  assert.equal(added.today, null);
  const branch = await unitOf(secretary, 'branch');
  const figures = (await look(secretary, trial.id, branch)).of('class-a-month');
  assert.equal(figures.owingNow, 0);
  assert.ok(figures.newlyOwing > 0);
  assert.equal(figures.unknown, 0);
  assert.equal(figures.behindThen, 0, 'classes were held this month, though nobody counted them by month');
});

test('what is wrong with a draft is said', async () => {
  const problem = async (changes, status = 422) => (await begin(head, changes, status)).title;
  assert.match(await problem([{duty: 'no-such-duty', amount: 3}]), /no-such-duty/);
  assert.match(await problem([{duty: 'study-hours', amount: 32 * 60}]), /changes nothing/);
  assert.match(await problem([{duty: 'study-hours', who: 'unit.kin = party-branch'}]), /character/);
  assert.match(await problem([{duty: 'study-hours', amount: 1}, {duty: 'study-hours', amount: 2}]), /twice/);
  await begin(head, [], 422);
  await begin(head, [{duty: 'study-hours', amount: 0}], 422);
  await begin(head, [{duty: 'study-hours', per: 'week'}], 422);
  const sent = bytes => head.must(422, 'POST', '/api/v1/trials', {multipart: upload(bytes)});
  assert.match((await sent(Buffer.from('no archive'))).title, /ZIP/);
  assert.match((await sent(zip([['readme.txt', Buffer.from('x')]]))).title, /rulebook\.yaml/);
  const broken = await sent(zipFolder(rulebook, (name, text) => name === 'duties/talk.yaml' ? text.replace(/source:/, 'sauce:') : text));
  assert.match(broken.title, /duties\/talk\.yaml:\d+/);
});

test('a trial belongs to who began it, over units whose figures they see', async () => {
  const county = await unitOf(head, 'county');
  const trial = await begin(head, [{duty: 'study-hours', amount: 60}]);
  await auditor.must(404, 'GET', `/api/v1/trials/${trial.id}/units/${county}`);
  await begin(housing, [{duty: 'study-hours', amount: 60}], 403);
  const own = await begin(secretary, [{duty: 'study-hours', amount: 60}]);
  await secretary.must(403, 'GET', `/api/v1/trials/${own.id}/units/${county}`);
  await head.must(204, 'DELETE', `/api/v1/trials/${trial.id}`);
  await head.must(404, 'DELETE', `/api/v1/trials/${trial.id}`);
  await head.must(404, 'GET', `/api/v1/trials/${trial.id}/units/${county}/file`);
});
