// Activities over HTTP: planned, held, corrected and cancelled by a branch, ticked in a sheet, seen by who may see them.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client, operations, seen} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const hour = 3_600_000, day = 24 * hour;
const midnight = Math.floor(Date.now() / day) * day;
/// Noon in China, some days from today, and some hours later: the date is the same in both zones.
const at = (days, hours = 0) => new Date(midnight + days * day + 4 * hour + hours * hour).toISOString();
const dayOf = days => at(days).slice(0, 10);

let server, resident, secretary, organiser, member, county, registrar;
let branch, roster, meeting, planned;
const person = place => roster[place].person;
const present = place => ({person: person(place), presence: 'present'});

before(async () => {
  server = await startServer();
  [resident, secretary, organiser, member, county, registrar] = Array.from({length: 6}, () => new Client(server));
  await secretary.signIn('branch');
  await organiser.signIn('branch-organiser');
  await member.signIn('member');
  await county.signIn('county-head');
  await registrar.signIn('registrar');
  branch = await unitOf(secretary, 'branch');
});
after(() => server.stop());

const record = (client, json, unit = branch) => client.ask('POST', `/api/v1/units/${unit}/activities`, {json});
const refusedWith = (answer, status, type, field) => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.type, `urn:massline:${type}`, answer.text);
  if (field) assert.equal(answer.body.field, field, answer.text);
};
const listed = (client, query = '') => client.must(200, 'GET', `/api/v1/units/${branch}/activities${query}`);

test('the kinds of activities are open to everybody, in both languages', async () => {
  const {items} = await resident.must(200, 'GET', '/api/v1/activity-kinds');
  const talk = items.find(one => one.id === 'talk');
  assert.ok(talk.pairOnly && talk.source.document);
  assert.equal(items.find(one => one.id === 'class').measure, 'hours');
  const chinese = new Client(server, {language: 'zh'});
  const {items: same} = await chinese.must(200, 'GET', '/api/v1/activity-kinds');
  assert.equal(same.find(one => one.id === 'class').title, '学习班');
});

test('nothing else without a session', async () => {
  for (const target of [`units/${branch}/activities`, `units/${branch}/activities.ics`, `units/${branch}/roster`, `units/${branch}/guests?query=a`,
    'activities/mine', 'activities/mine.ics', 'activities/1'])
    await resident.must(401, 'GET', `/api/v1/${target}`);
  for (const target of [`units/${branch}/activities`, 'activities/1/hold', 'activities/1/correct', 'activities/1/cancel'])
    await resident.must(401, 'POST', `/api/v1/${target}`, {json: {}});
});

test('the roster of a day, by name, for those who record there', async () => {
  const answer = await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster?on=${dayOf(-1)}`);
  roster = answer.members;
  assert.equal(roster.length, 8);
  assert.equal(new Set(roster.map(one => one.person)).size, 8);
  assert.ok(roster.some(one => one.membership.id === 'probationary'));
  assert.equal((await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster`)).members.length, 8);
  assert.deepEqual((await secretary.must(200, 'GET', `/api/v1/units/${branch}/roster?on=2019-12-31`)).members, []);
  await secretary.must(422, 'GET', `/api/v1/units/${branch}/roster?on=yesterday`);
  await secretary.must(422, 'GET', `/api/v1/units/${branch}/roster?on=1999-12-31`);
  await secretary.must(404, 'GET', '/api/v1/units/1/roster');
  await member.must(403, 'GET', `/api/v1/units/${branch}/roster`);
  await secretary.must(403, 'GET', `/api/v1/units/${await unitOf(secretary, 'county')}/roster`);
});

