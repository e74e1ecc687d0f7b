import { afterEach, describe, expect, it } from 'vitest';
import { digitsOf, forgetReceipt, grouped, isWhole, keepReceipt, keptReceipt } from './receipt';

afterEach(() => sessionStorage.clear());

describe('the receipt', () => {
  it('is shown in groups of four while it is typed', () => {
    expect(grouped('12345')).toBe('1234 5');
    expect(grouped('1234')).toBe('1234');
    expect(grouped('1234567890123456')).toBe('1234 5678 9012 3456');
  });

  it('may be pasted with anything between the digits', () => {
    expect(digitsOf(' 1234-5678 9012.3456 ')).toBe('1234567890123456');
    expect(digitsOf('凭证：１２３４ ５６７８')).toBe('12345678');
  });

  it('has no more than 16 digits', () => {
    expect(digitsOf('12345678901234567890')).toBe('1234567890123456');
    expect(isWhole('1234 5678 9012 345')).toBe(false);
    expect(isWhole('1234 5678 9012 3456')).toBe(true);
  });

  it('is kept for the tab alone and forgotten on request', () => {
    keepReceipt('1234 5678 9012 3456');
    expect(keptReceipt()).toBe('1234567890123456');
    expect(JSON.stringify({ ...localStorage })).not.toContain('1234567890123456');
    forgetReceipt();
    expect(keptReceipt()).toBeNull();
  });
});
