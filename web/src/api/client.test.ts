import { afterEach, describe, expect, it, vi } from 'vitest';
import { addressOf, carryToken, newOnce, send, speak } from './client';

afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown, init?: ResponseInit) {
  const fetched = vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init })),
  );
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

describe('an address', () => {
  it('has its places filled and leaves out what is empty', () => {
    expect(addressOf('/api/v1/units/{unit}/figures', { path: { unit: '7' }, query: { from: '2026-01-01', to: undefined } })).toBe(
      '/api/v1/units/7/figures?from=2026-01-01',
    );
    expect(addressOf('/api/v1/follow/steps/{step}', { path: { step: 'a/b' } })).toBe('/api/v1/follow/steps/a%2Fb');
  });
});

describe('a request', () => {
  it('carries the language, and the receipt in a header alone', async () => {
    speak('en');
    const fetched = answer({});
    await send('get', '/api/v1/follow', { receipt: '1234567890123456' });
    const [address, init] = fetched.mock.calls[0] ?? [];
    const headers = new Headers(init?.headers);
    expect(address).toBe('/api/v1/follow');
    expect(headers.get('X-Receipt')).toBe('1234567890123456');
    expect(headers.get('Accept-Language')).toBe('en');
  });

  it('that changes something carries the token and the key', async () => {
    carryToken('token');
    const fetched = answer({});
    await send('post', '/api/v1/matters/{matter}/notes', { path: { matter: '1' }, body: { text: 'x' }, once: 'key-12345' });
    const headers = new Headers(fetched.mock.calls[0]?.[1]?.headers);
    expect(headers.get('X-CSRF')).toBe('token');
    expect(headers.get('Idempotency-Key')).toBe('key-12345');
  });

  it('that is refused throws the problem', async () => {
    answer({ type: 'about:blank', title: 'Stale', status: 412 }, { status: 412 });
    await expect(send('get', '/api/v1/organisation', {})).rejects.toMatchObject({ status: 412 });
  });

  it('that finds no server throws status 0', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(send('get', '/api/v1/organisation', {})).rejects.toMatchObject({ status: 0 });
  });
});

describe('a key', () => {
  it('is new each time and long enough', () => {
    expect(newOnce()).not.toBe(newOnce());
    expect(newOnce().length).toBeGreaterThanOrEqual(8);
  });
});
