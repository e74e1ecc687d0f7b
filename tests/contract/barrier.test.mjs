// The accused barrier as the accused meet it over HTTP: a matter that accuses their office answers, on every route, as
// one that is not there; and no list, count, figure, file or public page tells of it.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {Client, operations} from '../lib/contract.mjs';
import {find, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];
const nowhere = '1';  // an id that no matter has

/// What is sent where a body is needed: right in itself, so that nothing but the matter can be refused.
const bodies = {
  writeMessage: {text: 'Words'},
  writeNote: {text: 'Words'},
  nameParty: {version: 1, role: 'concerned', unit: nowhere},
  joinMatter: {version: 1, into: nowhere},
  separateMatter: {version: 1},
  openIdentity: {reason: 'To call the person back'},
  takeStep: {version: 1, inputs: {}},
};

for (const store of stores) {
  describe(`accused barrier on ${store}`, () => {
    let server, resident, accused, reviewer, raised, id, figuresBefore;
    const places = ['country', 'province', 'city', 'county', 'town', 'petition'];
    const words = 'Zauberwort Bestechung 受贿办事员';

    const figures = async client => {
      const out = {};
      for (const place of places) {
        out[place] = await client.must(200, 'GET', `/api/v1/units/${await unitOf(client, place)}/figures`);
        delete out[place].countedAt;
      }
      return out;
    };

    before(async () => {
      server = await startServer({store});
      resident = new Client(server);
      accused = new Client(server);
      reviewer = new Client(server);
      await accused.signIn('petition');
      await reviewer.signIn('county-review');
      // So many others that one more would fill a five, and show.
      const place = await unitOf(resident, 'community');
      for (let i = 0; i < 9; ++i)
        await resident.must(201, 'POST', '/api/v1/matters', {json: {procedure: 'petition', place, inputs: {what: `Light ${i}`}, language: 'en'}});
      figuresBefore = await figures(accused);
      const answer = await resident.post('/api/v1/matters', {
        procedure: 'petition', place, inputs: {what: words, 'about-unit': await unitOf(resident, 'petition')},
        contact: {name: '李四', phone: '13900001234'}, language: 'en'});
      assert.equal(answer.status, 201, answer.text);
      raised = answer.body;
      id = await find(reviewer, raised.code);
      assert.ok(id, 'the county reads it, since it went higher');
      const file = new FormData();
      file.append('file', new Blob(['evidence']), 'evidence.txt');
      await resident.must(201, 'POST', '/api/v1/follow/attachments', {multipart: file, receipt: raised.receipt});
    });
    after(() => server.stop());

    const answerOf = async (operation, pattern, method, matter, options) => {
      const target = pattern.replace('{matter}', matter).replace('{step}', 'forward').replace(/\{[^}]+\}/g, nowhere);
      const answer = await accused.ask(method.toUpperCase(), target, options());
      const headers = Object.fromEntries([...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name)));
      return {status: answer.status, text: answer.text.replaceAll(matter, 'ID'), headers};
    };

    test('every route answers as for a matter that is not there', async () => {
      const routes = operations.filter(one => one.pattern.includes('{matter}'));
      assert.ok(routes.length >= 12, 'the contract has routes of matters');
      for (const {pattern, method, operation} of routes) {
        const multipart = operation.requestBody?.content?.['multipart/form-data'];
        const tries = [undefined, 'the-same-key'].map(key => () => {
          if (method === 'get') return {};
          if (!multipart) return {json: bodies[operation.operationId] ?? {}, key: key && `${key}-${operation.operationId}`};
          const form = new FormData();
          form.append('file', new Blob(['x']), 'x.txt');
          return {multipart: form};
        });
        for (const options of tries) {
          const barred = await answerOf(operation, pattern, method, id, options);
          const absent = await answerOf(operation, pattern, method, nowhere, options);
          assert.deepEqual(barred, absent, operation.operationId);
          if (!multipart && (method === 'get' || bodies[operation.operationId]))
            assert.equal(barred.status, 404, `${operation.operationId}: ${barred.text}`);
        }
      }
    });

    test('no list, search, export, likeness, journal or public page tells of it', async () => {
      const similar = {text: words, place: await unitOf(resident, 'community')};
      const shown = [];
      for (const box of ['unit', 'mine', 'escalated', 'sent', 'below'])
        shown.push((await accused.ask('GET', `/api/v1/inbox?box=${box}`)).text);
      for (const query of [raised.code, 'Zauberwort', '受贿', ''])
        for (const list of ['matters', 'matters.csv'])
          shown.push((await accused.ask('GET', `/api/v1/${list}?query=${encodeURIComponent(query)}`)).text);
      shown.push((await accused.ask('POST', '/api/v1/staff/similar', {json: similar})).text);
      shown.push((await accused.ask('POST', '/api/v1/similar', {json: similar})).text);
      shown.push((await accused.ask('GET', '/api/v1/journal?limit=200')).text);
      shown.push((await accused.ask('GET', '/open311/v2/requests.json')).text);
      shown.push((await accused.ask('GET', `/open311/v2/requests.json?service_request_id=${raised.code}`)).text);
      for (const text of shown)
        for (const trace of [raised.code, id, 'Zauberwort', '受贿']) assert.ok(!text.includes(trace), `${trace} in ${text.slice(0, 400)}`);
    });

    test('whoever may read it finds all of that', async () => {
      const found = await reviewer.must(200, 'GET', '/api/v1/matters?query=Zauberwort');
      assert.deepEqual(found.items.map(one => one.code), [raised.code]);
      const detail = await reviewer.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.equal(detail.attachments.length, 1);
      assert.ok(detail.entries.some(one => /higher/.test(one.title)), 'it says that it went higher');
    });

    test('the figures of no unit move by it', async () => {
      assert.deepEqual(await figures(accused), figuresBefore);
    });

    test('naming somebody later closes it from then on, for a page that was kept too', async () => {
      const place = await unitOf(resident, 'community');
      const later = (await resident.post('/api/v1/matters', {procedure: 'petition', place, inputs: {what: 'Zauberwort two'}, language: 'en'})).body;
      const other = await find(accused, later.code);
      const open = await accused.must(200, 'GET', `/api/v1/matters/${other}`);
      await accused.must(200, 'GET', `/api/v1/matters/${other}`);
      const named = await accused.post(`/api/v1/matters/${other}/parties`, {version: open.version, role: 'accused', unit: await unitOf(resident, 'petition')});
      assert.equal(named.status, 204, named.text);
      await accused.must(404, 'GET', `/api/v1/matters/${other}`);
      const found = await accused.must(200, 'GET', '/api/v1/matters?query=Zauberwort');
      assert.equal(found.total, 0);
    });
  });
}
