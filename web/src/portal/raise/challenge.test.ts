import { describe, expect, it } from 'vitest';
import { likelihood } from './challenge';

describe('how far the work is', () => {
  it('grows towards one and never says that it is done', () => {
    expect(likelihood(0, 18)).toBe(0);
    expect(likelihood(2 ** 18, 18)).toBeCloseTo(1 - Math.exp(-1));
    expect(likelihood(2 ** 21, 18)).toBeLessThan(1);
    expect(likelihood(100, 18)).toBeLessThan(likelihood(200, 18));
  });
});
