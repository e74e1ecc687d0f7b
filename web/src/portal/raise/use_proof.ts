import { useEffect, useRef, useState } from 'react';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { asRefused } from '../../lib/problems';
import { solve, type Proof } from './challenge';

const NEEDED = 'urn:massline:challenge-needed';

/** What goes on before a form is taken while many come at once: the device works, or the person waits for their turn. */
export interface Proving {
  /** How far the work is, from 0 to 1; null where nothing is asked for. */
  share: number | null;
  /** When this form's turn comes without any work; null while none was drawn. */
  turn: string | null;
  /** Gives up the work and waits for the turn. */
  wait: () => void;
  /** Sends with whatever is asked for, however long it takes. */
  sending: <T>(attempt: (proof: Proof | undefined) => Promise<T>) => Promise<T>;
}

export function useProof(): Proving {
  const [share, setShare] = useState<number | null>(null);
  const [challenge, setChallenge] = useState<Schema<'Challenge'> | null>(null);
  const working = useRef<AbortController | null>(null);
  useEffect(() => () => working.current?.abort(), []);

  const proofOf = async (drawn: Schema<'Challenge'>): Promise<Proof> => {
    working.current = new AbortController();
    setShare(0);
    try {
      return await solve(drawn, setShare, working.current.signal);
    } catch {
      // No workers here, or the person would rather wait: the turn comes by itself.
      setShare(null);
      await new Promise((done) => setTimeout(done, Math.max(0, Date.parse(drawn.waitedAt) - Date.now()) + 1_000));
      return { text: drawn.text, answer: '' };
    }
  };

  return {
    share,
    turn: challenge?.waitedAt ?? null,
    wait: () => working.current?.abort(),
    sending: async (attempt) => {
      try {
        return await attempt(undefined);
      } catch (error) {
        if (asRefused(error).problem.type !== NEEDED) throw error;
        const { challenge: drawn } = await send('get', '/api/v1/challenge', {});
        if (!drawn) return await attempt(undefined);
        setChallenge(drawn);
        const proof = await proofOf(drawn);
        return await attempt(proof);
      } finally {
        setShare(null);
        setChallenge(null);
      }
    },
  };
}
