// `massline simulate` as its users call it: a small organisation as rows, on which people work as on any; a country whose
// members stand in columns, under a tree of divisions given as a file.
import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {startServer, startSimulated} from '../lib/server.mjs';

const owing = ({duties, figures}, id) => figures[duties.findIndex(one => one.id === id)].owing;

const folder = mkdtempSync(path.join(tmpdir(), 'massline-simulate-'));
after(() => rmSync(folder, {recursive: true, force: true}));

describe('a small one, as rows', () => {
  let server;
  after(() => server?.stop());

  test('its people see what they owe, and what they did in their year', async () => {
    server = await startSimulated(['--members', '60', '--branches', '4', '--seed', '7']);
    assert.match(server.made, /60 memberships and \d+ posts; \d+ activities/);
    const member = new Client(server);
    await member.signIn('member');
    const mine = await member.must(200, 'GET', '/api/v1/duties/mine');
    const study = mine.items[0].duties.find(one => one.duty.id === 'study-hours');
    assert.ok(study.done > 0, 'some hours of the year');
    const activities = await member.must(200, 'GET', '/api/v1/activities/mine');
    assert.ok(activities.items.length > 0);
  });

  test('its leader takes the sheet of a meeting that was held, and sees who is behind', async () => {
    const leader = new Client(server);
    await leader.signIn('leader');
    const {items} = await leader.must(200, 'GET', '/api/v1/activities/mine');
    const {unit} = items[0].activity ?? items[0];
    const {members} = await leader.must(200, 'GET', `/api/v1/units/${unit.id}/roster`);
    assert.ok(members.length >= 3);
    await leader.must(200, 'GET', `/api/v1/units/${unit.id}/standing`);
  });

  test('the journal holds every row', () => {
    const verified = server.run('verify', '--data', server.data);
    assert.equal(verified.status, 0, verified.stderr);
    assert.match(verified.stdout, /holds/);
  });

  test('what another standard costs has an answer', () => {
    const told = server.run('what-if', 'subsistence', '--standard', '+10%', '--data', server.data);
    assert.equal(told.status, 0, told.stderr);
    assert.match(told.stdout, /21 households/);
  });
});

describe('into the sample organisation', () => {
  let server;
  after(() => server?.stop());

  test('branches with a year come beside its own', async () => {
    server = await startServer({simulate: ['--members', '40', '--branches', '3', '--seed', '7']});
    const head = new Client(server);
    await head.signIn('branch');
    const mine = await head.must(200, 'GET', '/api/v1/activities/mine');
    assert.ok(mine.items.length > 0, 'its own branch has a year too');
    assert.match(server.run('verify', '--data', server.data).stdout, /holds/);
    const told = server.run('what-if', 'subsistence', '--standard', '+10%', '--data', server.data);
    assert.match(told.stdout, /990121 798\.50 → 878\.35 +[1-9]/);
  });
});

