// Every operation of the contract is asked at least once, and what it answers is as the contract says.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client, operations, seen} from '../lib/contract.mjs';
import {codes, find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const today = new Date().toISOString().slice(0, 10);
let server, resident, petition, registrar, administrator, auditor, housing;

before(async () => {
  server = await startServer();
  [resident, petition, registrar, administrator, auditor, housing] = Array.from({length: 6}, () => new Client(server));
  await petition.signIn('petition');
  await registrar.signIn('registrar');
  await administrator.signIn('administrator');
  await auditor.signIn('auditor');
  await housing.signIn('housing');
});
after(() => server.stop());

function csvForm(text, extra = {}) {
  const form = new FormData();
  form.set('file', new Blob([text], {type: 'text/csv'}), 'requests.csv');
  for (const [name, value] of Object.entries(extra)) form.set(name, value);
  return form;
}

async function raise(client, what, more = {}) {
  return client.must(201, 'POST', '/api/v1/matters', {json: {
    procedure: 'petition', place: await unitOf(client, 'community'), inputs: {what}, anonymous: true, ...more}});
}

test('what is open to everybody', async () => {
  for (const target of ['organisation', 'topics', 'procedures', 'channels', 'places', 'places?query=' + encodeURIComponent('向阳'),
    'units', 'rulebook', 'rulebook/procedures/petition', 'rulebook/procedures/petition?date=2021-06-01',
    'rulebook/explain?rule=petition/decide'])
    await resident.must(200, 'GET', `/api/v1/${target}`);
  const county = await unitOf(resident, 'county');
  await resident.must(200, 'GET', `/api/v1/units/${county}`);
  await resident.must(200, 'GET', `/api/v1/units/${county}/figures`);
  await resident.must(200, 'POST', '/api/v1/preview', {json: {procedure: 'petition', place: county}});
  await resident.must(200, 'POST', '/api/v1/similar', {json: {text: '路灯坏了', place: county}});
  await resident.must(200, 'GET', '/api/v1/challenge');
  for (const target of ['/healthz', '/metrics']) await resident.must(200, 'GET', target);
});

test('an earlier day has the rules of that day', async () => {
  const entered = await petition.must(201, 'POST', '/api/v1/matters', {json: {
    procedure: 'petition', place: await unitOf(petition, 'community'), inputs: {what: 'A letter that lay about'},
    channel: 'letter', raisedDay: '2021-09-29', contact: {name: '王五', phone: '13700000000'}}});
  const detail = await petition.must(200, 'GET', `/api/v1/matters/${entered.id}`);
  assert.equal(detail.procedureFrom, '2005-05-01');
});

test('following, with every step that is the person\'s', async () => {
  const raised = await raise(resident, 'The well is dry.');
  const receipt = raised.receipt;
  await resident.must(200, 'GET', '/api/v1/follow', {receipt});
  await resident.must(200, 'POST', '/api/v1/follow/message', {receipt, json: {text: 'Still dry.'}});
  const attached = await resident.must(201, 'POST', '/api/v1/follow/attachments', {receipt, multipart: csvForm('a,b\n1,2\n')});
  await resident.must(200, 'GET', `/api/v1/follow/attachments/${attached.id}`, {receipt});
  await resident.must(409, 'POST', '/api/v1/follow/appraisal', {receipt, json: {solved: 'yes', satisfied: 5}});
  await resident.must(409, 'POST', '/api/v1/follow/review', {receipt, json: {reasons: 'x'}});
  await resident.must(200, 'GET', '/api/v1/follow/seen', {receipt});
  const file = await resident.ask('GET', '/api/v1/follow/receipt', {receipt});
  assert.match(file.text, /^massline receipt 1\n/);
  const withdrawn = await resident.must(200, 'POST', '/api/v1/follow/steps/withdraw', {receipt, json: {inputs: {}}});
  assert.equal(withdrawn.state, 'closed');
});

test('what staff do with matters', async () => {
  const first = await raise(resident, 'The bus no longer stops at the school. 校车不停。');
  const second = await raise(resident, 'The bus does not stop at the school any more. 校车不停。');
  const id = await find(petition, first.code), other = await find(petition, second.code);
  await petition.must(200, 'GET', '/api/v1/inbox?box=unit&limit=1');
  await petition.must(200, 'GET', '/api/v1/matters?query=school&sort=raised');
  const csv = await petition.ask('GET', '/api/v1/matters.csv?query=school');
  assert.equal(csv.text.trim().split('\n').length, 3);
  await petition.must(200, 'GET', `/api/v1/matters/${id}/denied`);
  const similar = await petition.must(200, 'GET', `/api/v1/matters/${id}/similar`);
  assert.ok(similar.items.some(one => one.matter.id === other), JSON.stringify(similar));
  await petition.must(200, 'POST', '/api/v1/staff/similar', {json: {text: 'bus stop school'}});
  const leading = await petition.must(200, 'GET', `/api/v1/matters/${other}`);
  await petition.must(200, 'POST', `/api/v1/matters/${other}/join`, {json: {version: leading.version, into: id}});
  const joined = await petition.must(200, 'GET', `/api/v1/matters/${other}`);
  await petition.must(200, 'POST', `/api/v1/matters/${other}/separate`, {json: {version: joined.version}});
  await petition.must(200, 'POST', `/api/v1/matters/${id}/messages`, {json: {text: 'Which bus?'}});
  await petition.must(200, 'POST', `/api/v1/matters/${id}/notes`, {json: {text: 'line 7'}});
  const file = await petition.must(201, 'POST', `/api/v1/matters/${id}/attachments?public=true`, {multipart: csvForm('x\n')});
  await petition.must(200, 'GET', `/api/v1/matters/${id}/attachments/${file.id}`);
  await petition.must(200, 'GET', `/api/v1/matters/${id}/journal`);
  assert.ok([403, 404, 409, 422].includes((await petition.ask('POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'nobody gave one'}})).status));
});

test('proofs for everybody', async () => {
  let overview;
  for (let tries = 0; tries < 60 && !overview?.regions.some(one => one.newest); ++tries) {
    if (tries > 0) await new Promise(resolve => setTimeout(resolve, 500));
    overview = await resident.must(200, 'GET', '/api/v1/transparency');
  }
  const {id, newest} = overview.regions.find(one => one.newest);
  const base = `/api/v1/transparency/regions/${id}`;
  const list = await resident.must(200, 'GET', `${base}/checkpoints?limit=1`);
  assert.equal(list.items[0].number, newest.number);
  for (const target of [`checkpoints/${newest.number}`, 'inclusion?position=1', 'consistency?first=1', 'hashes'])
    assert.equal((await resident.ask('GET', `${base}/${target}`)).status, 200, target);
});

test('who raised a report is opened by two', async () => {
  const [one, two] = [new Client(server), new Client(server)];
  await one.signIn('discipline');
  await two.signIn('discipline-head');
  const raised = await raise(resident, 'They took money.', {procedure: 'accusation', anonymous: false, contact: {name: 'Li', phone: '13700000000'}});
  const id = await find(one, raised.code);
  const asked = await one.must(201, 'POST', `/api/v1/matters/${id}/identity/requests`, {json: {reason: 'to ask for papers'}});
  await two.must(200, 'POST', `/api/v1/matters/${id}/identity/requests/${asked.identityRequests[0].id}/agree`);
  await one.must(200, 'POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'to ask for papers'}});
});

test('the accused are out at once', async () => {
  const raised = await raise(resident, 'The housing bureau took money for a permit.');
  const id = await find(petition, raised.code);
  await take(petition, id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
  const seenByHousing = await housing.must(200, 'GET', `/api/v1/matters/${id}`);
  const before = (await housing.must(200, 'GET', '/api/v1/inbox')).counts.find(one => one.box === 'unit').open;
  const named = await petition.ask('POST', `/api/v1/matters/${id}/parties`, {json: {version: seenByHousing.version, role: 'accused', unit: await unitOf(petition, 'housing')}});
  assert.ok([200, 204].includes(named.status), named.text);
  assert.equal((await housing.ask('GET', `/api/v1/matters/${id}`)).status, 404);
  assert.equal((await housing.must(200, 'GET', '/api/v1/matters?query=permit')).total, 0);
  assert.equal((await housing.must(200, 'GET', '/api/v1/inbox')).counts.find(one => one.box === 'unit').open, before - 1);
});

test('import: preview, dry run, run, again, rejects', async () => {
  const text = 'id,text,topic\nA1,The lamp is out,street-lamp\nA2,,street-lamp\n';
  const preview = await petition.must(200, 'POST', '/api/v1/imports/preview', {multipart: csvForm(text)});
  const mapping = JSON.stringify({...preview.mapping, source: 'test', place: await unitOf(petition, 'community'), columns: {key: 'id', text: 'text', topic: 'topic'}});
  const tried = await petition.must(200, 'POST', '/api/v1/imports', {multipart: csvForm(text, {mapping, dryRun: 'true'})});
  assert.deepEqual([tried.rows, tried.added, tried.refused], [2, 1, 1]);
  const run = await petition.must(200, 'POST', '/api/v1/imports', {multipart: csvForm(text, {mapping, dryRun: 'false'})});
  assert.deepEqual([run.rows, run.added, run.refused], [2, 1, 1]);
  const again = await petition.must(200, 'POST', '/api/v1/imports', {multipart: csvForm(text, {mapping, dryRun: 'false'})});
  assert.deepEqual([again.added, again.present], [0, 1]);
  const rejects = await petition.ask('POST', '/api/v1/imports/rejects', {multipart: csvForm(text, {mapping})});
  assert.match(rejects.text, /A2/);
  assert.equal((await housing.ask('POST', '/api/v1/imports/preview', {multipart: csvForm(text)})).status, 403);
});

test('units are created, renamed, moved, merged and closed', async () => {
  const town = await unitOf(registrar, 'town'), county = await unitOf(registrar, 'county');
  const hedong = await unitOf(registrar, '990121100');
  const made = await registrar.must(201, 'POST', '/api/v1/units', {json: {parent: town, kind: 'community', name: '新社区', nameEn: 'New Community', code: '990121001099'}});
  const id = made.unit.id;
  const renamed = await registrar.must(200, 'PATCH', `/api/v1/units/${id}`, {json: {version: made.version, name: '新新社区'}});
  const moved = await registrar.must(200, 'POST', `/api/v1/units/${id}/move`, {json: {version: renamed.version, parent: hedong, on: today}});
  assert.equal(moved.above.at(-1).id, hedong);
  assert.equal((await registrar.ask('PATCH', `/api/v1/units/${id}`, {json: {version: made.version, name: 'late'}})).status, 412);
  const twin = await registrar.must(201, 'POST', '/api/v1/units', {json: {parent: hedong, kind: 'community', name: '双社区', code: '990121100299'}});
  await registrar.must(200, 'POST', `/api/v1/units/${twin.unit.id}/merge`, {json: {version: twin.version, into: id, on: today}});
  await registrar.must(200, 'POST', `/api/v1/units/${id}/close`, {json: {version: moved.version, on: today}});
  assert.equal((await petition.ask('POST', '/api/v1/units', {json: {parent: county, kind: 'town', name: 'x', code: 'x'}})).status, 403);
});

test('people, posts, memberships, accounts and keys', async () => {
  const housingUnit = await unitOf(registrar, 'housing');
  await registrar.must(200, 'GET', `/api/v1/units/${housingUnit}/posts`);
  await registrar.must(200, 'GET', `/api/v1/people?unit=${housingUnit}`);
  const person = await registrar.must(201, 'POST', '/api/v1/people', {json: {name: '新承办人', unit: housingUnit, post: 'case-handler'}});
  await registrar.must(200, 'GET', `/api/v1/people/${person.id}`);
  const posted = await registrar.must(201, 'POST', `/api/v1/people/${person.id}/posts`, {json: {unit: housingUnit, kind: 'bureau-head', from: today}});
  const head = posted.posts.find(post => post.kind === 'bureau-head');
  await registrar.must(200, 'POST', `/api/v1/people/${person.id}/posts/${head.id}/end`, {json: {on: today}});
  const member = await registrar.must(201, 'POST', `/api/v1/people/${person.id}/memberships`, {json: {unit: housingUnit, kind: 'full', from: '2026-01-01'}});
  await registrar.must(200, 'POST', `/api/v1/people/${person.id}/memberships/${member.memberships[0].id}/end`, {json: {on: today}});
  await administrator.must(422, 'POST', `/api/v1/people/${person.id}/account`, {json: {name: 'newhandler', password: 'short'}});
  await administrator.must(201, 'POST', `/api/v1/people/${person.id}/account`, {json: {name: 'newhandler', password: 'a-long-enough-password'}});
  const fresh = new Client(server);
  const link = await administrator.must(201, 'POST', `/api/v1/people/${person.id}/sign-in-link`);
  await fresh.must(200, 'POST', '/api/v1/session/link', {json: {token: link.token, device: 'kiosk'}});
  await administrator.must(204, 'POST', `/api/v1/people/${person.id}/second-factor`, {json: {required: true}});
  await administrator.must(204, 'DELETE', `/api/v1/people/${person.id}/second-factor`);
  await administrator.must(200, 'DELETE', `/api/v1/people/${person.id}/account`);
  const key = await administrator.must(201, 'POST', '/api/v1/keys', {json: {name: 'App', unit: await unitOf(administrator, 'county')}});
  await administrator.must(200, 'GET', '/api/v1/keys');
  await administrator.must(204, 'DELETE', `/api/v1/keys/${key.id}`);
  await auditor.must(200, 'GET', '/api/v1/journal?limit=10');
  assert.equal((await administrator.must(200, 'GET', '/api/v1/matters')).total, 0);
});

test('open311', async () => {
  const [service] = await resident.must(200, 'GET', '/open311/v2/services.json');
  await resident.must(200, 'GET', '/open311/v2/discovery.xml');
  await resident.must(200, 'GET', `/open311/v2/services/${service.service_code}.xml`);
  await resident.must(200, 'GET', '/open311/v2/requests.xml');
  await resident.must(404, 'GET', '/open311/v2/requests/1.json');
  await resident.must(403, 'POST', '/open311/v2/requests.json', {form: {service_code: service.service_code, address_id: codes.community}});
});

test('duties and standing', async () => {
  const head = new Client(server);
  await head.signIn('county-head');
  const county = await unitOf(head, 'county');
  await head.must(200, 'GET', '/api/v1/duties/mine');
  assert.match(await head.must(200, 'GET', '/api/v1/events'), /^event: ready\n/);
  await head.must(200, 'GET', `/api/v1/units/${county}/standing`);
  await head.must(403, 'GET', `/api/v1/units/${county}/standing/reception-day-county`);
  await head.must(200, 'GET', `/api/v1/units/${county}/standing/study-hours/trend`);
  await resident.must(200, 'GET', '/api/v1/rulebook/duties');
});

test('a trial of another quota', async () => {
  const head = new Client(server);
  await head.signIn('county-head');
  const county = await unitOf(head, 'county');
  const {id} = await head.must(201, 'POST', '/api/v1/trials', {json: {changes: [{duty: 'study-hours', amount: 60}]}});
  await head.must(200, 'GET', `/api/v1/trials/${id}/units/${county}`);
  await head.must(200, 'GET', `/api/v1/trials/${id}/units/${county}/file`);
  await head.must(204, 'DELETE', `/api/v1/trials/${id}`);
});

test('what another standard would cost', async () => {
  await resident.must(200, 'GET', '/api/v1/entitlements');
  const head = new Client(server);
  await head.signIn('county-head');
  await head.must(200, 'GET', '/api/v1/entitlements/subsistence/what-if?standard=%2B10%25');
  await head.must(200, 'GET', '/api/v1/entitlements/subsistence/what-if/file?standard=900');
});

test('activities', async () => {
  const secretary = new Client(server);
  await secretary.signIn('branch');
  const branch = await unitOf(secretary, 'branch');
  await resident.must(200, 'GET', '/api/v1/activity-kinds');
  const {members: [{person}]} = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`);
  await secretary.must(200, 'GET', `/api/v1/units/${branch}/guests?query=${encodeURIComponent('负责人')}`);
  const hours = count => new Date(Date.now() + count * 3_600_000).toISOString();
  const path = `/api/v1/units/${branch}/activities`;
  const planned = await secretary.must(201, 'POST', path, {json: {kind: 'themed-day', state: 'planned', from: hours(1), to: hours(2)}});
  const {id, version} = planned.activity.activity;
  const what = {from: hours(-3), to: hours(-2), sheet: [{person, presence: 'present'}]};
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/plan`, {json: {version, from: hours(2), to: hours(3)}});
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/hold`, {json: {version: version + 1, ...what}});
  const documents = `/api/v1/activities/${id}/documents`;
  const minutes = await secretary.must(201, 'POST', `${documents}?kind=minutes`, {multipart: csvForm('x\n')});
  await secretary.must(200, 'GET', `${documents}/${minutes.id}`);
  await secretary.must(204, 'DELETE', `${documents}/${minutes.id}`);
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/correct`, {json: {version: version + 2, because: 'the topic', topic: 'Floods', ...what}});
  await secretary.must(200, 'GET', path);
  await secretary.must(200, 'GET', `/api/v1/activities/${id}`);
  await secretary.must(200, 'GET', '/api/v1/activities/mine');
  await secretary.must(200, 'GET', `${path}.ics`);
  await secretary.must(200, 'GET', '/api/v1/activities/mine.ics');
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/cancel`, {json: {version: version + 3, because: 'rain'}});
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/restore`, {json: {version: version + 4, because: 'it was held'}});
  const sheet = () => csvForm('unit,kind,date,person\n990121001001-ZB,class,2026-01-05,\n');
  await secretary.must(200, 'POST', '/api/v1/imports/attendance/preview', {multipart: sheet()});
  await secretary.must(200, 'POST', '/api/v1/imports/attendance', {multipart: sheet()});
  await secretary.must(200, 'POST', '/api/v1/imports/attendance/rejects', {multipart: sheet()});
  const calendar = await secretary.must(201, 'POST', '/api/v1/calendars', {json: {}});
  await secretary.must(200, 'GET', '/api/v1/calendars');
  await resident.must(200, 'GET', calendar.path);
  await secretary.must(204, 'DELETE', `/api/v1/calendars/${calendar.link.id}`);
});

test('one\'s own account', async () => {
  const own = new Client(server);
  await own.signIn('labour');
  await own.must(200, 'GET', '/api/v1/session');
  await own.must(200, 'POST', '/api/v1/session/language', {json: {language: 'en'}});
  await own.must(422, 'POST', '/api/v1/session/password', {json: {old: server.password, new: 'short'}});
  await own.must(204, 'POST', '/api/v1/session/password', {json: {old: server.password, new: 'another-long-password'}});
  await own.must(204, 'POST', '/api/v1/session/device', {json: {device: 'office computer'}});
  const [here] = (await own.must(200, 'GET', '/api/v1/sessions')).items;
  assert.deepEqual([here.device, here.current], ['office computer', true]);
  await own.must(404, 'DELETE', `/api/v1/sessions/${'0'.repeat(64)}`);
  await own.must(204, 'DELETE', '/api/v1/sessions');
  // Here no provider is taken; provider.test.mjs asks where some are.
  assert.deepEqual((await own.must(200, 'GET', '/api/v1/session/providers')).items, []);
  await resident.must(404, 'POST', '/api/v1/session/providers/county');
  await resident.must(401, 'POST', '/api/v1/session/provider', {json: {state: 'x', code: 'x'}});
  assert.deepEqual((await own.must(200, 'GET', '/api/v1/session/connections')).items, []);
  await own.must(404, 'POST', '/api/v1/session/connections', {json: {provider: 'county', password: 'another-long-password'}});
  await own.must(409, 'POST', '/api/v1/session/connections/finish', {json: {state: 'x', code: 'x'}});
  await own.must(404, 'DELETE', `/api/v1/session/connections/${'0'.repeat(64)}`);
  await own.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: 'another-long-password'}});
  await own.must(422, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: '000'}});
  await own.must(404, 'POST', '/api/v1/session/second-factor/codes', {json: {code: '000'}});
  await own.must(404, 'POST', '/api/v1/session/second-factor/remove', {json: {code: '000'}});
  await own.must(204, 'DELETE', '/api/v1/session');
  await own.must(401, 'GET', '/api/v1/session');
});

