// Every operation of the contract, asked by every role about things in every relation to it. What must happen stands in
// the contract (`x-access`, explained in tests/lib/access.mjs); what a relation means is worked out here from rulebook and
// sample, apart from the server. An operation without a rule fails.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {can, isBarred, isPosted, mayDo, mayRead, problemOf} from '../lib/access.mjs';
import {Client, contract, operations} from '../lib/contract.mjs';
import {codes, take, unitOf} from '../lib/people.mjs';
import {root, startServer} from '../lib/server.mjs';

const today = new Date().toISOString().slice(0, 10);
const logins = {
  member: 'member', 'officer of the office that sent it': 'petition', 'officer of the unit that has it': 'housing',
  'leader of that unit': 'housing-head', 'officer of another unit': 'labour', 'reviewer one level higher': 'city-review',
  leader: 'county-head', 'discipline office': 'discipline', 'agent of the 12345 centre': 'hotline', registrar: 'registrar',
  administrator: 'administrator', auditor: 'auditor', 'secretary of a branch': 'branch',
};
const probedUnits = ['housing', 'branch', 'hedong'];
const codeOf = {...codes, hedong: '990121100'};
const needle = 'zqneedle';  // stands in every matter's text, and in nothing else

let server, world;
const actors = [];

async function raise(client, what, more = {}) {
  return client.must(201, 'POST', '/api/v1/matters', {json: {
    procedure: 'petition', place: world.units.community, inputs: {what: `${what} ${needle}`}, contact: {name: 'Li', phone: '13700000000'}, ...more}});
}

/// A matter with what the oracle has to know of it. `at`: how it got to where it is.
async function makeMatter(name, office, more, facts, at = async () => {}) {
  const raised = await raise(new Client(server), name, more);
  const found = await office.must(200, 'GET', `/api/v1/matters?query=${encodeURIComponent(raised.code)}`);
  const matter = {name, ...facts, id: found.items[0].id, code: raised.code, receipt: raised.receipt};
  const file = new FormData();
  file.set('file', new Blob(['as told\n'], {type: 'text/plain'}), 'told.txt');
  matter.attachment = (await office.must(201, 'POST', `/api/v1/matters/${matter.id}/attachments`, {multipart: file})).id;
  await at(matter);
  return matter;
}

async function nameAccused(office, matter, party) {
  const {version} = await office.must(200, 'GET', `/api/v1/matters/${matter.id}`);
  const named = await office.ask('POST', `/api/v1/matters/${matter.id}/parties`, {json: {version, role: 'accused', ...party}});
  assert.ok([200, 204].includes(named.status), named.text);
}

before(async () => {
  server = await startServer();
  const nobody = new Client(server);
  world = {units: {}};
  for (const name of [...Object.keys(codes), ...probedUnits]) world.units[name] = await unitOf(nobody, codeOf[name]);
  for (const [role, login] of Object.entries(logins)) {
    const client = new Client(server);
    const {person} = await client.signIn(login);
    actors.push({role, login, client, person: person.id});
  }
  const by = login => actors.find(actor => actor.login === login).client;
  const registrar = by('registrar'), administrator = by('administrator'), petition = by('petition'), housing = world.units.housing;

  const made = await registrar.must(201, 'POST', '/api/v1/people', {json: {name: '承办人丙', unit: housing, post: 'case-handler'}});
  const member = await registrar.must(201, 'POST', `/api/v1/people/${made.id}/memberships`, {json: {unit: housing, kind: 'full', from: '2026-01-01'}});
  world.person = made.id;
  world.post = member.posts[0].id;
  world.membership = member.memberships[0].id;
  const key = await administrator.must(201, 'POST', '/api/v1/keys', {json: {name: 'App', unit: world.units.county}});
  world.key = key.id;
  const branch = by('branch');
  const emergency = await by('county-head').must(201, 'POST', '/api/v1/emergencies', {json: {unit: world.units.county, title: '暴雨', lastDay: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)}});
  world.emergency = emergency.id;
  const hours = count => new Date(Date.now() + count * 3_600_000).toISOString();
  const planned = await branch.must(201, 'POST', `/api/v1/units/${world.units.branch}/activities`, {json: {kind: 'themed-day', state: 'planned', from: hours(1), to: hours(2)}});
  world.activity = planned.activity.activity.id;

  const at = {responsible: codes.petition};
  world.matters = [
    await makeMatter('sent to a bureau', petition, {}, {responsible: codes.housing, sender: codes.petition}, matter =>
      take(petition, matter.id, 'forward', {unit: housing, manner: 'forward'})),
    await makeMatter('accuses a unit', petition, {}, {...at, accusedUnit: codes.housing}, matter =>
      nameAccused(petition, matter, {unit: housing})),
    await makeMatter('accuses a leader', petition, {}, {responsible: codes.city, sender: codes.petition, accusedPerson: 'county-head'}, matter =>
      nameAccused(petition, matter, {person: actors.find(actor => actor.login === 'county-head').person})),
    await makeMatter('confidential', petition, {confidential: true}, {...at, confidential: true}),
  ];
  actors.unshift(
    {role: 'nobody', client: new Client(server)},
    {role: 'resident with the receipt', client: new Client(server), receipt: world.matters[0].receipt},
    {role: 'key of an API client', client: new Client(server), apiKey: key.key});
});
after(() => server.stop());

