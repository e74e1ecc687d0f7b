import { sha256 } from '@noble/hashes/sha2.js';

/** Asked for: a number such that SHA-256 of “text:number” begins with so many zero bits. */
export interface Work {
  text: string;
  bits: number;
}

/** Told: how many numbers were tried so far, and at the end the one that does. */
export interface Told {
  tried: number;
  answer: string | null;
}

const BATCH = 2_000;  // numbers between two messages

function leadingZeros(hash: Uint8Array): number {
  let bits = 0;
  for (const byte of hash) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

self.onmessage = ({ data: { text, bits } }: MessageEvent<Work>) => {
  const encoder = new TextEncoder();
  for (let number = 0; ; ++number) {
    const found = leadingZeros(sha256(encoder.encode(`${text}:${number}`))) >= bits;
    if (found || number % BATCH === BATCH - 1) {
      self.postMessage({ tried: number + 1, answer: found ? String(number) : null } satisfies Told);
    }
    if (found) return;
  }
};
