// What is under the server fails and comes back: the disk fills, the file system turns read-only, PostgreSQL stops. While it
// lasts, readers go on where they can, and whoever writes is told so, in their language, with when to come again; nothing is
// half done. Afterwards everything acknowledged is there, once, and the server needs no hand.
//
// The disks are small ones of their own, which takes the right to mount; where nobody may, those tests are left out and say so.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {mkdtempSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {checkOutage, isFollowed, raise, raisedIn} from '../lib/outages.mjs';
import {unitOf} from '../lib/people.mjs';
import {root, startServer} from '../lib/server.mjs';

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
const asRoot = words => process.getuid() === 0 ? words : ['sudo', '-n', ...words];

function run(...words) {
  const [program, ...rest] = asRoot(words);
  const done = spawnSync(program, rest, {encoding: 'utf8'});
  return done.status === 0 ? '' : `${words.join(' ')}: ${done.error ?? done.stderr}`;
}

/// A small disk of its own: {folder, unmount()}, or what kept it from being there.
function mountTemporary(megabytes) {
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-disk-'));
  const problem = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,uid=${process.getuid()}`, 'tmpfs', folder);
  if (!problem) return {folder, unmount: () => run('umount', folder) || rmSync(folder, {recursive: true})};
  rmSync(folder, {recursive: true});
  return {problem};
}

/// A disk with ext4 in a file, which can be told to turn read-only as it does when it finds itself damaged.
function mountImage(megabytes) {
  const image = path.join(tmpdir(), `massline-disk-${process.pid}.img`);
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-disk-'));
  const mount = () => run('mount', '-o', 'loop', image, folder);
  const problem = run('truncate', '-s', `${megabytes}M`, image) || run('mkfs.ext4', '-q', '-F', image) || mount() ||
    run('chown', String(process.getuid()), folder);
  const drop = () => {
    run('rm', '-f', image);
    rmSync(folder, {recursive: true, force: true});
  };
  if (problem) {
    drop();
    return {problem};
  }
  return {folder, turnReadOnly: () => run('mount', '-o', 'remount,abort', folder), repair: () => run('umount', folder) || mount(),
    unmount: () => run('umount', folder) || drop()};
}

/// One matter: kept in `acknowledged` if the server said so, else in `refused`.
async function tryToRaise(server, place, {acknowledged, refused}, language = refused.size % 2 ? 'zh' : 'en') {
  const key = randomUUID();
  const answer = await raise(server, place, key, language);
  if (answer.status === 201) {
    acknowledged.set(key, await answer.json());
    return true;
  }
  refused.set(key, await checkOutage(answer, language));
  return false;
}

/// Waits until the server takes matters again, by itself.
async function untilItRecovers(server, place, kept) {
  for (let tries = 0; tries < 100; ++tries) {
    if (await tryToRaise(server, place, kept)) return;
    await wait(200);
  }
  assert.fail('the server takes nothing, though what was wrong is over');
}

/// Everything acknowledged is there, once; what was refused is not there, or whole: it is raised now, once, by the same key.
async function checkNothingLost(server, place, {acknowledged, refused}, already) {
  for (const one of acknowledged.values()) await isFollowed(server, one);
  const before = (await raisedIn(server)) - already;
  const inDoubt = [...refused.values()].filter(type => type === 'store-in-doubt').length;
  assert.ok(before >= acknowledged.size && before <= acknowledged.size + inDoubt, `${before}: ${acknowledged.size} acknowledged, ${inDoubt} in doubt`);
  for (const [key, one] of acknowledged) assert.deepEqual(await (await raise(server, place, key, 'en')).json(), one);
  for (const key of refused.keys()) {
    const answer = await raise(server, place, key, 'en');
    assert.equal(answer.status, 201, await answer.clone().text());
    await isFollowed(server, await answer.json());
  }
  assert.equal((await raisedIn(server)) - already, acknowledged.size + refused.size);
  return {inDoubt, done: before - acknowledged.size};
}

async function startOn(options) {
  const server = await startServer(options);
  const [staff, stranger] = [new Client(server), new Client(server)];
  await staff.signIn('petition');
  return {server, staff, stranger, place: await unitOf(stranger, 'community'), kept: {acknowledged: new Map(), refused: new Map()}};
}

/// What nobody has to write for is read as ever.
async function readersGoOn({server, staff, stranger, kept}) {
  await stranger.must(200, 'GET', '/api/v1/organisation');
  await staff.must(200, 'GET', '/api/v1/session');
  await staff.must(200, 'GET', '/api/v1/inbox');
  await isFollowed(server, kept.acknowledged.values().next().value);
}

async function fill(folder) {
  const ballast = path.join(folder, 'ballast');
  const {bavail, bsize} = statfsSync(folder);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 256 * 1024)));
  return ballast;
}

async function attach(server, receipt) {
  const form = new FormData();
  form.set('file', new Blob([Buffer.alloc(600 * 1024, 'x')], {type: 'text/plain'}), 'told.txt');
  return fetch(`${server.url}/api/v1/follow/attachments`, {method: 'POST', body: form, headers: {'X-Receipt': receipt, 'Accept-Language': 'zh'}});
}

describe('the disk is full', () => {
  test('writers are told, readers go on, and with room it goes on by itself', {timeout: 60_000}, async context => {
    const disk = mountTemporary(24);
    if (disk.problem) return context.skip(disk.problem);
    try {
      const world = await startOn({place: disk.folder});
      const {server, place, kept} = world;
      const already = await raisedIn(server);
      await tryToRaise(server, place, kept);
      const ballast = await fill(disk.folder);
      for (let tries = 0; tries < 2000 && kept.refused.size < 4; ++tries) await tryToRaise(server, place, kept);
      assert.ok(kept.refused.size >= 4, 'the disk never filled');
      const whole = [...kept.acknowledged.values()][0];
      await checkOutage(await attach(server, whole.receipt), 'zh');
      await readersGoOn(world);
      rmSync(ballast);
      await untilItRecovers(server, place, kept);
      assert.equal((await attach(server, whole.receipt)).status, 201);
      const doubt = await checkNothingLost(server, place, kept, already);
      context.diagnostic(`${kept.acknowledged.size} acknowledged, ${kept.refused.size} refused, ${doubt.inDoubt} of them in doubt and ${doubt.done} kept`);
      await server.stop();
    } finally {
      assert.equal(disk.unmount() || '', '');
    }
  });
});

describe('the file system turns read-only', () => {
  test('writers are told, readers go on, and after a repair all is there', {timeout: 60_000}, async context => {
    const disk = mountImage(96);
    if (disk.problem) return context.skip(disk.problem);
    try {
      const world = await startOn({place: disk.folder});
      const {server, place, kept} = world;
      const already = await raisedIn(server);
      for (let i = 0; i < 20; ++i) assert.ok(await tryToRaise(server, place, kept));
      assert.equal(disk.turnReadOnly(), '');
      for (let i = 0; i < 4; ++i) assert.equal(await tryToRaise(server, place, kept), false);
      await readersGoOn(world);
      const doctor = server.run('doctor', '--data', server.data);
      assert.equal(doctor.status, 1);
      assert.match(doctor.stdout, /WRONG {2}Nothing can be written/);
      await server.end();
      assert.equal(disk.repair(), '');
      await server.start();
      await checkNothingLost(server, place, kept, already);
      await server.stop();
    } finally {
      assert.equal(disk.unmount() || '', '');
    }
  });
});

/// A PostgreSQL server that nobody else uses.
function ownPostgres() {
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-postgres-'));
  const call = words => spawnSync('bash', ['-c', `source script/lib/postgres.sh; ${words} "$0"`, folder], {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']});
  spawnSync('chmod', ['755', folder]);
  const started = call('start_postgres');
  assert.equal(started.status, 0);
  return {url: started.stdout.trim(), stop: () => call('stop_postgres'), resume: () => assert.equal(call('resume_postgres').status, 0),
    remove: () => { call('stop_postgres'); rmSync(folder, {recursive: true, force: true}); }};
}

describe('PostgreSQL stops', () => {
  test('under load: who writes is told, and once it runs again it goes on by itself', {timeout: 90_000}, async context => {
    if (!process.env.MASSLINE_TEST_POSTGRES) return context.skip('MASSLINE_TEST_POSTGRES names no server; run script/test');
    const postgres = ownPostgres();
    try {
      const {server, staff, place, kept} = await startOn({store: 'postgres', postgres: postgres.url});
      const already = await raisedIn(server);
      let over = false;
      const crowd = Array.from({length: 12}, async (_, i) => {
        while (!over) if (!(await tryToRaise(server, place, kept, i % 2 ? 'zh' : 'en'))) await wait(50);
      });
      await wait(700);
      postgres.stop();
      for (let tries = 0; tries < 100 && kept.refused.size < 24; ++tries) await wait(50);
      assert.ok(kept.refused.size >= 24, `${kept.refused.size} were told`);
      await checkOutage(await fetch(`${server.url}/api/v1/inbox`, {headers: {Cookie: staff.cookie, 'Accept-Language': 'zh'}}), 'zh');
      postgres.resume();
      await untilItRecovers(server, place, kept);
      await wait(300);
      over = true;
      await Promise.all(crowd);
      await staff.must(200, 'GET', '/api/v1/inbox');
      const doubt = await checkNothingLost(server, place, kept, already);
      context.diagnostic(`${kept.acknowledged.size} acknowledged, ${kept.refused.size} told to come again, of which ${doubt.inDoubt} were told ` +
                         `that nobody knows, and ${doubt.done} were kept; all there, once`);
      await server.stop();
    } finally {
      postgres.remove();
    }
  });
});