test('a class with its sheet: each row is kept or told why not', async () => {
  const bureau = await registrar.must(200, 'GET', `/api/v1/people?unit=${await unitOf(registrar, 'housing')}`);
  const outsider = bureau.items[0].id;
  const answer = await record(secretary, {
    kind: 'class', state: 'held', from: at(-1), to: at(-1, 2), topic: '条例学习', leader: person(0),
    sheet: [present(0), {person: person(1), presence: 'late'}, {person: person(2), presence: 'excused', reason: '出差'},
      {person: person(3), presence: 'excused'}, present(0), {person: outsider, presence: 'present'},
      {person: '1', presence: 'present'}, {person: person(4), presence: 'absent'}]});
  assert.equal(answer.status, 201, answer.text);
  const {activity: detail, problems} = answer.body;
  assert.deepEqual(problems.map(one => [one.row, one.type.replace('urn:massline:', '')]),
    [[3, 'attendance-reason-missing'], [4, 'attendance-twice'], [5, 'attendance-not-member'], [6, 'attendance-person-unknown']]);
  assert.deepEqual(detail.counts, {members: 8, there: 2, late: 1, excused: 1, guests: 0});
  assert.deepEqual([detail.activity.amount, detail.activity.state, detail.activity.measure], [120, 'held', 'hours']);
  assert.equal(detail.leader.id, person(0));
  assert.ok(detail.names && detail.mayRecord);
  meeting = detail.activity;
});

test('who sees what of it', async () => {
  const detail = await organiser.must(200, 'GET', `/api/v1/activities/${meeting.id}`);
  assert.equal(detail.marks.length, 8);
  assert.equal(detail.marks.find(one => one.presence === 'excused').reason, '出差');
  const own = await member.must(200, 'GET', `/api/v1/activities/${meeting.id}`);
  assert.deepEqual([own.names, own.mayRecord, own.leader, own.marks.length], [false, false, null, 1]);
  assert.equal(own.counts.there, 2);
  const other = await county.must(200, 'GET', `/api/v1/activities/${meeting.id}`);
  assert.deepEqual([other.names, other.marks], [false, []]);
  await secretary.must(404, 'GET', '/api/v1/activities/1');
  await secretary.must(404, 'GET', '/api/v1/activities/x');
});

test('nothing wrong is recorded', async () => {
  const held = {kind: 'class', state: 'held', from: at(-2), to: at(-2, 1)};
  refusedWith(await record(secretary, {...held, kind: 'picnic'}), 422, 'activity-kind-unknown', 'kind');
  refusedWith(await record(secretary, {...held, from: at(2), to: at(2, 1)}), 422, 'activity-in-future', 'to');
  refusedWith(await record(secretary, {...held, state: 'planned'}), 422, 'activity-in-past', 'from');
  refusedWith(await record(secretary, {...held, to: at(-3)}), 422, 'activity-times-backwards', 'to');
  refusedWith(await record(secretary, {...held, amount: 61}), 422, 'activity-amount-not-valid', 'amount');
  refusedWith(await record(secretary, {...held, from: '1999-01-01T04:00:00Z', to: '1999-01-01T05:00:00Z'}), 422, 'activity-unit-closed');
  refusedWith(await record(secretary, {...held, from: 'yesterday'}), 422, 'member-type', '/from');
  refusedWith(await record(secretary, {...held, state: 'dreamt'}), 422, 'member-type', '/state');
  refusedWith(await record(secretary, {...held, sheet: [{person: person(0), presence: 'asleep'}]}), 422, 'member-type', '/sheet/0/presence');
  refusedWith(await record(secretary, {...held, sheet: [{presence: 'present'}]}), 422, 'field-missing', '/sheet/0/person');
  refusedWith(await record(secretary, {...held, colour: 'red'}), 422, 'member-unknown', '/colour');
  refusedWith(await record(secretary, {...held, state: 'planned', from: at(1), to: at(1, 1), sheet: []}), 422, 'member-unknown', '/sheet');
  const nobody = await record(secretary, {...held, from: at(-1, 1), to: at(-1, 3), sheet: [present(0), {person: person(3), presence: 'excused'}]});
  refusedWith(nobody, 422, 'activity-nobody-kept');
  assert.deepEqual(nobody.body.problems.map(one => one.field), ['/sheet/0', '/sheet/1']);
  assert.match(nobody.body.problems[0].detail, /another activity/);
  for (const client of [member, county, registrar]) refusedWith(await record(client, held), 403, 'not-allowed');
  refusedWith(await record(secretary, held, '1'), 404, 'not-found');
  assert.equal((await record(secretary, [])).status, 422);
  assert.equal((await listed(secretary)).items.length, 1);
});

