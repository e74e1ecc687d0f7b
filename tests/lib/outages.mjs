// What somebody meets who raises matters while the store fails, and what must be true of it.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const matter = key => ({procedure: 'petition', inputs: {what: `The lamp ${key} is broken. 路灯坏了。`}, anonymous: true, language: 'zh'});

/// One request to raise a matter; the key makes it one matter, however often it is sent.
export function raise(server, place, key, language) {
  return fetch(`${server.url}/api/v1/matters`, {method: 'POST', body: JSON.stringify({...matter(key), place}),
    headers: {'Content-Type': 'application/json', 'Idempotency-Key': key, 'Accept-Language': language}});
}

const texts = {
  'store-unavailable': {en: /^The store can't be reached just now\./, zh: /^存储暂时无法访问/},
  'store-in-doubt': {en: /^The store went away while/, zh: /^保存过程中存储中断/},
};

/// A refusal that says what to do: a problem document in the reader's language, with when to come again.
export async function checkOutage(answer, language) {
  assert.equal(answer.status, 503);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.equal(answer.headers.get('content-language'), language);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  const problem = await answer.json();
  const type = problem.type.replace('urn:massline:', '');
  assert.ok(texts[type], type);
  assert.match(problem.title, texts[type][language]);
  return type;
}

/// What was acknowledged opens with its receipt.
export async function isFollowed(server, {receipt, code}) {
  const answer = await fetch(`${server.url}/api/v1/follow`, {headers: {'X-Receipt': receipt}});
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal((await answer.json()).code, code);
}

/// How many matters were raised, as the journal says, which is checked by itself.
export async function raisedIn(server) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'massline-journal-')), 'journal.ndjson');
  for (const words of [['export', 'journal', '--data', server.data, '--to', file], ['verify', '--journal', file]]) {
    const done = await server.call(...words);
    assert.equal(done.status, 0, done.stdout + done.stderr);
  }
  const count = readFileSync(file, 'utf8').split('\n').filter(line => line.includes('"act":"matter.raise"')).length;
  rmSync(path.dirname(file), {recursive: true});
  return count;
}
