import { afterEach, describe, expect, it } from 'vitest';
import { clearDraft, clearDrafts, loadDraft, saveDraft } from './drafts';

const DAY_MS = 86_400_000;

afterEach(() => localStorage.clear());

describe('a draft', () => {
  it('comes back as it was', () => {
    saveDraft('raise', 1, { text: '路灯' });
    expect(loadDraft('raise', 1)).toEqual({ text: '路灯' });
  });

  it('of another version is dropped', () => {
    saveDraft('raise', 1, { text: 'x' });
    expect(loadDraft('raise', 2)).toBeNull();
    expect(loadDraft('raise', 1)).toBeNull();
  });

  it('ends after 14 days', () => {
    saveDraft('raise', 1, { text: 'x' }, 0);
    expect(loadDraft('raise', 1, 13 * DAY_MS)).toEqual({ text: 'x' });
    expect(loadDraft('raise', 1, 15 * DAY_MS)).toBeNull();
  });

  it('that cannot be read is dropped', () => {
    localStorage.setItem('massline.draft.raise', '{');
    expect(loadDraft('raise', 1)).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it('is cleared alone, or with all that begin so', () => {
    saveDraft('raise', 1, {});
    saveDraft('work.a', 1, {});
    saveDraft('work.b', 1, {});
    clearDrafts('work.');
    expect(loadDraft('work.a', 1)).toBeNull();
    expect(loadDraft('raise', 1)).toEqual({});
    clearDraft('raise');
    expect(localStorage.length).toBe(0);
  });
});