test('planned, then held as it went; the stale version is refused', async () => {
  const answer = await record(organiser, {kind: 'themed-day', state: 'planned', from: at(1), to: at(1, 3), place: await unitOf(organiser, 'community'), topic: 'Flood season'});
  assert.equal(answer.status, 201, answer.text);
  planned = answer.body.activity.activity;
  assert.deepEqual([planned.state, planned.place.kind], ['planned', 'community']);
  const hold = json => secretary.ask('POST', `/api/v1/activities/${planned.id}/hold`, {json});
  const held = {version: planned.version, from: at(-3), to: at(-3, 3), sheet: [present(5)]};
  refusedWith(await hold({...held, version: 7}), 412, 'changed-meanwhile');
  refusedWith(await hold({...held, from: at(1), to: at(1, 3)}), 422, 'activity-in-future');
  refusedWith(await hold({from: at(-3), to: at(-3, 3)}), 422, 'field-missing', '/version');
  refusedWith(await member.ask('POST', `/api/v1/activities/${planned.id}/hold`, {json: held}), 404, 'not-found');
  await secretary.must(404, 'POST', '/api/v1/activities/x/hold', {json: held});
  const done = await hold(held);
  assert.equal(done.status, 200, done.text);
  assert.equal(done.body.activity.counts.there, 1);
  assert.equal(done.body.activity.activity.version, planned.version + 1);
  refusedWith(await hold({...held, version: planned.version + 1}), 409, 'activity-not-planned');
});

test('corrected: what it replaces stays readable', async () => {
  const correct = json => secretary.ask('POST', `/api/v1/activities/${meeting.id}/correct`, {json});
  const right = {version: meeting.version, because: '漏登一人', from: at(-1), to: at(-1, 2), sheet: [present(0), present(1), present(2), present(3)]};
  refusedWith(await correct({...right, because: ' '}), 422, 'field-missing', '/because');
  refusedWith(await correct({...right, version: 9}), 412, 'changed-meanwhile');
  const done = await correct(right);
  assert.equal(done.status, 200, done.text);
  const {activity: detail} = done.body;
  assert.deepEqual([detail.counts.there, detail.past.length, detail.past[0].because], [4, 1, '漏登一人']);
  assert.equal(detail.past[0].marks.filter(one => one.presence === 'present').length, 1);
  assert.ok(detail.past[0].by.title);
  const own = await member.must(200, 'GET', `/api/v1/activities/${meeting.id}`);
  assert.deepEqual([own.past[0].marks, own.past[0].by], [[], null]);
  refusedWith(await correct(right), 412, 'changed-meanwhile');
  await secretary.must(404, 'POST', '/api/v1/activities/x/correct', {json: right});
});

test('cancelled, once', async () => {
  const {body} = await record(secretary, {kind: 'general-meeting', state: 'planned', from: at(5), to: at(5, 2)});
  const {id, version} = body.activity.activity;
  const cancel = json => secretary.ask('POST', `/api/v1/activities/${id}/cancel`, {json});
  refusedWith(await cancel({version}), 422, 'field-missing', '/because');
  refusedWith(await cancel({version: version + 1, because: 'rain'}), 412, 'changed-meanwhile');
  const done = await cancel({version, because: 'rain'});
  assert.equal(done.status, 200, done.text);
  assert.equal(done.body.activity.activity.state, 'cancelled');
  refusedWith(await cancel({version: version + 1, because: 'rain'}), 409, 'activity-cancelled');
  await secretary.must(404, 'POST', '/api/v1/activities/x/cancel', {json: {version, because: 'rain'}});
});

