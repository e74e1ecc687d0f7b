/**
 * What tells open pages that they no longer show what is. While the server's stream is up nothing asks by itself; where it
 * can't be had (too many pages, a proxy that does not let it through, no connection), pages ask from time to time, and the
 * stream is tried again, ever more rarely. A page that nobody sees listens to nothing.
 */

export type Topic = 'standing' | 'duties' | 'inbox';
export const TOPICS: readonly Topic[] = ['standing', 'duties', 'inbox'];

/** What of an EventSource is used. */
export interface Stream {
  addEventListener(name: string, heard: () => void): void;
  close(): void;
}

export interface Surroundings {
  open: () => Stream;
  changed: (topics: readonly Topic[]) => void;
  isSeen: () => boolean;
  later: (run: () => void, ms: number) => () => void;
  /** From 0 to 1: so that pages that lost the server together do not come back together. */
  chance: () => number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export class LiveEvents {
  private stream: Stream | undefined;
  private cancelRetry: (() => void) | undefined;
  private waitMs = FIRST_WAIT_MS;
  private up = false;
  private wanted = false;

  constructor(private readonly around: Surroundings) {}

  /** Whether changes are told, so that nobody needs to ask. */
  get isUp(): boolean {
    return this.up;
  }

  start(): void {
    this.wanted = true;
    this.look();
  }

  stop(): void {
    this.wanted = false;
    this.leave();
  }

  /** To be called when the page begins or ceases to be seen. */
  look(): void {
    if (!this.wanted || !this.around.isSeen()) this.leave();
    else if (!this.stream && !this.cancelRetry) this.connect();
  }

  private leave(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.stream?.close();
    this.stream = undefined;
    this.up = false;
    this.waitMs = FIRST_WAIT_MS;
  }

  private connect(): void {
    const stream = this.around.open();
    this.stream = stream;
    const heard = (name: string, run: () => void) =>
      stream.addEventListener(name, () => {
        if (this.stream === stream) run();
      });
    heard('ready', () => {
      this.up = true;
      this.waitMs = FIRST_WAIT_MS;
      // What happened before it was up was told to nobody.
      this.around.changed(TOPICS);
    });
    for (const topic of TOPICS) heard(topic, () => this.around.changed([topic]));
    heard('error', () => this.lost());
  }

  private lost(): void {
    const wasUp = this.up;
    this.stream?.close();
    this.stream = undefined;
    this.up = false;
    const wait = this.waitMs * (1 + this.around.chance()) * 0.5;
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    this.cancelRetry = this.around.later(() => {
      this.cancelRetry = undefined;
      this.look();
    }, wait);
    // From here on pages ask by themselves; what asks looks at `isUp` when it asks.
    if (wasUp) this.around.changed(TOPICS);
  }
}
