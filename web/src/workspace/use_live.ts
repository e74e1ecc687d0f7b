import { useEffect } from 'react';
import { liveEvents } from '../api/live_queries';

/** Keeps what is on the screen current for as long as the workspace is open. */
export function useLive(): void {
  useEffect(() => {
    const look = () => liveEvents.look();
    document.addEventListener('visibilitychange', look);
    liveEvents.start();
    return () => {
      document.removeEventListener('visibilitychange', look);
      liveEvents.stop();
    };
  }, []);
}
