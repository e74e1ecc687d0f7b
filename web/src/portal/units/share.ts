/** A part of a whole as a percentage; nothing where either is not shown or the whole is empty. */
export function share(part: number | null, whole: number | null): string | undefined {
  if (part === null || whole === null || whole === 0) return undefined;
  return `${Math.round((part / whole) * 100)} %`;
}
