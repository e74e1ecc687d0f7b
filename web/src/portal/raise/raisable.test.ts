import { describe, expect, it } from 'vitest';
import type { ProcedureSummary } from './draft';
import { raisable } from './raisable';

const plain: ProcedureSummary = {
  id: 'petition',
  title: 'Petition',
  summary: '',
  anonymous: true,
  confidential: true,
  emergency: false,
  channels: ['web', 'counter'],
  asks: [],
  promises: [],
  source: { document: 'd', place: 'p', quote: '' },
};
const reception = { ...plain, id: 'reception-visit', channels: ['reception'] };
const checkUp = { ...plain, id: 'check-up', emergency: true };
const all = [plain, reception, checkUp];
const ids = (found: readonly ProcedureSummary[]) => found.map((one) => one.id);

describe('the kinds of matter that are offered', () => {
  it('are those that come in by this channel', () => {
    expect(ids(raisable(all, ['web'], true))).toEqual(['petition', 'check-up']);
    expect(ids(raisable(all, ['reception', 'counter'], true))).toEqual(['petition', 'reception-visit', 'check-up']);
  });

  it('have those for emergencies only while one is declared', () => {
    expect(ids(raisable(all, ['web'], false))).toEqual(['petition']);
  });
});
