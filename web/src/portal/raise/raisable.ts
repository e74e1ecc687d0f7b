import { useQuery } from '@tanstack/react-query';
import { emergenciesQuery } from '../../api/queries';
import type { ProcedureSummary } from './draft';

/** What the portal's form comes in by, as the API has it where nothing else is said. */
export const PORTAL_CHANNEL = 'web';

/** The procedures that would be taken by one of these channels; those for emergencies only while one is declared. */
export function raisable(
  procedures: readonly ProcedureSummary[],
  channels: readonly string[],
  inEmergency: boolean,
): ProcedureSummary[] {
  return procedures.filter(
    (one) => one.channels.some((channel) => channels.includes(channel)) && (inEmergency || !one.emergency),
  );
}

/** The same, asking the server for declared emergencies if that decides anything. Where that fails, they stay. */
export function useRaisable(procedures: readonly ProcedureSummary[], channels: readonly string[]): ProcedureSummary[] {
  const declared = useQuery({ ...emergenciesQuery, enabled: procedures.some((one) => one.emergency) });
  return raisable(procedures, channels, declared.isError || (declared.data?.items.some((one) => one.endedAt === null) ?? false));
}
