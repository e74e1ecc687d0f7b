import { useQueryClient } from '@tanstack/react-query';

/** What shows activities, or follows from them, is asked for anew. */
export function useRefreshActivities(): () => void {
  const client = useQueryClient();
  return () => {
    for (const shown of ['activities', 'activity', 'standing', 'my-duties', 'unit-duty']) void client.invalidateQueries({ queryKey: ['staff', shown] });
  };
}
