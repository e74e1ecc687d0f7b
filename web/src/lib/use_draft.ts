import { useCallback, useEffect, useRef, useState } from 'react';
import { clearDraft, loadDraft, saveDraft } from './drafts';

interface Draft<T> {
  value: T;
  set: (change: Partial<T>) => void;
  clear: () => void;
  /** Whether it came from an earlier visit. */
  restored: boolean;
}

/** A form's state that survives a reload. `clear` forgets it and begins anew. */
export function useDraft<T extends object>(name: string, version: number, empty: T): Draft<T> {
  const first = useRef(empty);
  const [initial] = useState(() => loadDraft<T>(name, version));
  const [value, setValue] = useState<T>(() => ({ ...empty, ...initial }));
  const [restored, setRestored] = useState(initial !== null);
  const touched = useRef(false);

  useEffect(() => {
    if (!touched.current) return;
    const timer = setTimeout(() => saveDraft(name, version, value), 250);
    const flush = () => saveDraft(name, version, value);
    window.addEventListener('pagehide', flush);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', flush);
    };
  }, [name, version, value]);

  const latest = useRef(value);
  latest.current = value;
  useEffect(
    () => () => {
      if (touched.current) saveDraft(name, version, latest.current);
    },
    [name, version],
  );

  const set = useCallback((change: Partial<T>) => {
    touched.current = true;
    setValue((before) => ({ ...before, ...change }));
  }, []);
  const clear = useCallback(() => {
    touched.current = false;
    clearDraft(name);
    setValue(first.current);
    setRestored(false);
  }, [name]);
  return { value, set, clear, restored };
}
