// What `massline doctor` and `massline verify` say of a data folder that was damaged, or bent by somebody who can write to
// it: each thing is named, with what to do, and a folder that is whole is called so.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {program, startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];

for (const store of stores) {
  describe(`doctor on ${store}`, () => {
    let server, matter;

    /// SQL as somebody writes it who has the database before them.
    const sql = text => {
      const [program, ...words] = store === 'sqlite'
        ? ['sqlite3', path.join(server.data, 'massline.db')]
        : ['psql', readFileSync(path.join(server.data, 'database.url'), 'utf8').trim(), '-qAtc'];
      const done = spawnSync(program, [...words, text], {encoding: 'utf8'});
      assert.equal(done.status, 0, done.stderr);
      return done.stdout.trim();
    };
    const emptyDatabase = () => {
      const name = `massline_empty_${process.pid}`;
      sql(`CREATE DATABASE ${name}`);
      return Object.assign(new URL(readFileSync(path.join(server.data, 'database.url'), 'utf8').trim()), {pathname: `/${name}`}).href;
    };
    const doctor = () => server.run('doctor', '--data', server.data);
    const verify = () => server.run('verify', '--data', server.data);
    const files = () => readdirSync(path.join(server.data, 'files'), {recursive: true, withFileTypes: true})
      .filter(one => one.isFile()).map(one => path.join(one.parentPath ?? one.path, one.name));

    before(async () => {
      server = await startServer({store});
      const resident = new Client(server), petition = new Client(server), housing = new Client(server);
      await petition.signIn('petition');
      await housing.signIn('housing');
      const raised = await resident.must(201, 'POST', '/api/v1/matters', {json: {
        procedure: 'petition', place: await unitOf(resident, 'community'), inputs: {what: 'The roof leaks'}, contact: {name: '李四', phone: '13900001234'}}});
      const file = new FormData();
      file.set('file', new Blob(['a photograph in words\n']), 'roof.txt');
      await resident.must(201, 'POST', '/api/v1/follow/attachments', {multipart: file, receipt: raised.receipt});
      matter = await find(petition, raised.code);
      const {version} = await petition.must(200, 'GET', `/api/v1/matters/${matter}`);
      const named = await petition.post(`/api/v1/matters/${matter}/parties`, {version, role: 'accused', unit: await unitOf(resident, 'water')});
      assert.equal(named.status, 200, named.text);
      await take(petition, matter, 'forward', {unit: await unitOf(resident, 'housing'), manner: 'forward'});
      await server.end();
    });
    after(() => server.stop());

    test('a whole folder is called so, and its owner alone enters it', () => {
      assert.equal(statSync(server.data).mode & 0o077, 0);
      const found = doctor();
      assert.equal(found.status, 0, found.stdout + found.stderr);
      assert.match(found.stdout, /1 attached file\(s\) are as they were given/);
      assert.match(verify().stdout, /^The journal holds/);
    });

    test('a folder that others can enter', () => {
      chmodSync(server.data, 0o755);
      const found = doctor();
      chmodSync(server.data, 0o700);
      assert.equal(found.status, 1);
      assert.match(found.stdout, /can be entered by other users .*\n.*chmod 700/);
    });

    test('a file that is missing, cut off, or another of the same size', () => {
      const [file] = files();
      const bytes = readFileSync(file);
      for (const [bend, words] of [
        [() => renameSync(file, `${file}.away`), /is missing or cut off; it goes with matter \d+/],
        [() => truncateSync(file, 3), /is missing or cut off; it goes with matter \d+/],
        [() => writeFileSync(file, Buffer.from(bytes).fill(0x2e, 0, 1)), /is not as it was given; it goes with matter \d+/],
      ]) {
        bend();
        const found = doctor();
        writeFileSync(file, bytes);
        assert.equal(found.status, 1, found.stdout);
        assert.match(found.stdout, words);
        assert.match(found.stdout, /Copy it from a backup/);
      }
      assert.equal(doctor().status, 0);
    });

    test('a key, a rulebook or a database that is gone, and none is made in its place', () => {
      for (const [name, words] of [
        ['vault.key', /vault\.key: is gone\. Put back the file/],
        ...(store === 'sqlite' ? [['massline.db', /massline\.db: is gone\. Put back .*massline restore/]] : []),
      ]) {
        const file = path.join(server.data, name);
        renameSync(file, `${file}.away`);
        const found = doctor(), served = server.run('serve', '--data', server.data, '--port', '0'), saved = server.run('verify', '--data', server.data);
        assert.ok(!existsSync(file), `${name} was not made anew`);
        renameSync(`${file}.away`, file);
        assert.deepEqual([found.status, served.status, saved.status], [1, 1, 1]);
        for (const text of [found.stdout, served.stderr, saved.stderr]) assert.match(text, words);
      }
    });

    test('an empty database in the place of the one that was', () => {
      const empty = store === 'sqlite' ? path.join(path.dirname(server.data), 'empty.db') : emptyDatabase();
      if (store === 'sqlite') writeFileSync(empty, '');
      const found = server.run('doctor', '--data', server.data, '--db', empty);
      const served = server.run('serve', '--data', server.data, '--db', empty, '--port', '0');
      assert.deepEqual([found.status, served.status], [1, 1]);
      for (const text of [found.stdout, served.stderr]) assert.match(text, /holds nothing\. Put back the one that was made with this data folder/);
    });

    test('a restore that was cut short is refused, and one that came to its end is not', async () => {
      const backups = path.join(path.dirname(server.data), 'backups'), restored = path.join(path.dirname(server.data), 'restored');
      assert.equal(server.run('backup', '--data', server.data, '--to', backups).status, 0);
      const words = ['restore', backups, '--keys', server.data, '--data', restored];
      const child = spawn(program, words, {stdio: 'ignore'});
      const ended = new Promise(resolve => child.once('exit', (code, signal) => resolve(signal)));
      while (child.exitCode === null && !existsSync(path.join(restored, 'restore.unfinished'))) await delay(1);
      child.kill('SIGKILL');
      assert.equal(await ended, 'SIGKILL');
      for (const [command, out] of [['doctor', 'stdout'], ['serve', 'stderr'], ['verify', 'stderr']]) {
        const found = server.run(command, '--data', restored);
        assert.equal(found.status, 1, command);
        assert.match(found[out], /was being restored, which was interrupted/);
      }
      rmSync(restored, {recursive: true});
      assert.equal(server.run(...words).status, 0);
      assert.equal(server.run('doctor', '--data', restored).status, 0);
      assert.equal(statSync(restored).mode & 0o077, 0);
    });

    test('a restore with keys from before they were changed says so, and leaves nothing half made', () => {
      const folder = path.dirname(server.data), backups = path.join(folder, 'later'), restored = path.join(folder, 'with-old-keys');
      cpSync(path.join(server.data, 'vault.key'), path.join(folder, 'old-keys/vault.key'), {recursive: true});
      cpSync(path.join(server.data, 'signing.key'), path.join(folder, 'old-keys/signing.key'), {recursive: true});
      assert.equal(server.run('vault', 'rotate', '--data', server.data).status, 0);
      assert.equal(server.run('backup', '--data', server.data, '--to', backups).status, 0);
      const restore = keys => server.run('restore', backups, '--keys', keys, '--data', restored);
      const refused = restore(path.join(folder, 'old-keys'));
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, /vault\.key: is older than these data/);
      assert.ok(!existsSync(restored));
      assert.equal(restore(server.data).status, 0);
    });

    test('what was said, who is accused, and which file was given can’t be changed in the database unseen', () => {
      const columns = {entry: 'inputs', party: 'role', attachment: 'digest'};
      for (const [table, column] of Object.entries(columns)) {
        const before = sql(`SELECT ${column} FROM ${table} WHERE matter = ${matter} ORDER BY id LIMIT 1`);
        const put = text => sql(`UPDATE ${table} SET ${column} = '${text}' WHERE matter = ${matter} AND id = (SELECT MIN(id) FROM ${table} WHERE matter = ${matter})`);
        put(table === 'entry' ? before.replace('leaks', 'holds') : 'x');
        const found = verify();
        put(before);
        assert.equal(found.status, 1, `${table}: ${found.stdout}`);
        assert.match(found.stdout, new RegExp(`does NOT hold. First place: region \\d+, entry \\d+: The matter ${matter} is not as this, its last act, left it`));
        assert.equal(verify().status, 0, `${table} was put back`);
      }
    });

    test('an accusation that was taken out of the database', () => {
      const row = sql(`SELECT region FROM party WHERE matter = ${matter}`);
      const unit = sql(`SELECT unit FROM party WHERE matter = ${matter}`);
      sql(`DELETE FROM party WHERE matter = ${matter}`);
      assert.equal(verify().status, 1);
      sql(`INSERT INTO party (region, matter, id, role, unit) VALUES (${row}, ${matter}, 1, 'accused', ${unit})`);
      assert.equal(verify().status, 0);
    });
  });
}
