// Open311 GeoReport v2 as a city's app would use it, in JSON and in XML.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Client} from '../lib/contract.mjs';
import {codes, unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

let server, client, key, service, request;
before(async () => {
  server = await startServer();
  client = new Client(server);
  const administrator = new Client(server);
  await administrator.signIn('administrator');
  const made = await administrator.must(201, 'POST', '/api/v1/keys', {json: {name: 'City app', unit: await unitOf(administrator, 'county')}});
  key = made.key;
});
after(() => server.stop());

test('services and their definitions', async () => {
  const services = await client.must(200, 'GET', '/open311/v2/services.json');
  assert.ok(services.length >= 5);
  service = services[0].service_code;
  const definition = await client.must(200, 'GET', `/open311/v2/services/${service}.json`);
  assert.equal(definition.service_code, service);
  const xml = await client.ask('GET', '/open311/v2/services.xml');
  assert.match(xml.text, /<services><service><description>/);
  const unknown = await client.ask('GET', '/open311/v2/services/no-such-thing.json');
  assert.equal(unknown.status, 404);
  assert.equal(unknown.body[0].code, 404);
  await client.must(200, 'GET', '/open311/v2/discovery.json');
});

test('a request needs a key, a service and a place', async () => {
  const form = {service_code: service, description: 'Dark at night', address_id: codes.community};
  assert.equal((await client.ask('POST', '/open311/v2/requests.json', {form})).status, 403);
  assert.equal((await client.ask('POST', '/open311/v2/requests.json', {form: {...form, api_key: 'wrong'}})).status, 403);
  const nowhere = await client.ask('POST', '/open311/v2/requests.json', {form: {service_code: service, description: 'x', api_key: key}});
  assert.equal(nowhere.status, 400);
  assert.equal(nowhere.body[0].code, 400);
});

test('posted, found, and answered with the standard\'s fields', async () => {
  const created = await client.ask('POST', '/open311/v2/requests.json', {form: {
    api_key: key, service_code: service, description: 'The lamp before number 5 is out. 路灯不亮。', lat: '30.5', long: '114.3', address_id: codes.community}});
  assert.equal(created.status, 201, created.text);
  request = created.body[0].service_request_id;
  assert.match(created.headers.get('x-receipt'), /^\d{16}$/);
  const [found] = await client.must(200, 'GET', `/open311/v2/requests/${request}.json`);
  assert.equal(found.status, 'open');
  assert.equal(found.service_code, service);
  const list = await client.must(200, 'GET', `/open311/v2/requests.json?service_code=${service}&status=open`);
  assert.ok(list.some(one => one.service_request_id === request));
  const xml = await client.ask('GET', `/open311/v2/requests/${request}.xml`);
  assert.match(xml.text, new RegExp(`<service_request_id>${request}</service_request_id>`));
  assert.match(found.description, /number 5/);
});

test('what people said through other channels stays theirs', async () => {
  const raised = await client.post('/api/v1/matters', {
    topic: service, place: await unitOf(client, 'community'), contact: {name: '李四', phone: '13900001111'},
    inputs: {what: 'The lamp at my door, number 7, is out.'}});
  assert.equal(raised.status, 201, raised.text);
  const list = await client.must(200, 'GET', `/open311/v2/requests.json?service_code=${service}`);
  const own = list.find(one => one.service_request_id === raised.body.code);
  assert.ok(own);
  assert.equal(own.description, null);
  assert.doesNotMatch(JSON.stringify(list), /number 7|李四|13900001111/);
});

test('wrong parameters get the standard\'s error body', async () => {
  const wrong = await client.ask('GET', '/open311/v2/requests.json?start_date=yesterday');
  assert.equal(wrong.status, 400);
  assert.match(wrong.body[0].description, /^start_date is not valid: /);
  assert.equal((await client.ask('GET', '/open311/v2/requests/12345.json')).status, 404);
});