// ---- a request that gets as far as the question who may

const values = {
  step: 'accept', format: 'json', procedure: 'petition', serviceFile: 'street-lamp.json', requestFile: '1.json', duty: 'study-hours',
  rule: 'petition/decide', kind: 'community', name: '新单位', code: 'x-1', role: 'accused', text: 'as told', old: 'x', new: 'short', from: today,
  post: 'case-handler', language: 'en', reason: 'to call back about the visit', solved: 'yes', password: 'a-long-enough-password',
};

function resolve(node) {
  return node?.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], contract) : node;
}

function valueOf(name, schema, probe) {
  if (probe.ids[name] !== undefined) return probe.ids[name];
  const resolved = resolve(schema) ?? {};
  if (resolved.enum) return resolved.enum[0];
  if (resolved.format === 'date') return today;
  if (resolved.format === 'date-time') return new Date(Date.now() - (name === 'from' ? 7_200_000 : 3_600_000)).toISOString();
  if (values[name] !== undefined) return values[name];
  if (resolved.type === 'integer') return resolved.minimum ?? 1;
  if (resolved.type === 'boolean') return true;
  if (resolved.type === 'object') return {};
  if (resolved.type === 'array') return [];
  return resolved.pattern ? '1' : 'x'.repeat(Math.max(4, resolved.minLength ?? 0));
}

function bodyOf(schema, probe, example) {
  const resolved = resolve(schema);
  const chosen = resolved.oneOf ? resolve(resolved.oneOf[0]) : resolved;
  const out = {};
  for (const name of chosen.required ?? []) out[name] = valueOf(name, chosen.properties[name], probe);
  for (const [name, value] of Object.entries(example ?? {})) out[name] = probe.ids[value] ?? value;
  return out;
}

/// {method, target, options} for one operation about one subject.
function requestOf({pattern, method, operation}, probe) {
  const parameters = (operation.parameters ?? []).map(resolve);
  const named = (place, required) => parameters.filter(one => one.in === place && (!required || one.required));
  let target = pattern;
  const example = {...operation['x-ask']};
  for (const one of named('path')) {
    target = target.replace(`{${one.name}}`, encodeURIComponent(example[one.name] ?? valueOf(one.name, one.schema, probe)));
    delete example[one.name];
  }
  const query = new URLSearchParams(named('query', true).map(one => [one.name, valueOf(one.name, one.schema, probe)]));
  if (query.size > 0) target += `?${query}`;
  const options = {};
  const content = operation.requestBody?.content ?? {};
  if (content['application/json']) options.json = bodyOf(content['application/json'].schema, probe, example);
  if (content['application/x-www-form-urlencoded']) options.form = bodyOf(content['application/x-www-form-urlencoded'].schema, probe, example);
  if (content['multipart/form-data']) {
    options.multipart = new FormData();
    for (const [name, value] of Object.entries(bodyOf(content['multipart/form-data'].schema, probe, example)))
      options.multipart.set(name, name === 'file' ? new Blob(['unit,kind,date,person\n'], {type: 'text/csv'}) : value, ...(name === 'file' ? ['probe.csv'] : []));
  }
  return {method: method.toUpperCase(), target, options};
}

async function ask(actor, operation, probe) {
  const {method, target, options} = requestOf(operation, probe);
  if (actor.apiKey) options.headers = {'X-API-Key': actor.apiKey, Authorization: `Bearer ${actor.apiKey}`};
  if (actor.apiKey && options.form) options.form.api_key = actor.apiKey;
  if (actor.receipt) options.receipt = actor.receipt;
  return actor.client.ask(method, target, options);
}

// ---- what must happen: 'in', 'sign in first', 'refused' (403 or 404), 'not there' (404)

function expected(rule, actor, subject) {
  if (rule === 'everybody') return 'in';
  if (rule === 'secret') return 'sign in first';
  if (rule === 'receipt') return actor.receipt ? 'in' : 'sign in first';
  if (rule === 'key') return actor.apiKey ? 'in' : 'refused';
  if (!actor.login) return 'sign in first';
  if (rule === 'own') return 'in';
  if (rule.matter) {
    if (!mayRead(actor.login, subject.matter)) return 'not there';
    if (rule.matter === 'step') return subject.steps.get(actor.login) ? 'in' : 'refused';
    return !rule.at || mayDo(actor.login, subject.matter, rule) ? 'in' : 'refused';
  }
  if (rule.or === 'self' && actor.person === subject.person) return 'in';
  if (rule.or === 'posted' && isPosted(actor.login, subject.code)) return 'in';
  return rule.may.some(one => can(actor.login, one, subject.code)) ? 'in' : 'refused';
}

