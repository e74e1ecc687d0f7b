import { useEffect, useState } from 'react';

/** The value as it stood when it last kept still for so long. */
export function useDebounced<T>(value: T, delay_ms = 350): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay_ms);
    return () => clearTimeout(timer);
  }, [value, delay_ms]);
  return settled;
}
