// What protects those who speak, as a user meets it: who saw me, two persons for an identity, the signed receipt, and the
// proofs that anybody can check with the files alone. Each store.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
const name = '赵招娣', phone = '13912345678', words = 'The well by the mill is foul. 磨坊旁的井水变臭了';

for (const store of stores) {
  describe(`proofs on ${store}`, () => {
    let server, resident, petition, housing, raised, id;

    before(async () => {
      server = await startServer({store});
      [resident, petition, housing] = Array.from({length: 3}, () => new Client(server));
      await petition.signIn('petition');
      await housing.signIn('housing');
      raised = await resident.must(201, 'POST', '/api/v1/matters', {json: {
        procedure: 'petition', place: await unitOf(resident, 'community'), inputs: {what: words}, contact: {name, phone}}});
      id = await find(petition, raised.code);
    });
    after(() => server.stop());

    const seen = () => resident.must(200, 'GET', '/api/v1/follow/seen', {receipt: raised.receipt});
    const file = (called, text) => {
      const at = path.join(server.data, '..', called);
      writeFileSync(at, text);
      return at;
    };
    const text = async (target, options) => (await resident.ask('GET', target, options)).text;

    test('nobody has read it until somebody does, and then once an hour', async () => {
      assert.deepEqual((await seen()).items, []);
      for (let i = 0; i < 3; ++i) await petition.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.equal((await housing.ask('GET', `/api/v1/matters/${id}`)).status, 404);
      const {items} = await seen();
      assert.equal(items.length, 1);
      assert.deepEqual([items[0].what, items[0].why, items[0].person], ['read', 'responsible', null]);
      assert.match(items[0].unit, /Petition Office/);
    });

    test('opening the identity is seen with its reason, and read by page', async () => {
      await petition.must(200, 'POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'to call back about the well'}});
      await take(petition, id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
      await housing.must(200, 'GET', `/api/v1/matters/${id}`);
      const {items} = await seen();
      assert.deepEqual(items.map(one => one.what), ['read', 'worked', 'identity-opened', 'read']);
      assert.equal(items[2].why, 'to call back about the well');
      const first = await resident.must(200, 'GET', '/api/v1/follow/seen?limit=2', {receipt: raised.receipt});
      const second = await resident.must(200, 'GET', `/api/v1/follow/seen?limit=2&before=${first.next}`, {receipt: raised.receipt});
      assert.deepEqual([...first.items, ...second.items], items);
      assert.equal(second.next, null);
    });

    test('a wrong receipt gets the same words everywhere', async () => {
      const answers = [];
      for (const target of ['/api/v1/follow', '/api/v1/follow/seen', '/api/v1/follow/receipt'])
        for (const receipt of ['0000000000000000', '1234', 'x'])
          answers.push(await resident.ask('GET', target, {receipt}));
      const bodies = new Set(answers.map(({status, body}) => JSON.stringify({status, title: body.title, detail: body.detail, type: body.type})));
      assert.equal(bodies.size, 1, [...bodies].join('\n'));
      assert.equal(answers[0].status, 404);
    });

    test('an accusation is opened by two persons', async () => {
      const accused = await resident.must(201, 'POST', '/api/v1/matters', {json: {
        procedure: 'accusation', place: await unitOf(resident, 'community'), inputs: {what: 'They took money.'}, contact: {name, phone}}});
      const discipline = new Client(server), head = new Client(server);
      await discipline.signIn('discipline');
      const matter = await find(discipline, accused.code);
      const alone = await discipline.ask('POST', `/api/v1/matters/${matter}/identity`, {json: {reason: 'to ask for evidence'}});
      assert.equal(alone.status, 409, alone.text);
      const asked = await discipline.must(201, 'POST', `/api/v1/matters/${matter}/identity/requests`, {json: {reason: 'to ask for evidence'}});
      assert.equal(asked.identityRequests.length, 1);
      const request = asked.identityRequests[0];
      assert.deepEqual([request.mine, request.mayAgree, request.agreed], [true, false, false]);
      assert.equal((await discipline.ask('POST', `/api/v1/matters/${matter}/identity/requests`, {json: {reason: 'to ask again'}})).status, 409);
      assert.equal((await discipline.ask('POST', `/api/v1/matters/${matter}/identity/requests/${request.id}/agree`)).status, 403);
      assert.equal((await petition.ask('POST', `/api/v1/matters/${matter}/identity/requests/${request.id}/agree`)).status, 404);
      await head.signIn('discipline-head');
      const offered = await head.must(200, 'GET', `/api/v1/matters/${matter}`);
      assert.equal(offered.identityRequests[0].mayAgree, true);
      await head.must(200, 'POST', `/api/v1/matters/${matter}/identity/requests/${request.id}/agree`);
      assert.equal((await head.ask('POST', `/api/v1/matters/${matter}/identity/requests/${request.id}/agree`)).status, 409);
      const opened = await discipline.must(200, 'POST', `/api/v1/matters/${matter}/identity`, {json: {reason: 'to ask for evidence'}});
      assert.equal(opened.contact.phone, phone);
      assert.equal((await head.ask('POST', `/api/v1/matters/${matter}/identity`, {json: {reason: 'I agreed, so I look'}})).status, 409);
      const lines = await resident.must(200, 'GET', '/api/v1/follow/seen', {receipt: accused.receipt});
      assert.deepEqual(lines.items.map(one => one.what), ['identity-opened', 'identity-agreed', 'read', 'identity-asked']);
      assert.equal(lines.items[3].why, 'to ask for evidence');
    });

    test('the signed receipt and its proofs hold offline, and forged ones do not', async () => {
      // The first checkpoint is made when the server starts; those after that wait for their hour.
      const until = Date.now() + 45_000;
      let region;
      for (;;) {
        const overview = await resident.must(200, 'GET', '/api/v1/transparency');
        region = overview.regions.find(one => one.newest);
        if (region || Date.now() > until) break;
        await new Promise(resolve => setTimeout(resolve, 500));
      }
      const overview = await resident.must(200, 'GET', '/api/v1/transparency');
      assert.ok(region, 'a checkpoint within the minute');
      const key = overview.keys[0].publicKey;
      const base = `/api/v1/transparency/regions/${region.id}`;
      const list = await resident.must(200, 'GET', `${base}/checkpoints`);
      assert.equal(list.items[0].size, region.newest.size);
      const checkpoint = file('checkpoint.txt', await text(`${base}/checkpoints/${region.newest.number}`));
      const receipt = file('receipt.txt', await text('/api/v1/follow/receipt', {receipt: raised.receipt}));
      const journal = path.join(server.data, '..', 'journal.ndjson'), hashes = path.join(server.data, '..', 'hashes.ndjson');
      const exported = server.run('export', 'journal', '--data', server.data, '--to', journal);
      assert.equal(exported.status, 0, exported.stdout + exported.stderr);
      server.run('export', 'journal', '--data', server.data, '--to', hashes, '--hashes-only');
      const verify = (...words) => server.run('verify', ...words);
      for (const words of [['--receipt', receipt], ['--receipt', receipt, '--journal', journal, '--key', key],
        ['--receipt', receipt, '--journal', hashes], ['--checkpoint', checkpoint, '--key', key], ['--journal', journal, '--checkpoint', checkpoint, '--key', key]]) {
        const {status, stdout, stderr} = verify(...words);
        assert.equal(status, 0, `${words.join(' ')}: ${stdout}${stderr}`);
      }
      assert.doesNotMatch(readFileSync(journal, 'utf8') + readFileSync(hashes, 'utf8'), /磨坊|mill|赵招娣|13912345678/);
      assert.match(readFileSync(receipt, 'utf8'), /磨坊/);
      const own = readFileSync(receipt, 'utf8');
      const above = `${own.split('\n\n')[0]}\n`, wordless = file('wordless.txt', above);
      for (const words of [['--receipt', wordless, '--key', key], ['--receipt', wordless, '--journal', journal, '--key', key]]) {
        const {status, stdout} = verify(...words);
        assert.equal(status, 0, stdout);
        assert.match(stdout, /what was said is not in this file/);
      }
      for (const bent of [above.replace(/^position .*$/m, 'position 1'), above.replace(/^entry ../m, 'entry 00')])
        assert.equal(verify('--receipt', file('bent.txt', bent)).status, 1);
      const bad = [own.replace('foul', 'fine'), own.replace(/^position (\d+)/m, 'position 9999'), own.replace(/^said ../m, 'said 00'),
        own.replace(/^salt ../m, 'salt 00'), own.split('\n').slice(0, 5).join('\n'), ''];
      for (const [index, content] of bad.entries()) {
        const {status, stdout} = verify('--receipt', file(`bad-${index}.txt`, content));
        assert.equal(status, 1, stdout);
      }
      const lines = readFileSync(journal, 'utf8').split('\n');
      const middle = Math.floor(lines.length / 2);
      const cut = file('cut.ndjson', [...lines.slice(0, middle), ...lines.slice(middle + 1)].join('\n'));
      const found = verify('--journal', cut);
      assert.equal(found.status, 1, found.stdout);
      assert.match(found.stdout, new RegExp(`line ${middle + 1}, region`));
      assert.equal(verify('--journal', journal, '--key', '0'.repeat(64)).status, 1);
      // Proofs within what the checkpoint covers.
      const size = region.newest.size;
      const consistency = file('consistency.json', await text(`${base}/consistency?first=${size}`));
      assert.equal(verify('--checkpoint', checkpoint, '--checkpoint', checkpoint, '--proof', consistency).status, 0);
      await resident.must(200, 'GET', `${base}/consistency?first=1`);
      const proof = await resident.must(200, 'GET', `${base}/inclusion?position=1`);
      assert.ok(proof.path.length <= Math.ceil(Math.log2(size)) + 1);
      assert.equal((await resident.ask('GET', `${base}/inclusion?position=${size + 1}`)).status, 422);
      const leaves = await text(`${base}/hashes`);
      assert.equal(verify('--journal', file('leaves.ndjson', leaves), '--checkpoint', checkpoint, '--key', key).status, 0);
      await resident.must(404, 'GET', '/api/v1/transparency/regions/1/checkpoints/1');
      await resident.must(404, 'GET', '/api/v1/transparency/regions/1/inclusion?position=1');
      const whole = server.run('verify', '--data', server.data);
      assert.equal(whole.status, 0, whole.stdout + whole.stderr);
      assert.match(whole.stdout, /signed checkpoints/);
    });

    test('no column and no file but the keys\' shows who spoke', () => {
      const secrets = [name, phone].map(one => Buffer.from(one));
      const clean = (at, bytes) => {
        for (const secret of secrets) assert.ok(!bytes.includes(secret), `${at} shows ${secret}`);
      };
      const walk = folder => {
        for (const entry of readdirSync(folder)) {
          const at = path.join(folder, entry);
          if (statSync(at).isDirectory()) walk(at);
          else clean(at, readFileSync(at));
        }
      };
      walk(server.data);
      if (store !== 'postgres') return;
      const dump = spawnSync('pg_dump', [readFileSync(path.join(server.data, 'database.url'), 'utf8')], {encoding: 'buffer', maxBuffer: 1 << 28});
      assert.equal(dump.status, 0, String(dump.stderr));
      assert.ok(dump.stdout.length > 10_000);
      clean('the dump', dump.stdout);
    });

    test('the vault gets another key while the server runs, and a passphrase', async () => {
      const vault = (words, env = {}) => spawnSync(process.env.MASSLINE ?? 'build/massline', ['vault', ...words, '--data', server.data],
        {encoding: 'utf8', cwd: path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..'), env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe']});
      const before = readFileSync(path.join(server.data, 'vault.key'), 'utf8');
      const rotated = vault(['rotate', '--wait', '5']);
      assert.equal(rotated.status, 0, rotated.stdout + rotated.stderr);
      assert.match(rotated.stdout, /A server is running/);
      const now = readFileSync(path.join(server.data, 'vault.key'), 'utf8');
      const oldKey = before.match(/^key 1 (\w+)$/m)[1];
      assert.ok(!now.includes(oldKey) && now.match(/^lookup .*$/m)[0] === before.match(/^lookup .*$/m)[0]);
      // Receipts still open, identities too, and what comes now is sealed as well.
      await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
      const opened = await petition.must(200, 'POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'to call back once more'}});
      assert.equal(opened.contact.phone, phone);
      const passphrase = {MASSLINE_NEW_PASSPHRASE: 'seven words that nobody else would say'};
      assert.equal(vault(['passphrase'], passphrase).status, 0);
      assert.ok(!readFileSync(path.join(server.data, 'vault.key'), 'utf8').includes('lookup'));
      const none = vault(['status']), wrong = vault(['status'], {MASSLINE_PASSPHRASE: 'another one'});
      assert.equal(none.status, 1);
      assert.equal(wrong.status, 1);
      assert.match(wrong.stderr, /can't be opened with this passphrase/);
      assert.equal(vault(['status'], {MASSLINE_PASSPHRASE: passphrase.MASSLINE_NEW_PASSPHRASE}).status, 0);
      assert.equal(vault(['passphrase', '--remove'], {MASSLINE_PASSPHRASE: passphrase.MASSLINE_NEW_PASSPHRASE}).status, 0);
    });
  });
}
