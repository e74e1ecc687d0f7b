import type { Schema } from '../../api/types';

/** The status of a refusal because somebody changed the matter since it was read. */
export const STALE = 412;

/** The entries that were not there when the matter was read. */
export function entriesSince(
  before: readonly Schema<'StaffEntry'>[],
  now: readonly Schema<'StaffEntry'>[],
): Schema<'StaffEntry'>[] {
  const known = new Set(before.map((entry) => entry.id));
  return now.filter((entry) => !known.has(entry.id));
}
