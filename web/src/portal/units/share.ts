/** A part of a whole as a percentage; nothing where either is not shown or the whole is empty. */
export function share(part: number | null, whole: number | null): string | undefined {
  if (part === null || whole === null || whole === 0) return undefined;
  return `${Math.round((part / whole) * 100)} %`;
}

/**
 * The same of counts that are rounded down to whole `step`s: only where that moves the percentage by four at most, and marked
 * as not exact. Of ten answers, ten of them in time, four could still be late.
 */
export function roundedShare(part: number | null, whole: number | null, step: number): string | undefined {
  const exact = share(part, whole);
  return exact !== undefined && whole !== null && whole >= 20 * step ? `≈ ${exact}` : undefined;
}
