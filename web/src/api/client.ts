import { readProblem, Refused, NO_CONNECTION } from '../lib/problems';
import type { Answered, Asked, Method, PathOf } from './types';

/** What every request says about the person at the screen; set by the language switch and by the session. */
const manner = { language: 'zh', csrf: '' };

export function speak(language: string): void {
  manner.language = language;
}

export function carryToken(csrf: string): void {
  manner.csrf = csrf;
}

const UNAUTHORISED = 401;
const toldOfSignOut = new Set<() => void>();

/** Tells when the server knows no session any more, whichever request found out; gives what ends the telling. */
export function onSignedOut(tell: () => void): () => void {
  toldOfSignOut.add(tell);
  return () => toldOfSignOut.delete(tell);
}

interface AnyRequest {
  body?: unknown;
  form?: FormData;
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  receipt?: string;
  once?: string;
  proof?: { text: string; answer: string } | undefined;
  signal?: AbortSignal;
}

/** The address of a request: the path's places filled and the query's empty values left out. */
export function addressOf(path: string, request: Pick<AnyRequest, 'path' | 'query'>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(request.path?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

function headersOf(method: Method, request: AnyRequest): Headers {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': manner.language });
  if (request.body !== undefined) headers.set('Content-Type', 'application/json');
  if (request.receipt) headers.set('X-Receipt', request.receipt);
  if (request.once) headers.set('Idempotency-Key', request.once);
  if (request.proof) {
    headers.set('X-Challenge', request.proof.text);
    if (request.proof.answer !== '') headers.set('X-Challenge-Answer', request.proof.answer);
  }
  if (method !== 'get' && manner.csrf) headers.set('X-CSRF', manner.csrf);
  return headers;
}

async function fetched(method: Method, path: string, request: AnyRequest): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(addressOf(path, request), {
      method: method.toUpperCase(),
      headers: headersOf(method, request),
      body: request.form ?? (request.body === undefined ? undefined : JSON.stringify(request.body)),
      signal: request.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused({ type: 'about:blank', title: '', status: NO_CONNECTION });
  }
  if (response.status === UNAUTHORISED) for (const tell of toldOfSignOut) tell();
  if (!response.ok) throw await readProblem(response);
  return response;
}

/**
 * Sends a request that the contract names and gives its answer.
 * Errors: throws Refused, with the server's problem or with status 0 where no server was reached.
 */
export async function send<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  request: Asked<M, P>,
): Promise<Answered<M, P>> {
  const response = await fetched(method, path, request as AnyRequest);
  if (response.status === 204) return undefined as Answered<M, P>;
  if (response.headers.get('Content-Type')?.startsWith('application/json')) {
    return (await response.json()) as Answered<M, P>;
  }
  return (await response.blob()) as unknown as Answered<M, P>;
}

/** A key that makes one intention of the person happen once, however often it is sent. */
export function newOnce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Hands a file to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
