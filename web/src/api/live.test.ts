import { beforeEach, describe, expect, it } from 'vitest';
import { LiveEvents, TOPICS, type Stream, type Topic } from './live';

class FakeStream implements Stream {
  closed = false;
  private readonly listeners = new Map<string, () => void>();

  addEventListener(name: string, heard: () => void) {
    this.listeners.set(name, heard);
  }
  close() {
    this.closed = true;
  }
  say(name: string) {
    this.listeners.get(name)?.();
  }
}

let streams: FakeStream[];
let told: (readonly Topic[])[];
let waits: { run: () => void; ms: number; off: boolean }[];
let seen: boolean;
let live: LiveEvents;

beforeEach(() => {
  [streams, told, waits, seen] = [[], [], [], true];
  live = new LiveEvents({
    open: () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    changed: (topics) => told.push(topics),
    isSeen: () => seen,
    later: (run, ms) => {
      const wait = { run, ms, off: false };
      waits.push(wait);
      return () => {
        wait.off = true;
      };
    },
    chance: () => 1,
  });
});

describe('live events', () => {
  it('are up from the first word on, which means: look at everything', () => {
    live.start();
    expect(live.isUp).toBe(false);
    streams[0]?.say('ready');
    expect(live.isUp).toBe(true);
    streams[0]?.say('inbox');
    expect(told).toEqual([TOPICS, ['inbox']]);
  });

  it('are tried again ever more rarely, and pages ask meanwhile', () => {
    live.start();
    streams[0]?.say('ready');
    for (let i = 0; i < 9; ++i) {
      streams[i]?.say('error');
      expect(live.isUp).toBe(false);
      expect(streams[i]?.closed).toBe(true);
      waits[i]?.run();
    }
    expect(streams).toHaveLength(10);
    expect(waits.map((wait) => wait.ms)).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
    expect(told).toEqual([TOPICS, TOPICS]);
    streams[9]?.say('ready');
    streams[9]?.say('error');
    expect(waits[9]?.ms).toBe(1000);
  });

  it('are left while nobody sees the page, and taken up again', () => {
    live.start();
    streams[0]?.say('ready');
    seen = false;
    live.look();
    expect([streams[0]?.closed, live.isUp]).toEqual([true, false]);
    streams[0]?.say('standing');
    expect(told).toEqual([TOPICS]);
    seen = true;
    live.look();
    live.look();
    expect(streams).toHaveLength(2);
    streams[1]?.say('error');
    live.look();
    expect(streams).toHaveLength(2);
    live.stop();
    expect(waits[0]?.off).toBe(true);
    live.look();
    expect(streams).toHaveLength(2);
  });
});
