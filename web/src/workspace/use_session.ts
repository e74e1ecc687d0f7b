import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries';
import type { Schema } from '../api/types';

export type Capability =
  | 'read-unit'
  | 'read-subtree'
  | 'intake'
  | 'import-matters'
  | 'open-identity'
  | 'name-parties'
  | 'join-matters'
  | 'manage-units'
  | 'manage-people'
  | 'manage-accounts'
  | 'manage-keys'
  | 'read-figures'
  | 'read-journal'
  | 'record-activities'
  | 'read-activities'
  | 'declare-emergencies';

interface Signed {
  session: Schema<'Session'> | null;
  may: (capability: Capability) => boolean;
}

/** Who is signed in and what the posts allow; the screens only hide by it, the server decides. */
export function useSession(): Signed {
  const { data } = useQuery(sessionQuery);
  const session = data ?? null;
  return { session, may: (capability) => session?.capabilities.includes(capability) ?? false };
}
