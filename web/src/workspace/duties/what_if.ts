/** How a standard is changed: by per cent of what it is, or to an amount. */
export type Manner = 'percent' | 'amount';

/** "+10%" or "850.50", as the server takes it; nothing for what is neither. A comma counts as the point. */
export function standardOf(manner: Manner, typed: string): string | undefined {
  const text = typed.trim().replace(',', '.').replace(/[%％]$/, '').trim();
  if (manner === 'amount') return /^\d{1,6}(\.\d{1,2})?$/.test(text) ? text : undefined;
  if (!/^[+-]?\d{1,3}(\.\d{1,2})?$/.test(text) || Number(text) < -100) return undefined;
  return `${/^[+-]/.test(text) ? '' : '+'}${text}%`;
}

/** The way back: what is shown in the form. */
export function typedOf(standard: string | undefined): { manner: Manner; typed: string } {
  if (standard === undefined) return { manner: 'percent', typed: '10' };
  return standard.endsWith('%') ? { manner: 'percent', typed: standard.slice(0, -1).replace(/^\+/, '') } : { manner: 'amount', typed: standard };
}
