import { LiveEvents, type Topic } from './live';
import { queryClient } from './queries';

/** Which questions a topic makes worth asking again. */
const QUESTIONS: Record<Topic, readonly string[]> = {
  standing: ['standing', 'unit-duty', 'duty-trend', 'activities'],
  duties: ['my-duties'],
  inbox: ['inbox'],
};

/** How often pages ask by themselves where nobody tells them. */
const ASK_MS = 10_000;

export const liveEvents = new LiveEvents({
  open: () => new EventSource('/api/v1/events'),
  changed: (topics) => {
    for (const question of topics.flatMap((topic) => QUESTIONS[topic])) {
      void queryClient.invalidateQueries({ queryKey: ['staff', question] });
    }
  },
  isSeen: () => document.visibilityState === 'visible',
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  chance: Math.random,
});

/** For `refetchInterval`: asked after every answer. */
export const whenNotTold = () => (liveEvents.isUp ? false : ASK_MS);
