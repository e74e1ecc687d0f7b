// How long refusals take that must not be told apart: `npm run timing` in tests/. Each row asks two ways in a random order,
// many times, and prints the ratio of their medians, and Welch's t over the times without the slowest tenth: beyond about
// 4.5 the two can be told apart. Against a server of its own on this machine, with nothing else between; SAMPLES=1000.
import assert from 'node:assert/strict';
import {randomBytes, randomInt} from 'node:crypto';
import http from 'node:http';

import {codeOf} from '../lib/codes.mjs';
import {Client} from '../lib/contract.mjs';
import {unitOf} from '../lib/people.mjs';
import {startServer} from '../lib/server.mjs';

const samples = Number(process.env.SAMPLES ?? 1000);
const agent = new http.Agent({keepAlive: true, maxSockets: 1});

/// Milliseconds from the request's last byte to the answer's first, with status and type of the answer.
function timed(server, {method = 'GET', target, headers = {}, json}) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    const request = http.request(server.url + target, {method, agent, headers: {...headers, 'Accept-Language': 'en',
      ...(body ? {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body)} : {})}}, answer => {
      const ms = Number(process.hrtime.bigint() - begun) / 1e6;
      let text = '';
      answer.on('data', chunk => { text += chunk; });
      answer.on('end', () => {
        const {instance, ...problem} = text && answer.headers['content-type']?.includes('json') ? JSON.parse(text) : {text};
        resolve({ms, words: JSON.stringify([answer.statusCode, problem])});
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const sorted = times => [...times].sort((a, b) => a - b);
const median = times => sorted(times)[Math.floor(times.length / 2)];

function welch(a, b) {
  const facts = times => {
    const kept = sorted(times).slice(0, Math.ceil(times.length * 0.9));
    const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length;
    return {mean, error: kept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (kept.length - 1) / kept.length};
  };
  const [one, two] = [facts(a), facts(b)];
  return (one.mean - two.mean) / Math.sqrt(one.error + two.error);
}

async function compare(server, title, count, first, second, {sameWords = true} = {}) {
  const times = [[], []], words = [new Set(), new Set()];
  for (let i = 0; i < 2 * count || times.some(one => one.length < count); ++i) {
    const which = times[0].length >= count ? 1 : times[1].length >= count ? 0 : randomInt(2);
    const answer = await timed(server, await [first, second][which]());
    times[which].push(answer.ms);
    words[which].add(answer.words);
  }
  const same = words.every(one => one.size === 1) && [...words[0]][0] === [...words[1]][0];
  if (sameWords) assert.ok(same, `${title}: ${[...words[0]]} ${[...words[1]]}`);
  const [a, b] = times.map(median);
  console.log(`| ${title} | ${count} | ${a.toFixed(3)} | ${b.toFixed(3)} | ${(a / b).toFixed(3)} | ${welch(...times).toFixed(1)} | ${same ? 'the same' : 'differ'} |`);
}

const digits = count => Array.from({length: count}, () => randomInt(10)).join('');
const follow = receipt => ({target: '/api/v1/follow', headers: {'X-Receipt': receipt}});
const signIn = (name, password = 'not the password at all', code) => ({method: 'POST', target: '/api/v1/session', json: {name, password, ...(code && {code})}});
const byLink = token => ({method: 'POST', target: '/api/v1/session/link', json: {token}});

const server = await startServer();
try {
  const stranger = new Client(server), administrator = new Client(server);
  await administrator.signIn('administrator');
  const place = await unitOf(stranger, 'community');
  const raised = [];
  for (let i = 0; i < 50; ++i)
    raised.push((await stranger.must(201, 'POST', '/api/v1/matters', {json: {procedure: 'petition', place, inputs: {what: `lamp ${i}`}, anonymous: true}})).receipt);
  const near = () => {
    const receipt = raised[randomInt(raised.length)].replace(/\D/g, '');
    const at = randomInt(16);
    return receipt.slice(0, at) + String((Number(receipt[at]) + 1) % 10) + receipt.slice(at + 1);
  };
  console.log('| asked in two ways | each | median ms | median ms | ratio | t | words |\n|---|---|---|---|---|---|---|');
  await compare(server, 'receipt: nobody\'s / one digit from somebody\'s', samples, () => follow(digits(16)), () => follow(near()));
  await compare(server, 'receipt: nobody\'s / too short', samples, () => follow(digits(16)), () => follow(digits(15)));
  await compare(server, 'receipt: nobody\'s, twice (what chance alone does)', samples, () => follow(digits(16)), () => follow(digits(16)));

  const person = (await new Client(server).signIn('estate')).person.id;
  const link = async () => (await administrator.must(201, 'POST', `/api/v1/people/${person}/sign-in-link`)).token;
  const used = await link();
  await new Client(server).must(200, 'POST', '/api/v1/session/link', {json: {token: used}});
  const token = () => randomBytes(32).toString('base64url');
  await compare(server, 'link: nobody\'s / used', samples, () => byLink(token()), () => byLink(used));
  const live = await link();
  await compare(server, 'link: nobody\'s / one letter from a good one', samples, () => byLink(token()),
    () => byLink((live[0] === 'A' ? 'B' : 'A') + live.slice(1)));
  await compare(server, 'link: nobody\'s / too short', samples, () => byLink(token()), () => byLink('x'));

  const session = value => ({target: '/api/v1/session', headers: {Cookie: `massline_session=${value}`}});
  await compare(server, 'session: nobody\'s / too short', samples, () => session(token()), () => session('x'));
  const region = (await stranger.must(200, 'GET', '/api/v1/transparency')).regions[0]?.id;
  const checkpoint = (where, number) => ({target: `/api/v1/transparency/regions/${where}/checkpoints/${number}`});
  await compare(server, 'checkpoint: none of that number / no such region', samples, () => checkpoint(region, 999_999), () => checkpoint('12345', 1));

  // A name has five attempts before it waits: known names are signed in rightly before that, unknown ones are new each time.
  const known = ['town', 'housing', 'labour', 'transport', 'water', 'estate'];
  const factored = new Client(server);
  await factored.signIn('water');
  const {secret} = await factored.must(201, 'POST', '/api/v1/session/second-factor', {json: {password: server.password}});
  const {codes} = await factored.must(201, 'POST', '/api/v1/session/second-factor/confirm', {json: {code: codeOf(secret, Date.now(), -1)}});
  assert.equal(codes.length, 10);
  const tries = new Map();
  const wrongFor = names => async () => {
    const name = names[randomInt(names.length)];
    if ((tries.get(name) ?? 0) >= 3) {
      await timed(server, signIn(name, server.password));
      tries.set(name, 0);
    }
    tries.set(name, (tries.get(name) ?? 0) + 1);
    return signIn(name);
  };
  const few = Math.min(samples, 150);
  const nobody = () => signIn(`x${randomBytes(6).toString('hex')}`);
  await compare(server, 'password: no such account / wrong password', few, nobody, wrongFor(known.slice(0, 4)));
  await compare(server, 'password: wrong / wrong, of an account with a second factor', few, wrongFor(known.slice(0, 4)), wrongFor(['water']));
  await compare(server, 'password: no such account, twice (what chance alone does)', few, nobody, nobody);
} finally {
  agent.destroy();
  await server.stop();
}
