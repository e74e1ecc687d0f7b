// A real OpenID Connect provider (npm oidc-provider) on a free port of this machine, as an organisation has one: anybody
// who types a name is that subject. Tests bend what it sends on the way: `bend` changes the claims of an ID token, which is
// signed again by the provider's own key; `sign` signs by another.
import {createPublicKey, generateKeyPairSync, sign as signBytes} from 'node:crypto';
import {createServer} from 'node:http';

import Provider from 'oidc-provider';

export const CLIENT = 'massline', SECRET = 'a secret of the client/+%';

const makers = {
  RS256: () => generateKeyPairSync('rsa', {modulusLength: 2048}),
  ES256: () => generateKeyPairSync('ec', {namedCurve: 'P-256'}),
};
let made = 0;

export function newKey(alg = 'RS256') {
  const {privateKey} = makers[alg]();
  return {alg, kid: `key-${++made}`, privateKey, jwk: {...privateKey.export({format: 'jwk'}), alg, use: 'sig', kid: `key-${made}`}};
}

/// A compact JWS over the claims.
export function signed(claims, key, header = {}) {
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({alg: key.alg, kid: key.kid, ...header})}.${part(claims)}`;
  return `${text}.${signBytes('sha256', Buffer.from(text), {key: key.privateKey, dsaEncoding: 'ieee-p1363'}).toString('base64url')}`;
}

export const publicJwk = key => createPublicKey(key.privateKey).export({format: 'jwk'});

export async function startProvider({redirect, alg = 'RS256', method = 'client_secret_basic', people = {}}) {
  const state = {key: newKey(alg), down: false, slow: 0, bend: null, sign: null, asked: []};
  const server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url.split('?')[0]}`);
    if (state.down) return request.socket.destroy();
    if (request.url === '/token' && (state.bend || state.sign)) bendAnswer(response, state);
    setTimeout(() => state.handler(request, response), state.slow);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const renew = () => {
    const provider = new Provider(issuer, {
      clients: [{client_id: CLIENT, redirect_uris: [redirect], id_token_signed_response_alg: state.key.alg,
        ...(method === 'none' ? {token_endpoint_auth_method: 'none'} : {client_secret: SECRET, token_endpoint_auth_method: method})}],
      jwks: {keys: [state.key.jwk]},
      cookies: {keys: ['a key of the tests']},
      claims: {openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified']},
      findAccount: (_, id) => ({accountId: id, claims: () => ({sub: id, ...people[id]})}),
      async loadExistingGrant({oidc}) {
        const grant = new oidc.provider.Grant({clientId: oidc.client.clientId, accountId: oidc.session.accountId});
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    });
    state.handler = provider.callback();
  };
  renew();
  return {
    issuer, state,
    rotate() {
      state.key = newKey(alg);
      renew();
    },
    stop: () => new Promise(done => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}

/// The answer of the token endpoint, held back until it is whole, and then with another ID token.
function bendAnswer(response, {key, bend, sign}) {
  const chunks = [];
  const end = response.end.bind(response);
  response.write = chunk => chunks.push(Buffer.from(chunk));
  response.end = chunk => {
    if (chunk) chunks.push(Buffer.from(chunk));
    let body = Buffer.concat(chunks).toString();
    const answer = JSON.parse(body);
    if (answer.id_token) {
      const claims = JSON.parse(Buffer.from(answer.id_token.split('.')[1], 'base64url'));
      answer.id_token = (sign ?? (changed => signed(changed, key)))(bend ? bend(claims) : claims);
      body = JSON.stringify(answer);
    }
    response.setHeader('Content-Length', Buffer.byteLength(body));
    return end(body);
  };
}

/// What a browser does at the provider: follows, types the name, and comes back with what stands in the address.
export async function visit(address, name) {
  const jar = new Map();
  let target = address, form = null;
  for (let hop = 0; hop < 12; ++hop) {
    const answer = await fetch(target, {method: form ? 'POST' : 'GET', body: form, redirect: 'manual',
      headers: {Cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ')}});
    for (const one of answer.headers.getSetCookie()) jar.set(...one.split(';')[0].split(/=(.*)/s));
    form = null;
    const on = answer.headers.get('location');
    if (on) {
      const next = new URL(on, target);
      if (next.pathname === '/work/sign-in/answer') return Object.fromEntries(next.searchParams);
      target = next.href;
      continue;
    }
    const page = await answer.text();
    if (!page.includes('name="login"')) throw new Error(`${target}: ${answer.status} ${page.slice(0, 2000)}`);
    target = new URL(page.match(/<form[^>]*action="([^"]+)"/)[1], target).href;
    form = new URLSearchParams({prompt: 'login', login: name, password: 'any'});
  }
  throw new Error('the provider leads nowhere');
}