test('a plan moves, and a cancellation is taken back', async () => {
  const made = await record(secretary, {kind: 'general-meeting', state: 'planned', from: at(6), to: at(6, 2)});
  const {id, version} = made.body.activity.activity;
  const act = (what, json, client = secretary) => client.ask('POST', `/api/v1/activities/${id}/${what}`, {json});
  refusedWith(await act('plan', {version, from: at(-6), to: at(-6, 1)}), 422, 'activity-in-past', 'from');
  refusedWith(await act('plan', {version: 9, from: at(7), to: at(7, 1)}), 412, 'changed-meanwhile');
  refusedWith(await act('plan', {version, from: at(7), to: at(7, 1)}, member), 404, 'not-found');
  const moved = await act('plan', {version, from: at(7), to: at(7, 1), topic: '换届'});
  assert.equal(moved.status, 200, moved.text);
  assert.deepEqual([moved.body.activity.activity.topic, moved.body.activity.past.length], ['换届', 1]);
  refusedWith(await act('restore', {version: version + 1, because: 'x'}), 409, 'activity-not-cancelled');
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/cancel`, {json: {version: version + 1, because: 'rain'}});
  refusedWith(await act('plan', {version: version + 2, from: at(7), to: at(7, 1)}), 409, 'activity-not-planned');
  refusedWith(await act('restore', {version: version + 2}), 422, 'field-missing', '/because');
  const back = await act('restore', {version: version + 2, because: 'the sun is out'});
  assert.equal(back.status, 200, back.text);
  assert.deepEqual([back.body.activity.activity.state, back.body.problems], ['planned', []]);
  const soonest = await listed(secretary, '?state=planned&order=soonest');
  assert.ok(soonest.items.length > 0 && soonest.items.every(one => one.activity.state === 'planned'));
  const begins = soonest.items.map(one => one.activity.from);
  assert.deepEqual(begins, [...begins].sort());
  await secretary.must(422, 'GET', `/api/v1/units/${branch}/activities?state=dreamt`);
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/cancel`, {json: {version: version + 3, because: 'rain again'}});
});

test('minutes and reports: attached, saved, taken away', async () => {
  const path = `/api/v1/activities/${meeting.id}/documents`;
  const form = (name, text) => {
    const made = new FormData();
    made.set('file', new Blob([text]), name);
    return made;
  };
  const minutes = await secretary.must(201, 'POST', `${path}?kind=minutes`, {multipart: form('会议记录.html', '<script>alert(1)</script>')});
  assert.deepEqual([minutes.kind, minutes.person, minutes.name, minutes.size], ['minutes', null, '会议记录.html', 25]);
  assert.match(minutes.mediaType, /^text\/plain/);
  const file = await secretary.ask('GET', `${path}/${minutes.id}`);
  assert.equal(file.text, '<script>alert(1)</script>');
  assert.match(file.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''%E4%BC%9A/);
  assert.equal(file.headers.get('content-type'), 'application/octet-stream');
  assert.match(file.headers.get('content-security-policy'), /sandbox/);
  const teacher = roster.find(one => one.name === '党员教师甲').person;
  const own = async () => (await member.must(200, 'GET', `/api/v1/activities/${meeting.id}`));
  const report = person => member.ask('POST', `${path}?kind=report&person=${person}`, {multipart: form('report.txt', 'what I learnt')});
  const tookPart = (await own()).mayReport;
  const mine = await report(teacher);
  assert.equal(mine.status, tookPart ? 201 : 404, mine.text);
  refusedWith(await report(person(0) === teacher ? person(1) : person(0)), 404, 'not-found');
  assert.ok(!(await own()).documents.some(one => one.kind === 'minutes'), 'minutes name others');
  await member.must(404, 'GET', `${path}/${minutes.id}`);
  await member.must(404, 'DELETE', `${path}/${minutes.id}`);
  await secretary.must(422, 'POST', `${path}?kind=gossip`, {multipart: form('a.txt', 'a')});
  await secretary.must(422, 'POST', `${path}?kind=minutes`, {multipart: form('a.txt', '')});
  await secretary.must(422, 'POST', `${path}?kind=minutes`, {multipart: new FormData()});
  await secretary.must(422, 'POST', `${path}?kind=report&person=x`, {multipart: form('a.txt', 'a')});
  refusedWith(await secretary.ask('POST', `${path}?kind=report&person=${person(7)}`, {multipart: form('a.txt', 'a')}), 422, 'document-took-no-part', 'person');
  refusedWith(await secretary.ask('POST', `${path}?kind=other`, {multipart: form('large.bin', 'x'.repeat(20 * 1024 * 1024 + 1))}), 413, 'file-too-large');
  await resident.must(401, 'POST', `${path}?kind=minutes`, {multipart: form('a.txt', 'a')});
  await secretary.must(204, 'DELETE', `${path}/${minutes.id}`);
  await secretary.must(404, 'GET', `${path}/${minutes.id}`);
  await resident.must(401, 'DELETE', `${path}/${minutes.id}`);
});

