import { describe, expect, it } from 'vitest';
import { placeOf } from './checks';
import { EMPTY_DRAFT, requestOf, type ProcedureSummary, type RaiseDraft } from './draft';

const source = { document: 'd', place: 'p', quote: '' };
const ask = { hint: '', required: false, public: true, choices: [], maxLength: 0, unitKinds: [], accuses: false };
const procedure: ProcedureSummary = {
  id: 'petition',
  title: 'Petition',
  summary: '',
  anonymous: true,
  confidential: true,
  emergency: false,
  channels: ['web'],
  asks: [
    { ...ask, id: 'what', title: 'What', type: 'long-text', required: true },
    { ...ask, id: 'floors', title: 'How many floors', type: 'number' },
    { ...ask, id: 'plan', title: 'The plan', type: 'file' },
  ],
  promises: [],
  source,
};

const draft: RaiseDraft = {
  ...EMPTY_DRAFT,
  procedure: 'petition',
  place: { id: '7', name: 'Estate', within: [] },
  inputs: { what: 'the lamp is broken' },
  name: 'A',
  phone: '13800000000',
};

describe('the request that raises a matter', () => {
  it('has nothing about the person when it is anonymous', () => {
    const request = requestOf({ ...draft, anonymous: true, representatives: [{ name: 'B', phone: '1' }], group: true, groupSize: '3' }, procedure, 'zh');
    expect(request.anonymous).toBe(true);
    expect(request.contact).toBeUndefined();
    expect(request.representatives).toBeUndefined();
    expect(JSON.stringify(request)).not.toContain('13800000000');
  });

  it('is not anonymous where the procedure does not allow it', () => {
    const request = requestOf({ ...draft, anonymous: true }, { ...procedure, anonymous: false }, 'zh');
    expect(request.anonymous).toBe(false);
    expect(request.contact).toEqual({ name: 'A', phone: '13800000000' });
  });

  it('names the representatives of a group and tells its size', () => {
    const request = requestOf({ ...draft, group: true, groupSize: '6', representatives: [{ name: 'B', phone: '' }, { name: '', phone: '' }] }, procedure, 'en');
    expect(request.groupSize).toBe(6);
    expect(request.representatives).toEqual([{ name: 'B' }]);
  });

  it('answers what the procedure asks, typed, and leaves files and the rest out', () => {
    const inputs = { what: ' the lamp ', floors: '6', plan: '17', other: 'x' };
    expect(requestOf({ ...draft, inputs }, procedure, 'en').inputs).toEqual({ what: 'the lamp', floors: 6 });
  });

  it('prefers the topic to the procedure', () => {
    expect(requestOf({ ...draft, topic: 'lamp' }, procedure, 'en')).toMatchObject({ topic: 'lamp' });
    expect(requestOf(draft, procedure, 'en')).toMatchObject({ procedure: 'petition' });
  });
});

describe('a field that the server refused', () => {
  it('leads to the step that has it', () => {
    expect(placeOf('what', procedure)).toEqual({ step: 'words', id: 'raise-what' });
    expect(placeOf('contact.phone', procedure)).toEqual({ step: 'who', id: 'raise-phone' });
    expect(placeOf('representatives.2.name', procedure)?.step).toBe('who');
    expect(placeOf('place', procedure)?.step).toBe('where');
    expect(placeOf('nonsense', procedure)).toBeNull();
  });
});
