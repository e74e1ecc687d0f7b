import { describe, expect, it } from 'vitest';
import type { Ask } from '../api/types';
import { checkInput, checkInputs, mainAsk, typedInputs } from './asks';

function ask(id: string, type: Ask['type'], more: Partial<Ask> = {}): Ask {
  return { id, title: id, hint: '', type, required: false, public: true, choices: [], maxLength: 0, unitKinds: [], accuses: false, ...more };
}

describe('an input', () => {
  it('is required only where the ask says so', () => {
    expect(checkInput(ask('a', 'text', { required: true }), '  ')).toBe('required');
    expect(checkInput(ask('a', 'text'), '')).toBeNull();
  });

  it('is measured in characters, not in code units', () => {
    expect(checkInput(ask('a', 'long-text', { maxLength: 2 }), '😀😀')).toBeNull();
    expect(checkInput(ask('a', 'long-text', { maxLength: 2 }), '路灯坏')).toBe('tooLong');
  });

  it('is a number, an amount, a day or a choice', () => {
    expect(checkInput(ask('a', 'number'), 'five')).toBe('notANumber');
    expect(checkInput(ask('a', 'number'), '5')).toBeNull();
    expect(checkInput(ask('a', 'money'), '12.505')).toBe('notMoney');
    expect(checkInput(ask('a', 'money'), '12.50')).toBeNull();
    expect(checkInput(ask('a', 'date'), '2026-02-30')).toBe('notADate');
    expect(checkInput(ask('a', 'date'), '2028-02-29')).toBeNull();
    expect(checkInput(ask('a', 'choice', { choices: [{ id: 'x', title: 'X' }] }), 'y')).toBe('notAChoice');
    expect(checkInput(ask('a', 'yes-no'), 'yes')).toBeNull();
  });

  it('is reported with all others at once', () => {
    const asks = [ask('a', 'text', { required: true }), ask('b', 'number'), ask('c', 'date')];
    expect(checkInputs(asks, { b: 'x', c: '2026-11-24' })).toEqual({ a: 'required', b: 'notANumber' });
  });
});

describe('inputs as they are sent', () => {
  it('have types, and leave out what is empty or not asked', () => {
    const asks = [ask('n', 'number'), ask('y', 'yes-no'), ask('t', 'text'), ask('e', 'text')];
    expect(typedInputs(asks, { n: '3', y: 'no', t: ' a ', e: ' ', other: 'x' })).toEqual({ n: 3, y: false, t: 'a' });
  });
});

describe('the main ask', () => {
  it('is the first long text', () => {
    expect(mainAsk([ask('a', 'text'), ask('b', 'long-text')])?.id).toBe('b');
    expect(mainAsk([ask('a', 'text')])?.id).toBe('a');
    expect(mainAsk([])).toBeUndefined();
  });
});
