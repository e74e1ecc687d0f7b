import { describe, expect, it } from 'vitest';
import en from './en.json';
import zh from './zh.json';

/** Every key with the names it fills in; Chinese has one plural form, so the singular is left out. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [`${path}[${value.length}]`, ...value.flatMap((item) => keysOf(item, `${path}[]`))];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([key]) => !key.endsWith('_one'))
      .flatMap(([key, inner]) => keysOf(inner, path ? `${path}.${key}` : key));
  }
  const names = [...String(value).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  return [`${path.replace(/_other$/, '')} ${[...new Set(names)].join(',')}`];
}

describe('the texts', () => {
  it('have the same keys and fill in the same names in both languages', () => {
    expect([...new Set(keysOf(zh))].sort()).toEqual([...new Set(keysOf(en))].sort());
  });

  it('are nowhere empty', () => {
    const empty = (value: unknown): boolean =>
      typeof value === 'string' ? value.trim() === '' : Object.values(value as object).some(empty);
    expect(empty(en)).toBe(false);
    expect(empty(zh)).toBe(false);
  });

  it('have both plural forms in English', () => {
    const keys = keysOf(en, '').map((line) => line.split(' ')[0]);
    const plain = JSON.stringify(en);
    for (const match of plain.matchAll(/"([^"]+)_one"/g)) expect(plain).toContain(`"${match[1]}_other"`);
    expect(keys.length).toBeGreaterThan(100);
  });
});
