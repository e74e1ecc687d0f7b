import { describe, expect, it } from 'vitest';
import { changedNames, errorsLeft } from './touched';

describe('what a change changes', () => {
  it('is named once, asks by their own name, and nothing that stays as it was', () => {
    const inputs: Record<string, string> = { what: 'x', when: 'y' };
    const before = { name: 'A', phone: '1', inputs };
    expect(changedNames(before, { name: 'A', phone: '2' })).toEqual(['phone']);
    expect(changedNames(before, { inputs: { what: 'x', when: '', where: 'z' } })).toEqual(['inputs.when', 'inputs.where']);
  });
});

describe('the errors left after a change', () => {
  const shown = { 'raise-phone': 'Give a phone number', 'raise-email': 'The server refused it' };

  it('go with what is put right, and stay with what was not touched', () => {
    expect(errorsLeft(shown, ['raise-phone'], {})).toEqual({ 'raise-email': 'The server refused it' });
    expect(errorsLeft(shown, ['raise-email'], {})).toEqual({ 'raise-phone': 'Give a phone number' });
  });

  it('say what is wrong now, and bring no new ones', () => {
    const found = { 'raise-phone': 'It has too few digits', 'raise-group-size': 'Give a number' };
    expect(errorsLeft(shown, ['raise-phone'], found)).toEqual({ ...shown, 'raise-phone': 'It has too few digits' });
  });
});
