import { describe, expect, it } from 'vitest';
import { amountOf } from './trial';

describe('the amount of a trial', () => {
  it('is in minutes where it is typed in hours', () => {
    expect(amountOf('hours', '32')).toBe(1920);
    expect(amountOf('hours', ' 1.5 ')).toBe(90);
    expect(amountOf('hours', '1,5')).toBe(90);
  });
  it('is whole where it is typed in days or times', () => {
    expect(amountOf('days', '3')).toBe(3);
    expect(amountOf('times', '1.5')).toBeUndefined();
  });
  it('is nothing where it is none, or more than is taken', () => {
    for (const typed of ['', '0', '-1', 'many', '1e3', '0.001', '9999999']) expect(amountOf('hours', typed), typed).toBeUndefined();
  });
});