function agrees(wanted, status, rule) {
  if (wanted === 'sign in first') return status === 401 || (rule === 'secret' && status === 429);
  if (wanted === 'not there') return status === 404;
  if (wanted === 'refused') return status === 403 || status === 404 || (rule.matter === 'step' && status === 409);
  // About what is one's own or open to all, a thing that is not there is no refusal.
  if (rule === 'own' || rule === 'everybody' || rule === 'receipt') return status !== 401 && status !== 403;
  return ![401, 403, 404].includes(status);
}

/// The things that an operation is asked about.
async function subjectsOf(rule) {
  const ids = {person: world.person, post: world.post, membership: world.membership, activity: world.activity, key: world.key, emergency: world.emergency,
    unit: world.units.housing, parent: world.units.county, place: world.units.community, version: 999_999, into: world.units.water};
  if (rule.matter || rule === 'receipt') {
    return Promise.all(world.matters.slice(0, rule === 'receipt' ? 1 : undefined).map(async matter => {
      const steps = new Map();
      let version = 1;
      for (const actor of actors.filter(one => one.login)) {
        const seen = await actor.client.ask('GET', `/api/v1/matters/${matter.id}`);
        if (seen.status !== 200) continue;
        steps.set(actor.login, seen.body.steps.some(step => step.id === values.step));
        version = seen.body.version;
      }
      return {about: matter.name, matter, steps, ids: {...ids, matter: matter.id, attachment: matter.attachment, version,
        into: world.matters.find(other => other !== matter).id, unit: world.units.transport}};
    }));
  }
  if (rule.over === 'unit')
    return probedUnits.map(name => ({about: name, code: codeOf[name], ids: {...ids, unit: world.units[name], parent: world.units[name]}}));
  const code = {person: codes.housing, activity: codes.branch, key: codes.county, emergency: codes.county}[rule.over];
  return [{about: rule.over ?? '', code, person: world.person, ids}];
}

// ---- the tests

test('every operation says who may ask', () => {
  const problems = operations.map(({operation}) => [operation.operationId, problemOf(operation['x-access'])]).filter(([, problem]) => problem);
  assert.deepEqual(problems, []);
});

test('every route that the server has is in the contract', () => {
  const plain = text => text.replace(/\{[^}]+\}/g, '{}');
  const known = new Set(operations.map(one => plain(one.pattern)));
  const folder = path.join(root, 'src/http/api');
  const routes = readdirSync(folder).filter(name => name.endsWith('_routes.cc'))
    .flatMap(name => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/"(\/(?:api\/v1\/|open311\/v2\/|healthz|metrics|transparency)[^" ]*)"/g)].map(found => found[1]))
    .filter(pattern => !pattern.endsWith('/'));
  assert.ok(routes.length > 60, String(routes.length));
  // Open311 adds each with its format.
  assert.deepEqual(routes.filter(pattern => !known.has(plain(pattern)) && !known.has(`${plain(pattern)}.{}`)), []);
});

test('every operation, by every role, about every relation', async () => {
  const wrong = [];
  let asked = 0;
  // What ends an account, the key or the session that asks goes last.
  const ends = ['closeAccount', 'revokeKey', 'endOtherSessions', 'signOut'];
  const order = [...operations].sort((a, b) => ends.indexOf(a.operation.operationId) - ends.indexOf(b.operation.operationId));
  for (const operation of order) {
    const rule = operation.operation['x-access'];
    for (const subject of await subjectsOf(rule)) {
      // Who is refused asks first, since what is let in may change something.
      const turns = actors.map(actor => ({actor, wanted: expected(rule, actor, subject)}))
        .sort((a, b) => (a.wanted === 'in') - (b.wanted === 'in'));
      const about = `${operation.operation.operationId} (${subject.about})`;
      let notThere;
      for (const {actor, wanted} of turns) {
        const answer = await ask(actor, operation, subject);
        ++asked;
        if (!agrees(wanted, answer.status, rule)) wrong.push(`${about}, ${actor.role}: ${answer.status}, should be: ${wanted} ${answer.text.slice(0, 300)}`);
        if (wanted === 'not there' && answer.status === 404) {
          // The same words as for a matter that does not exist.
          notThere ??= (await ask(actor, operation, {...subject, ids: {...subject.ids, matter: '1'}})).body;
          assert.deepEqual({...answer.body, instance: ''}, {...notThere, instance: ''}, about);
        }
        // No answer of any operation tells of a matter that is closed to whoever asks.
        for (const matter of world.matters) {
          const open = actor.login ? mayRead(actor.login, matter) : actor.receipt === matter.receipt;
          if (!open && (answer.text.includes(matter.code) || answer.text.includes(`${matter.name} ${needle}`)))
            wrong.push(`${about}, ${actor.role}: tells of the matter “${matter.name}”`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(asked > 1500, `asked ${asked} times`);
});

test('the accused among the roles are accused indeed', () => {
  const [, unit, leader] = world.matters;
  assert.deepEqual(Object.values(logins).filter(login => isBarred(login, unit)), ['housing', 'housing-head']);
  assert.ok(isBarred('county-head', leader) && isBarred('petition', leader) && !isBarred('city-review', leader));
});
