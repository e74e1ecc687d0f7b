/** What stands in a form, by name; the asks of a procedure stand together under `inputs`. */
type Values = object & { inputs?: Record<string, string> };

/** The names of what a change really changes: `name`, `place`, and `inputs.what` for an ask. */
export function changedNames<T extends Values>(before: T, change: Partial<T>): string[] {
  return Object.keys(change).flatMap((name) => {
    if (name !== 'inputs') return before[name as keyof T] === change[name as keyof T] ? [] : [name];
    const [was, is] = [before.inputs ?? {}, change.inputs ?? {}];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((id) => was[id] !== is[id]).map((id) => `inputs.${id}`);
  });
}

/**
 * The errors that are left to show after somebody has changed these controls: one stays as long as its control was not
 * touched, or is found still wrong, then with the newest words. New ones wait for the next attempt.
 */
export function errorsLeft(shown: Record<string, string>, touched: readonly string[], found: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(shown).flatMap(([id, text]) => {
      const now = found[id] ?? (touched.includes(id) ? undefined : text);
      return now === undefined ? [] : [[id, now] as const];
    }),
  );
}
