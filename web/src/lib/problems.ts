import type { Schema } from '../api/types';

export type Problem = Schema<'Problem'>;

/** A refusal of the server, or the want of an answer, as a value that the screens can show. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem.title);
    this.name = 'Refused';
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The status of a request that found no server. */
export const NO_CONNECTION = 0;

export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  return new Refused({ type: 'about:blank', title: '', status: NO_CONNECTION });
}

/** Reads the refusal in a response; a body that is not a problem still gives the status. */
export async function readProblem(response: Response): Promise<Refused> {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  let problem: Problem = { type: 'about:blank', title: response.statusText, status: response.status };
  try {
    const body: unknown = await response.json();
    if (isProblem(body)) problem = body;
  } catch {
    // A proxy may answer with a page of its own; the status says enough.
  }
  return new Refused(problem, Number.isNaN(seconds) ? null : seconds);
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'title' in value && 'status' in value && typeof value.status === 'number'
  );
}

/**
 * What is wrong with which field. The server names fields as they stand in the request (`inputs.what`,
 * `/inputs/what`, `contact.phone`); the screens name an ask by its id alone.
 */
export function fieldErrors(problem: Problem): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const item of problem.problems ?? []) errors[fieldName(item.field)] ??= item.detail;
  if (problem.field) errors[fieldName(problem.field)] ??= problem.detail ?? problem.title;
  return errors;
}

function fieldName(field: string): string {
  const plain = field.replace(/^[/#]+/, '').replaceAll('/', '.').replace(/\[(\d+)\]/g, '.$1');
  return plain.startsWith('inputs.') ? plain.slice('inputs.'.length) : plain;
}