test('what is held on people, and emergencies', async () => {
  await resident.must(200, 'GET', '/api/v1/rulebook/retention');
  const {receipt} = await raise(resident, 'The gate squeaks.');
  await resident.must(200, 'GET', '/api/v1/follow/data', {receipt});
  await resident.must(409, 'PATCH', '/api/v1/follow/data/contact', {receipt, json: {name: '李四'}});
  await resident.must(200, 'POST', '/api/v1/follow/data/addendum', {receipt, json: {text: 'The north gate.'}});
  await resident.must(200, 'POST', '/api/v1/follow/data/erasure', {receipt, json: {kinds: [{data: 'statement'}]}});
  const {version} = await auditor.must(200, 'GET', '/api/v1/me/data');
  await auditor.must(200, 'PATCH', '/api/v1/me/data/name', {json: {name: '审计员', version}});
  await auditor.must(200, 'POST', '/api/v1/me/data/erasure', {json: {kinds: [{data: 'session'}]}});
  const head = new Client(server);
  await head.signIn('county-head');
  const emergency = await head.must(201, 'POST', '/api/v1/emergencies', {json: {unit: await unitOf(head, 'county'), title: '暴雨', lastDay: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)}});
  await resident.must(200, 'GET', '/api/v1/emergencies');
  await head.must(200, 'POST', `/api/v1/emergencies/${emergency.id}/end`, {json: {version: emergency.version}});
});

test('no operation of the contract was left out', () => {
  const asked = new Set([...seen].map(one => one.split(' ')[0]));
  assert.deepEqual(operations.map(one => one.operation.operationId).filter(id => !asked.has(id)), []);
});
