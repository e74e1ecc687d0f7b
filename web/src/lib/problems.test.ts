import { describe, expect, it } from 'vitest';
import { asRefused, fieldErrors, readProblem, Refused } from './problems';

const problem = { type: 'about:blank', title: 'A field is wrong', status: 422 };

describe('a refusal', () => {
  it('names its fields as the screens do', () => {
    const errors = fieldErrors({
      ...problem,
      problems: [
        { field: 'inputs.what', detail: 'say more' },
        { field: '/inputs/about-unit', detail: 'no such unit' },
        { field: 'contact.phone', detail: 'not a number' },
        { field: 'representatives[2].name', detail: 'empty' },
      ],
    });
    expect(errors).toEqual({
      what: 'say more',
      'about-unit': 'no such unit',
      'contact.phone': 'not a number',
      'representatives.2.name': 'empty',
    });
  });

  it('may name one field alone', () => {
    expect(fieldErrors({ ...problem, field: 'place', detail: 'not a place' })).toEqual({ place: 'not a place' });
  });

  it('is read from the body, with the time to wait', async () => {
    const response = new Response(JSON.stringify({ ...problem, status: 429 }), { status: 429, headers: { 'Retry-After': '30' } });
    const refused = await readProblem(response);
    expect(refused.status).toBe(429);
    expect(refused.retryAfterSeconds).toBe(30);
  });

  it('keeps the status when the body is something else', async () => {
    const refused = await readProblem(new Response('<html>', { status: 502 }));
    expect(refused.status).toBe(502);
  });

  it('is also what any other failure becomes', () => {
    expect(asRefused(new Refused(problem)).status).toBe(422);
    expect(asRefused(new TypeError('x')).status).toBe(0);
  });
});
