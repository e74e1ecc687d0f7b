// What `massline doctor` and `massline verify` say of a data folder that was damaged, or bent by somebody who can write to
// it: each thing is named, with what to do, and a folder that is whole is called so.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, readFileSync, readdirSync, renameSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

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
