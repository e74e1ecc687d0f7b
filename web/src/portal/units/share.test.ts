import { expect, test } from 'vitest';
import { roundedShare, share } from './share';

test('a share of what is not shown is not shown', () => {
  expect(share(3, 12)).toBe('25 %');
  expect(share(null, 12)).toBeUndefined();
  expect(share(3, 0)).toBeUndefined();
});

test('counts in whole fives tell no share before it means something', () => {
  expect(roundedShare(10, 10, 5)).toBeUndefined();
  expect(roundedShare(95, 95, 5)).toBeUndefined();
  expect(roundedShare(90, 100, 5)).toBe('≈ 90 %');
  expect(roundedShare(null, 100, 5)).toBeUndefined();
});
