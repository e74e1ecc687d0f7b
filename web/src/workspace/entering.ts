import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { carryToken } from '../api/client';
import type { Schema } from '../api/types';
import { markSigned } from '../lib/signed';

/** What happens once somebody is signed in, by whichever way: to the page that they came from, or the inbox. */
export function useEntering(back: string | undefined) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (session: Schema<'Session'>) => {
    carryToken(session.csrf);
    markSigned(true);
    client.removeQueries({ queryKey: ['staff'] });
    client.setQueryData(['session'], session);
    await navigate({ to: back ?? '/work/inbox', replace: true });
  };
}
