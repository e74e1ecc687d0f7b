import { describe, expect, it } from 'vitest';
import { csvOf, fileNameOf } from './csv';

describe('a table as CSV', () => {
  it('puts into quotes what needs them', () => {
    expect(csvOf([['单位', 'a,b'], ['said "no"', 12.5], ['two\nlines', null]])).toBe(
      '\uFEFF单位,"a,b"\r\n"said ""no""",12.5\r\n"two\nlines",\r\n',
    );
  });

  it('holds no formulas', () => {
    expect(csvOf([['=1+1', '@x', '-3', -3]])).toBe("\uFEFF'=1+1,'@x,'-3,-3\r\n");
  });

  it('gets a name that every system takes', () => {
    expect(fileNameOf(['晨光县', 'Study hours: 2026', '2026-11-23'], 'csv')).toBe('晨光县-Study-hours-2026-2026-11-23.csv');
  });
});