test('a talk is a day and a pair', async () => {
  const talk = {kind: 'talk', on: dayOf(-1), one: person(0), other: person(1)};
  const answer = await record(secretary, talk);
  assert.equal(answer.status, 201, answer.text);
  const {activity, marks} = answer.body.activity;
  assert.deepEqual([activity.pairOnly, activity.topic, marks.length], [true, '', 2]);
  refusedWith(await record(secretary, {...talk, other: talk.one}), 422, 'talk-same-person', 'other');
  refusedWith(await record(secretary, {...talk, on: dayOf(2)}), 422, 'activity-in-future', 'on');
  refusedWith(await record(secretary, {...talk, other: '1'}), 422, 'attendance-not-member', 'other');
  refusedWith(await record(secretary, {...talk, topic: 'what was said'}), 422, 'member-unknown', '/topic');
  await member.must(404, 'GET', `/api/v1/activities/${activity.id}`);
  // Either of the two may record it, without any post.
  const teacher = roster.find(one => one.name === '党员教师甲').person;
  const own = await record(member, {...talk, one: teacher, other: person(0)});
  assert.equal(own.status, 201, own.text);
  assert.equal(own.body.activity.marks.length, 2);
  refusedWith(await record(member, talk), 403, 'not-allowed');
});

test('the list of a unit: newest first, by days and kind, in pages; without names no talks', async () => {
  const all = await listed(secretary);
  assert.deepEqual([all.names, all.mayRecord], [true, true]);
  const begins = all.items.map(one => one.activity.from);
  assert.deepEqual(begins, [...begins].sort().reverse());
  assert.ok(all.items.some(one => one.activity.pairOnly));
  const own = await listed(member);
  assert.deepEqual([own.names, own.mayRecord], [false, false]);
  assert.ok(own.items.length > 0 && own.items.every(one => !one.activity.pairOnly && one.leader === null));
  const classes = await listed(secretary, '?kind=class');
  assert.deepEqual(classes.items.map(one => one.activity.id), [meeting.id]);
  assert.deepEqual((await listed(secretary, `?kind=themed-day&from=${dayOf(-3)}&to=${dayOf(-3)}`)).items.map(one => one.activity.id), [planned.id]);
  assert.deepEqual((await listed(secretary, `?kind=themed-day&from=${dayOf(-2)}`)).items, []);
  const found = [];
  for (let next = ''; next !== null;) {
    const page = await listed(secretary, `?limit=2&cursor=${next}`);
    found.push(...page.items.map(one => one.activity.id));
    next = page.next;
  }
  assert.deepEqual(found, all.items.map(one => one.activity.id));
  for (const query of ['?from=x', '?to=x', '?limit=0']) await secretary.must(422, 'GET', `/api/v1/units/${branch}/activities${query}`);
  await secretary.must(404, 'GET', `/api/v1/units/${branch}/activities?cursor=x`);
  await secretary.must(404, 'GET', '/api/v1/units/x/activities');
});

