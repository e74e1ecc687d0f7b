/**
 * Drafts survive a reload on this device, until sent or cleared. Each has a name and a version of its shape: a draft
 * of another version is dropped rather than misread. Nothing else that a person types is kept in the browser.
 */

const PREFIX = 'massline.draft.';
const DAYS_KEPT = 14;

interface Kept<T> {
  version: number;
  savedAt: number;
  value: T;
}

export function saveDraft<T>(name: string, version: number, value: T, now = Date.now()): void {
  const kept: Kept<T> = { version, savedAt: now, value };
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    // A full or forbidden store costs the draft's survival, never the work at hand.
  }
}

export function loadDraft<T>(name: string, version: number, now = Date.now()): T | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    if (text === null) return null;
    const kept = JSON.parse(text) as Partial<Kept<T>>;
    const fresh = typeof kept.savedAt === 'number' && now - kept.savedAt < DAYS_KEPT * 86_400_000;
    if (kept.version === version && fresh && kept.value !== undefined) return kept.value;
    localStorage.removeItem(PREFIX + name);
  } catch {
    clearDraft(name);
  }
  return null;
}

export function clearDraft(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
}

/** Clears every draft whose name begins so; on signing out, all drafts of the workspace. */
export function clearDrafts(beginning: string): void {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + beginning));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}
