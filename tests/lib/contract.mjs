// Asking the server, with every answer checked against api/openapi.yaml: the status must be one that the operation
// names, the content type one that the status names, and the body of its schema.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';

import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {parse} from 'yaml';

import {root} from './server.mjs';

export const contract = parse(readFileSync(path.join(root, 'api/openapi.yaml'), 'utf8'));
const ajv = new Ajv2020({strict: false, allErrors: true});
addFormats(ajv);
ajv.addSchema(contract, 'contract');

export const operations = Object.entries(contract.paths).flatMap(([pattern, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({pattern, method, operation})));

const patterns = operations.map(one => ({
  ...one,
  expression: new RegExp('^' + one.pattern.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '([^/]+)') + '$'),
}));

function operationOf(method, target) {
  const found = patterns.filter(one => one.method === method.toLowerCase() && one.expression.test(target));
  // A pattern with text in the place of a parameter goes first.
  found.sort((a, b) => (a.pattern.match(/\{/g) ?? []).length - (b.pattern.match(/\{/g) ?? []).length);
  assert.ok(found.length > 0, `${method} ${target} is not in the contract`);
  return found[0];
}

function resolve(node) {
  if (!node?.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key], contract);
}

const validators = new Map();
function validatorOf(pointer) {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({$ref: `contract#${pointer}`}));
  return validators.get(pointer);
}

const escape = text => text.replaceAll('~', '~0').replaceAll('/', '~1');
export const seen = new Set();  // operation and status that an answer was checked for

/// Checks one answer against the contract.
export function checkAnswer(method, target, status, contentType, body) {
  const {pattern, operation} = operationOf(method, target);
  const name = operation.responses[String(status)] ? String(status) : 'default';
  const declared = operation.responses[name];
  assert.ok(declared, `${method} ${pattern} answers ${status}, which the contract does not name`);
  if (name === 'default') assert.ok(status >= 400, `${method} ${pattern}: ${status} is not declared`);
  seen.add(`${operation.operationId} ${status}`);
  const response = resolve(declared);
  if (!response.content) {
    assert.equal(body, '', `${method} ${pattern} ${status} has a body that the contract does not name`);
    return;
  }
  const type = contentType.split(';')[0];
  const media = response.content[type];
  assert.ok(media || type.startsWith('image/'), `${method} ${pattern} ${status} answers ${type}; declared: ${Object.keys(response.content)}`);
  if (!type.endsWith('json') || type.endsWith('ndjson')) return;
  const base = declared.$ref ? declared.$ref.slice(1) : `/paths/${escape(pattern)}/${method.toLowerCase()}/responses/${name}`;
  const validate = validatorOf(`${encodeURI(base)}/content/${escape(type)}/schema`);
  const value = JSON.parse(body);
  assert.ok(validate(value), `${method} ${target} ${status}: ${ajv.errorsText(validate.errors)}\n${body.slice(0, 2000)}`);
}

/// What a stream of events says first; then it is let go.
async function firstEvent(answer) {
  const reader = answer.body.getReader();
  const {value} = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/// A client: of the public, or of one signed-in person.
export class Client {
  constructor(server, {language = 'en'} = {}) {
    this.server = server;
    this.language = language;
    this.jar = new Map();  // every cookie that was set, by name
    this.csrf = '';
  }

  get cookie() { return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '); }

  async ask(method, target, {json, form, multipart, receipt, headers = {}, key, raw} = {}) {
    const all = {'Accept-Language': this.language, ...headers};
    if (this.cookie) all.Cookie = this.cookie;
    if (this.csrf && method !== 'GET') all['X-CSRF'] = this.csrf;
    if (receipt) all['X-Receipt'] = receipt;
    if (key) all['Idempotency-Key'] = key;
    let body = raw;
    if (json !== undefined) { body = JSON.stringify(json); all['Content-Type'] ??= 'application/json'; }
    if (form) body = new URLSearchParams(form);
    if (multipart) body = multipart;
    const answer = await fetch(this.server.url + target, {method, headers: all, body, redirect: 'manual'});
    const type = answer.headers.get('content-type') ?? '';
    const text = type.startsWith('text/event-stream') ? await firstEvent(answer) : await answer.text();
    checkAnswer(method, target.split('?')[0], answer.status, type, text);
    for (const one of answer.headers.getSetCookie()) {
      const [name, value] = one.split(';')[0].split(/=(.*)/s);
      if (value) this.jar.set(name, value);
      else this.jar.delete(name);
    }
    return {status: answer.status, headers: answer.headers, text, body: type.includes('json') && !type.includes('ndjson') ? JSON.parse(text) : text};
  }

  get(target, options) { return this.ask('GET', target, options); }
  post(target, json, options) { return this.ask('POST', target, {json, key: randomUUID(), ...options}); }

  /// Asks, and insists on the status.
  async must(status, method, target, options) {
    const answer = await this.ask(method, target, options);
    assert.equal(answer.status, status, `${method} ${target}: ${answer.text}`);
    return answer.body;
  }

  async signIn(name) {
    const session = await this.must(200, 'POST', '/api/v1/session', {json: {name, password: this.server.password}});
    this.csrf = session.csrf;
    return session;
  }
}