test('one\'s own', async () => {
  const mine = await secretary.must(200, 'GET', '/api/v1/activities/mine');
  assert.ok(mine.items.some(one => one.activity.id === meeting.id));
  assert.deepEqual((await secretary.must(200, 'GET', '/api/v1/activities/mine?from=2020-01-01&to=2020-02-01')).items, []);
  await secretary.must(422, 'GET', '/api/v1/activities/mine?from=x');
});

test('calendars name nobody', async () => {
  for (const target of [`units/${branch}/activities.ics`, 'activities/mine.ics']) {
    const text = await secretary.must(200, 'GET', `/api/v1/${target}`);
    assert.match(text, /BEGIN:VCALENDAR[^]*BEGIN:VEVENT[^]*END:VCALENDAR/);
    assert.match(text, /STATUS:CANCELLED/);
    for (const one of roster) assert.ok(!text.includes(one.name), one.name);
  }
  await secretary.must(404, 'GET', '/api/v1/units/x/activities.ics');
});

test('a calendar program reads an address of its own, until it is taken back', async () => {
  const planned = await record(secretary, {kind: 'themed-day', state: 'planned', from: at(3), to: at(3, 2), topic: 'zqtopic'});
  assert.equal(planned.status, 201, planned.text);
  const id = planned.body.activity.activity.id;
  const make = json => member.must(201, 'POST', '/api/v1/calendars', {json});
  const read = path => resident.ask('GET', path);
  const plain = await make({});
  assert.match(plain.path, /^\/api\/v1\/calendars\/[A-Za-z0-9_-]{43}\.ics$/);
  const calendar = await read(plain.path);
  assert.equal(calendar.status, 200, calendar.text);
  assert.equal(calendar.headers.get('cache-control'), 'private, no-store');
  assert.ok(calendar.text.includes(`UID:${id}@massline`) && !calendar.text.includes('zqtopic'));
  assert.ok(!calendar.text.includes(meeting.id), 'what was held is in no feed');
  for (const one of roster) assert.ok(!calendar.text.includes(one.name), one.name);
  const full = await make({unit: branch, topics: true});
  assert.match((await read(full.path)).text, /zqtopic/);
  const {items} = await member.must(200, 'GET', '/api/v1/calendars');
  assert.deepEqual(items.map(one => [one.id, one.topics, one.unit?.id ?? null]), [[full.link.id, true, branch], [plain.link.id, false, null]]);
  assert.ok(!JSON.stringify(items).includes(plain.path.split('/').at(-1).slice(0, 43)), 'the token is told once');
  // Others neither see nor end them; a wrong address says nothing.
  assert.deepEqual((await county.must(200, 'GET', '/api/v1/calendars')).items, []);
  await county.must(404, 'DELETE', `/api/v1/calendars/${plain.link.id}`);
  refusedWith(await read(`/api/v1/calendars/${'x'.repeat(43)}.ics`), 404, 'feed-link-unknown');
  refusedWith(await read('/api/v1/calendars/short.ics'), 404, 'feed-link-unknown');
  await member.must(404, 'POST', '/api/v1/calendars', {json: {unit: '1'}});
  await resident.must(401, 'GET', '/api/v1/calendars');
  await member.must(204, 'DELETE', `/api/v1/calendars/${plain.link.id}`);
  refusedWith(await read(plain.path), 404, 'feed-link-unknown');
  await member.must(404, 'DELETE', `/api/v1/calendars/${plain.link.id}`);
  for (let made = 1; made < 20; ++made) await make({});
  refusedWith(await member.ask('POST', '/api/v1/calendars', {json: {}}), 409, 'feed-links-many');
  await secretary.must(200, 'POST', `/api/v1/activities/${id}/cancel`, {json: {version: 1, because: 'the hall is taken'}});
  assert.match((await read(full.path)).text, /STATUS:CANCELLED/);
});

