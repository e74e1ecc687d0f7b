import { describe, expect, it } from 'vitest';
import { hoursOf, numberOf, progressOf, shareMet } from './amounts';

describe('an amount', () => {
  it('in minutes is hours and what is left', () => {
    expect(hoursOf(960)).toEqual({ hours: 16, minutes: 0 });
    expect(hoursOf(90)).toEqual({ hours: 1, minutes: 30 });
    expect(hoursOf(45)).toEqual({ hours: 0, minutes: 45 });
  });

  it('is one number in a column', () => {
    expect(numberOf('hours', 90)).toBe(1.5);
    expect(numberOf('hours', 100)).toBe(1.67);
    expect(numberOf('hours', 96_710_000 * 1920)).toBe(96_710_000 * 32);
    expect(numberOf('days', 60)).toBe(60);
    expect(numberOf('times', 1)).toBe(1);
  });

  it('never goes beyond the whole', () => {
    expect(progressOf(300, 960)).toEqual({ value: 300, max: 960 });
    expect(progressOf(1200, 960)).toEqual({ value: 960, max: 960 });
    expect(progressOf(0, 0)).toEqual({ value: 1, max: 1 });
  });
});

describe('the share that has met a duty', () => {
  it('has one decimal', () => {
    expect(shareMet(1, 3)).toBe(33.3);
    expect(shareMet(2, 3)).toBe(66.6);
  });

  it('is 100 only where all have, and 0 only where none has', () => {
    expect(shareMet(96_709_999, 96_710_000)).toBe(99.9);
    expect(shareMet(96_710_000, 96_710_000)).toBe(100);
    expect(shareMet(1, 96_710_000)).toBe(0.1);
    expect(shareMet(0, 12)).toBe(0);
  });

  it('is not said where nobody owes', () => {
    expect(shareMet(0, 0)).toBeNull();
  });
});
