/** What somebody went to the organisation's sign-in for; kept in this tab until they are back from there. */
export interface Errand {
  readonly purpose: 'sign-in' | 'connect';
  readonly back?: string | undefined;
}

const KEY = 'massline.provider';

export function beginErrand(errand: Errand, address: string): void {
  sessionStorage.setItem(KEY, JSON.stringify(errand));
  window.location.assign(address);
}

/** The errand of whoever comes back, once; to sign in where none is known, as in another tab. */
export function endErrand(): Errand {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  sessionStorage.removeItem(KEY);
  if (typeof kept !== 'object' || kept === null) return { purpose: 'sign-in' };
  const back = 'back' in kept && typeof kept.back === 'string' && kept.back.startsWith('/work') ? kept.back : undefined;
  return { purpose: 'purpose' in kept && kept.purpose === 'connect' ? 'connect' : 'sign-in', back };
}