test('attendance of the wrong person, day or unit is refused by row, and the rest is kept', async () => {
  const group = await registrar.must(201, 'POST', '/api/v1/units', {json: {parent: branch, kind: 'party-group', name: '第三党小组', code: '990121001001-ZB-3'}});
  await registrar.must(200, 'POST', `/api/v1/units/${group.unit.id}/close`, {json: {version: group.version, on: dayOf(0)}});
  const late = await registrar.must(201, 'POST', '/api/v1/people', {json: {name: '新党员', unit: await unitOf(registrar, 'housing'), post: 'case-handler'}});
  const held = await record(secretary, {kind: 'class', state: 'held', from: at(-9), to: at(-9, 1),
    sheet: [present(0), present(0), {person: late.id, presence: 'present'}, present(5)]});
  assert.equal(held.status, 201, held.text);
  assert.deepEqual(held.body.problems.map(one => one.type.split(':').at(-1)), ['attendance-twice', 'attendance-not-member']);
  assert.equal(held.body.activity.counts.there, 2);
  const elsewhere = await record(secretary, {kind: 'class', state: 'held', from: at(-9, 0.5), to: at(-9, 2), sheet: [present(0), present(1)]});
  assert.deepEqual(elsewhere.body.problems.map(one => one.type.split(':').at(-1)), ['attendance-elsewhere']);
  assert.equal(elsewhere.body.activity.counts.there, 1);
  const future = await record(secretary, {kind: 'class', state: 'held', from: at(9), to: at(9, 1), sheet: [present(0)]});
  refusedWith(future, 422, 'activity-in-future', 'to');
  const gone = await record(secretary, {kind: 'class', state: 'held', from: at(0), to: at(0, 1), sheet: [present(0)]}, group.unit.id);
  refusedWith(gone, 422, 'activity-unit-closed', 'unit');
});

test('attendance from a file with other columns: preview, mapping, run', async () => {
  const names = roster.map(one => one.name);
  const text = ['where,what,when,who', `990121001001-ZB,lecture,${dayOf(-12)},${names[0]}`].join('\n') + '\n';
  const form = extra => {
    const made = new FormData();
    made.set('file', new Blob([text], {type: 'text/csv'}), 'attendance.csv');
    for (const [name, value] of Object.entries(extra)) made.set(name, value);
    return made;
  };
  const preview = await secretary.must(200, 'POST', '/api/v1/imports/attendance/preview', {multipart: form({})});
  assert.deepEqual([preview.columns, preview.totalRows, preview.fields.filter(one => one.required).map(one => one.id)],
    [['where', 'what', 'when', 'who'], 1, ['unit', 'kind', 'date', 'person']]);
  const run = (columns, client = secretary) => client.ask('POST', '/api/v1/imports/attendance', {multipart: form({columns: JSON.stringify(columns)})});
  const right = {unit: 'where', kind: 'what', date: 'when', person: 'who'};
  assert.equal((await secretary.ask('POST', '/api/v1/imports/attendance', {multipart: form({})})).status, 422);
  const tried = await run(right);
  assert.deepEqual([tried.body.added, tried.body.refused], [1, 0], tried.text);
  refusedWith(await run({...right, person: 'whom'}), 422, 'import-column-unknown', 'columns/person');
  refusedWith(await run({...right, colour: 'who'}), 422, 'import-field-unknown', 'columns/colour');
  refusedWith(await member.ask('POST', '/api/v1/imports/attendance/preview', {multipart: form({})}), 403, 'not-allowed');
  await resident.must(401, 'POST', '/api/v1/imports/attendance/preview', {multipart: form({})});
  await secretary.must(422, 'POST', '/api/v1/imports/attendance/preview', {multipart: new FormData()});
});

