import { describe, expect, it } from 'vitest';
import { standardOf, typedOf } from './what_if';

describe('a changed standard', () => {
  it('is a change by per cent, with its sign', () => {
    expect(standardOf('percent', '10')).toBe('+10%');
    expect(standardOf('percent', ' -2,5 %')).toBe('-2.5%');
    expect(standardOf('percent', '+3％')).toBe('+3%');
  });
  it('is an amount in yuan', () => {
    expect(standardOf('amount', '850.50')).toBe('850.50');
  });
  it('is nothing where it is neither', () => {
    for (const typed of ['', 'much', '-101', '1e2', '1.234']) expect(standardOf('percent', typed), typed).toBeUndefined();
    for (const typed of ['', '-5', '10%5', '1.234', '12345678']) expect(standardOf('amount', typed), typed).toBeUndefined();
  });
  it('comes back into the form as it was typed', () => {
    expect(typedOf('+10%')).toEqual({ manner: 'percent', typed: '10' });
    expect(typedOf('-2.5%')).toEqual({ manner: 'percent', typed: '-2.5' });
    expect(typedOf('850.50')).toEqual({ manner: 'amount', typed: '850.50' });
  });
});
