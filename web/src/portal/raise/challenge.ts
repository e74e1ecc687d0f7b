import type { Schema } from '../../api/types';
import type { Told, Work } from './solve.worker';

/** What goes with a form to show that it was worked or waited for. */
export interface Proof {
  text: string;
  answer: string;
}

/**
 * Works on a challenge in a thread of its own, so that the page stays alive. `tell` hears how likely it is to be done by now
 * (0 to 1). Errors: rejects where the browser has no workers, and with AbortError.
 */
export function solve(challenge: Schema<'Challenge'>, tell: (share: number) => void, signal: AbortSignal): Promise<Proof> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' });
    const end = (settle: () => void) => {
      worker.terminate();
      settle();
    };
    signal.addEventListener('abort', () => end(() => reject(new DOMException('', 'AbortError'))));
    worker.onerror = () => end(() => reject(new Error('the work could not be done here')));
    worker.onmessage = ({ data: { tried, answer } }: MessageEvent<Told>) => {
      tell(likelihood(tried, challenge.bits));
      if (answer !== null) end(() => resolve({ text: challenge.text, answer }));
    };
    worker.postMessage({ text: challenge.text, bits: challenge.bits } satisfies Work);
  });
}

/** How likely one of so many numbers does. */
export function likelihood(tried: number, bits: number): number {
  return 1 - Math.exp(-tried / 2 ** bits);
}