describe('a country in columns, with divisions from a file', () => {
  let server;
  after(() => server?.stop());
  const divisions = path.join(folder, 'divisions.csv');
  const rows = [['code', 'parent', 'kind', 'name'], ['1', '', 'country', '示例国'], ['11', '1', 'province', '云山省'], ['1101', '11', 'city', '临湖市'],
    ['110101', '1101', 'county', '晨光县'], ['110101001', '110101', 'town', '城关街道'], ['110101001001', '110101001', 'community', '向阳社区'],
    ['110101001002', '110101001', 'community', '文昌社区'], ['110102', '1101', 'county', '青石县'], ['110102001', '110102', 'town', '青石镇']];
  writeFileSync(divisions, rows.map(row => row.join(',')).join('\n'));

  test('branches hang under communities and towns, all members as asked', async () => {
    server = await startSimulated(['--members', '900', '--branches', '40', '--seed', '3', '--as', 'columns', '--divisions', divisions]);
    const overseer = new Client(server);
    await overseer.signIn('overseer');
    const found = await overseer.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('示例国')}`);
    const root = found.items[0].id;
    const standing = await overseer.must(200, 'GET', `/api/v1/units/${root}/standing`);
    assert.equal(owing(standing, 'study-hours'), 900);
    const community = await overseer.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('文昌社区党支部')}`);
    assert.ok(community.items.length > 0, 'a branch of the community bears its name');
  });

  test('what its members owed in the years, quarters and months before is told, as it was kept', async () => {
    const overseer = new Client(server);
    await overseer.signIn('overseer');
    const {items} = await overseer.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('示例国')}`);
    const trendOf = (unit, duty) => overseer.must(200, 'GET', `/api/v1/units/${unit}/standing/${duty}/trend`);
    const study = await trendOf(items[0].id, 'study-hours');
    assert.deepEqual([study.from, study.complete, study.periods.length], ['kept', true, 6]);
    for (const {figures, quota} of study.periods) {
      assert.deepEqual([figures.owing, quota], [900, 1920]);
      assert.ok(figures.met > 0 && figures.behind > 0);
      assert.equal(figures.done + figures.missing, 900 * 1920);
    }
    assert.equal((await trendOf(items[0].id, 'general-meeting')).periods.length, 9);
    const months = await trendOf(items[0].id, 'themed-day');
    assert.equal(months.periods.length, 13);
    const {children} = await overseer.must(200, 'GET', `/api/v1/units/${items[0].id}/standing`);
    const parts = await Promise.all(children.map(({unit}) => trendOf(unit.id, 'themed-day')));
    months.periods.forEach((month, i) => assert.equal(month.figures.met, parts.reduce((sum, part) => sum + part.periods[i].figures.met, 0), month.on));
  });

  test('a kept period that was damaged is told, and the others stay', async () => {
    const kept = path.join(server.data, 'standing.past');
    const file = path.join(kept, readdirSync(kept).filter(name => name.startsWith('year-')).sort()[2]);
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged[4150] ^= 8;
    writeFileSync(file, damaged);
    const overseer = new Client(server);
    await overseer.signIn('overseer');
    const {items} = await overseer.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('示例国')}`);
    const {periods} = await overseer.must(200, 'GET', `/api/v1/units/${items[0].id}/standing/study-hours/trend`);
    assert.deepEqual(periods.map(({figures}) => figures !== null), [true, true, false, true, true, true]);
    assert.match(server.output(), /What is kept of a past period, .*year-/);
    assert.match(server.run('doctor', '--data', server.data).stdout, /What is kept of a past period, .*is wrong/);
    writeFileSync(file, whole);
  });

  test('the register still takes a change, and the standing stays', async () => {
    const more = path.join(folder, 'more.csv');
    writeFileSync(more, 'code,parent,kind,name\n110102001001,110102001,community,新建社区\n');
    assert.equal(server.run('import', 'units', more, '--data', server.data).status, 0);
    const overseer = new Client(server);
    await overseer.signIn('overseer');
    const {items} = await overseer.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent('青石镇')}`);
    const town = `/api/v1/units/${items[0].id}/standing`;
    const owed = owing(await overseer.must(200, 'GET', town), 'study-hours');
    assert.ok(owed > 0);
    const isThere = async () => (await overseer.must(200, 'GET', town)).children.some(child => child.unit.name === '新建社区');
    for (let tries = 0; tries < 50 && !(await isThere()); ++tries) await new Promise(resolve => setTimeout(resolve, 200));
    assert.ok(await isThere(), 'the new unit stands below its town');
    assert.equal(owing(await overseer.must(200, 'GET', town), 'study-hours'), owed);
  });

  test('what another standard costs, for each county', async () => {
    const told = server.run('what-if', 'subsistence', '--standard', '+10%', '--data', server.data);
    assert.match(told.stdout, /325 households/);
    assert.match(told.stdout, /110101 [\d.]+ → /);
  });

  test('a backup says that the members are not in it', () => {
    const told = server.run('backup', '--data', server.data, '--to', path.join(folder, 'backups'));
    assert.equal(told.status, 0, told.stderr);
    assert.match(told.stdout, /members of this simulated country have no rows/);
  });
});

test('what can\'t be is refused with what to do', () => {
  const {run} = startSimulated;
  const refused = (...words) => {
    const told = run('simulate', '--rulebook', 'rulebooks/cpc', '--data', path.join(folder, 'refused'), ...words);
    assert.notEqual(told.status, 0);
    return told.stderr;
  };
  assert.match(refused('--members', '0'), /Members are 1 to/);
  assert.match(refused('--members', '900000', '--as', 'rows'), /More than 500000 members are not made as rows/);
  assert.match(refused('--divisions', path.join(folder, 'no-such')), /can't be read/);
  assert.ok(!existsSync(path.join(folder, 'refused')), 'nothing is left behind');
  assert.match(run('simulate', '--into', '--data', path.join(folder, 'nowhere')).stderr, /init/);
});
