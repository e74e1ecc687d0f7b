// From a resident's matter to an answer that they appraise, and up the ladder, as a plain HTTP client sees it. Each store.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {find, take, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const stores = process.env.MASSLINE_TEST_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];

for (const store of stores) {
  describe(`main path on ${store}`, () => {
    let server, resident, petition, housing, reviewer, rechecker, raised, id;

    before(async () => {
      server = await startServer({store});
      resident = new Client(server);
      petition = new Client(server, {language: 'zh'});
      housing = new Client(server);
      reviewer = new Client(server);
      rechecker = new Client(server);
      await petition.signIn('petition');
      await housing.signIn('housing');
      await reviewer.signIn('county-review');
      await rechecker.signIn('city-review');
    });
    after(() => server.stop());

    test('a resident sees who would answer, and by when', async () => {
      const preview = await resident.must(200, 'POST', '/api/v1/preview', {
        json: {procedure: 'petition', place: await unitOf(resident, 'community')}});
      assert.match(preview.unit.name, /Petition Office/);
      assert.ok(preview.clocks.length > 0);
      assert.match(preview.clocks[0].because, /Art\. 22/);
    });

    test('raises it, once, however often it is sent', async () => {
      const json = {
        procedure: 'petition', place: await unitOf(resident, 'community'),
        inputs: {what: 'The roof of building 1 leaks since May. 房顶漏水，请求维修。'},
        contact: {name: '张三', phone: '13800001234'}, language: 'en',
      };
      const first = await resident.post('/api/v1/matters', json, {key: 'once-and-for-all'});
      assert.equal(first.status, 201, first.text);
      raised = first.body;
      assert.match(raised.receipt, /^\d{16}$/);
      assert.equal(raised.id, null);
      assert.equal(raised.clocks[0].name, 'route');
      const again = await resident.post('/api/v1/matters', json, {key: 'once-and-for-all'});
      assert.equal(again.status, 201, again.text);
      assert.deepEqual(again.body, raised);
      const other = await resident.post('/api/v1/matters', {...json, inputs: {what: 'another thing'}}, {key: 'once-and-for-all'});
      assert.equal(other.status, 409);
      const blank = await resident.post('/api/v1/matters', {...json, inputs: {}});
      assert.equal(blank.status, 422);
      assert.ok(blank.body.problems.some(one => one.field.includes('what')), blank.text);
    });

    test('follows it with the receipt, and with nothing else', async () => {
      const followed = await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
      assert.equal(followed.code, raised.code);
      assert.equal(followed.state, 'open');
      await resident.must(404, 'GET', '/api/v1/follow', {receipt: '0000000000000000'});
      const mistyped = await resident.must(404, 'GET', '/api/v1/follow', {receipt: 'abc'});
      assert.equal(mistyped.type, 'urn:massline:receipt-not-known');
    });

    test('the petition office finds it and sends it to the housing bureau', async () => {
      id = await find(petition, raised.code);
      assert.ok(id);
      const search = await petition.must(200, 'GET', `/api/v1/matters?query=${encodeURIComponent('漏水')}`);
      assert.deepEqual(search.items.map(one => one.code), [raised.code]);
      assert.equal((await housing.ask('GET', `/api/v1/matters/${id}`)).status, 404);
      const blind = await housing.must(200, 'GET', `/api/v1/matters?query=${encodeURIComponent('漏水')}`);
      assert.equal(blind.total, 0);
      await take(petition, id, 'forward', {unit: await unitOf(petition, 'housing'), manner: 'forward'});
    });

    test('contacts stay masked until a reason is given', async () => {
      const detail = await petition.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.doesNotMatch(JSON.stringify(detail), /13800001234|张三/);
      const opened = await petition.must(200, 'POST', `/api/v1/matters/${id}/identity`, {json: {reason: 'to call back about the visit'}});
      assert.equal(opened.contact.phone, '13800001234');
      const acts = await petition.must(200, 'GET', `/api/v1/matters/${id}/journal`);
      assert.ok(acts.items.some(one => one.act.includes('identity')));
    });

    test('the bureau takes it up; an old version is told and loses nothing', async () => {
      const before = await housing.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.ok(before.steps.some(step => step.id === 'accept'));
      const accepted = await take(housing, id, 'accept', {way: before.steps.find(step => step.id === 'accept').asks.find(ask => ask.id === 'way').choices[0].id});
      const decide = accepted.clocks.find(clock => clock.name === 'decide');
      assert.equal(decide.state, 'running');
      const stale = await housing.post(`/api/v1/matters/${id}/steps/hear`, {version: before.version, inputs: {'heard-on': '2026-11-20', statement: 'as told'}});
      assert.equal(stale.status, 412, stale.text);
    });

    test('messages go both ways', async () => {
      await housing.must(200, 'POST', `/api/v1/matters/${id}/messages`, {json: {text: 'When may we look at the roof?'}});
      const followed = await resident.must(200, 'POST', '/api/v1/follow/message', {receipt: raised.receipt, json: {text: 'On Saturday. 星期六。'}});
      assert.ok(followed.entries.some(entry => JSON.stringify(entry.fields).includes('look at the roof')));
      const detail = await housing.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.ok(detail.entries.some(entry => entry.byRaiser && JSON.stringify(entry.fields).includes('星期六')));
      await housing.must(200, 'POST', `/api/v1/matters/${id}/notes`, {json: {text: 'ask the contractor'}});
      const public_ = await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
      assert.doesNotMatch(JSON.stringify(public_), /contractor/);
    });

    test('files are sniffed and never run', async () => {
      const form = new FormData();
      form.set('file', new Blob(['<html><script>alert(1)</script></html>'], {type: 'image/png'}), '../../roof.png');
      const attached = await resident.must(201, 'POST', '/api/v1/follow/attachments', {receipt: raised.receipt, multipart: form});
      assert.equal(attached.name, 'roof.png');
      assert.equal(attached.inline, false);
      const file = await resident.ask('GET', `/api/v1/follow/attachments/${attached.id}`, {receipt: raised.receipt});
      assert.equal(file.status, 200);
      assert.match(file.headers.get('content-disposition'), /^attachment/);
      assert.match(file.headers.get('content-type'), /octet-stream|text\/plain/);
    });

    test('no answer without reasons and remedy', async () => {
      const open = await housing.must(200, 'GET', `/api/v1/matters/${id}`);
      const step = open.steps.find(one => one.id === 'decide');
      const decision = step.asks.find(ask => ask.id === 'decision').choices[0].id;
      const refused = await housing.post(`/api/v1/matters/${id}/steps/decide`, {version: open.version, inputs: {decision}});
      assert.equal(refused.status, 422);
      for (const field of ['reasons', 'remedy', 'facts', 'basis'])
        assert.ok(refused.body.problems.some(one => one.field.includes(field)), `${field}: ${refused.text}`);
      await take(housing, id, 'decide', {
        decision, facts: 'The roof leaks.', basis: 'Housing rules, Art. 5', reasons: 'It is ours to repair.',
        remedy: 'You may ask the county to review this within 30 days.'});
    });

    test('the resident appraises; the unit never sees one rating', async () => {
      const bad = await resident.ask('POST', '/api/v1/follow/appraisal', {receipt: raised.receipt, json: {solved: 'maybe', satisfied: 9}});
      assert.equal(bad.status, 422);
      const followed = await resident.must(200, 'POST', '/api/v1/follow/appraisal', {receipt: raised.receipt, json: {solved: 'no', satisfied: 1, comment: 'still wet inside'}});
      assert.equal(followed.appraised, true);
      const detail = await housing.must(200, 'GET', `/api/v1/matters/${id}`);
      assert.doesNotMatch(JSON.stringify(detail), /still wet/);
      const figures = await housing.must(200, 'GET', `/api/v1/units/${await unitOf(housing, 'housing')}/figures`);
      assert.equal(figures.meanSatisfied, null);
    });

    test('up the ladder: reviewed and re-checked one level higher each, then closed for the same facts', async () => {
      await resident.must(200, 'POST', '/api/v1/follow/review', {receipt: raised.receipt, json: {reasons: 'Nobody came.'}});
      assert.equal((await housing.ask('POST', `/api/v1/matters/${id}/steps/decide-review`, {json: {version: 1, inputs: {}}})).status >= 403, true);
      const inReview = await reviewer.must(200, 'GET', `/api/v1/matters/${id}`);
      const review = inReview.steps.find(step => step.id === 'decide-review');
      assert.ok(review, JSON.stringify(inReview.steps.map(one => one.id)));
      await take(reviewer, id, 'decide-review', {
        decision: review.asks[0].choices[0].id, reasons: 'The bureau was right.', remedy: 'You may ask the city for a re-check within 30 days.'});
      await resident.must(200, 'POST', '/api/v1/follow/review', {receipt: raised.receipt, json: {reasons: 'It leaks.'}});
      const inRecheck = await rechecker.must(200, 'GET', `/api/v1/matters/${id}`);
      const recheck = inRecheck.steps.find(step => step.id === 'decide-recheck');
      await take(rechecker, id, 'decide-recheck', {
        decision: recheck.asks[0].choices[0].id, reasons: 'The roof is repaired.', remedy: 'This was the last level; you may go to court.'});
      const followed = await resident.must(200, 'GET', '/api/v1/follow', {receipt: raised.receipt});
      assert.equal(followed.state, 'final');
      assert.equal(followed.answers.length, 3);
      assert.equal((await resident.ask('POST', '/api/v1/follow/review', {receipt: raised.receipt, json: {reasons: 'again'}})).status, 409);
    });

    test('the journal holds', () => {
      const verified = server.run('verify', '--data', server.data);
      assert.equal(verified.status, 0, verified.stdout + verified.stderr);
      assert.match(verified.stdout, /The journal holds/);
    });
  });
}
