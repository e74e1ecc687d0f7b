/** The receipt of a matter: 16 digits, the person's only key to it. It never stands in an address or in a log. */

const LENGTH = 16;
const PLACE = 'massline.receipt';

/** The digits in what was typed or pasted; full-width digits count too. */
export function digitsOf(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/\D/g, '')
    .slice(0, LENGTH);
}

/** "1234 5678 9012 3456". */
export function grouped(text: string): string {
  return digitsOf(text).replace(/(\d{4})(?=\d)/g, '$1 ');
}

export function isWhole(text: string): boolean {
  return digitsOf(text).length === LENGTH;
}

/** Kept for this tab alone; closing the tab or `forgetReceipt` ends it. */
export function keepReceipt(text: string): void {
  try {
    sessionStorage.setItem(PLACE, digitsOf(text));
  } catch {
    // Without storage the person types it again.
  }
}

export function keptReceipt(): string | null {
  try {
    const kept = sessionStorage.getItem(PLACE);
    return kept && isWhole(kept) ? kept : null;
  } catch {
    return null;
  }
}

export function forgetReceipt(): void {
  try {
    sessionStorage.removeItem(PLACE);
  } catch {
    // Nothing was kept.
  }
}