test('attendance from a file: dry run, run, again, rejects', async () => {
  const names = roster.map(one => one.name);
  const rows = [['unit', 'kind', 'date', 'from', 'to', 'person', 'presence', 'reason'],
    ['990121001001-ZB', 'lecture', dayOf(-5), '09:00', '11:00', names[0], '', ''],
    ['990121001001-ZB', '党课', dayOf(-5), '09:00', '11:00', names[1], '请假', '出差'],
    ['990121001001-ZB', 'lecture', dayOf(-5), '09:00', '11:00', names[1], 'present', ''],
    ['990121001001-ZB', 'picnic', dayOf(-5), '09:00', '11:00', names[2], '', '']];
  const text = rows.map(row => row.join(',')).join('\n') + '\n';
  const form = extra => {
    const made = new FormData();
    made.set('file', new Blob([text], {type: 'text/csv'}), 'attendance.csv');
    for (const [name, value] of Object.entries(extra)) made.set(name, value);
    return made;
  };
  const run = extra => secretary.must(200, 'POST', '/api/v1/imports/attendance', {multipart: form(extra)});
  const tried = await run({});
  assert.deepEqual([tried.dryRun, tried.rows, tried.added, tried.refused], [true, 4, 2, 2], JSON.stringify(tried));
  assert.equal((await listed(secretary, '?kind=lecture')).items.length, 0);
  const done = await run({dryRun: 'false'});
  assert.deepEqual([done.dryRun, done.rows, done.added, done.present, done.refused], [false, 4, 2, 0, 2]);
  const [lecture] = (await listed(secretary, '?kind=lecture')).items;
  assert.deepEqual([lecture.counts.there, lecture.counts.excused], [1, 1]);
  const again = await secretary.ask('POST', '/api/v1/imports/attendance/rejects', {multipart: form({})});
  assert.match(again.text, /picnic/);
  refusedWith(await member.ask('POST', '/api/v1/imports/attendance', {multipart: form({})}), 403, 'not-allowed');
  refusedWith(await member.ask('POST', '/api/v1/imports/attendance/rejects', {multipart: form({})}), 403, 'not-allowed');
  await secretary.must(422, 'POST', '/api/v1/imports/attendance', {multipart: new FormData()});
  await resident.must(401, 'POST', '/api/v1/imports/attendance', {multipart: form({})});
});

test('guests: whoever belongs to the place, and who leads above it', async () => {
  const find = async words => (await secretary.must(200, 'GET', `/api/v1/units/${branch}/guests?query=${encodeURIComponent(words)}`)).items;
  assert.deepEqual(await find(' '), [], 'nobody without words');
  const [leader] = await find('县主要负责人');
  assert.equal(leader.unit, '晨光县');
  const [manager] = await find('暖阳花园负责人');
  assert.deepEqual(await find('党员教师甲'), [], 'a member of the branch is no guest');
  assert.deepEqual(await find('住建局承办人甲'), [], 'nor is somebody of a bureau elsewhere');
  await secretary.must(422, 'GET', `/api/v1/units/${branch}/guests?query=a&on=yesterday`);
  await member.must(403, 'GET', `/api/v1/units/${branch}/guests?query=a`);
  const answer = await record(secretary, {kind: 'general-meeting', state: 'held', from: at(-6), to: at(-6, 1),
    sheet: [present(0), {person: leader.person, presence: 'present'}, {person: manager.person, presence: 'late'}]});
  assert.equal(answer.status, 201, answer.text);
  assert.deepEqual(answer.body.problems, []);
  assert.equal(answer.body.activity.counts.guests, 2);
  const mine = await county.must(200, 'GET', '/api/v1/activities/mine');
  assert.ok(mine.items.some(one => (one.activity ?? one).id === answer.body.activity.activity.id), 'the leader finds it among their own');
});

test('no operation of activities was left out', () => {
  const asked = new Set([...seen].map(one => one.split(' ')[0]));
  const ours = operations.filter(one => /\/activit|\/roster$|\/imports\/attendance/.test(one.pattern)).map(one => one.operation.operationId);
  assert.equal(ours.length, 19);
  assert.deepEqual(ours.filter(id => !asked.has(id)), []);
});
