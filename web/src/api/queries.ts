import { queryOptions, useQuery, QueryClient, keepPreviousData } from '@tanstack/react-query';
import { dayOf } from '../lib/dates';
import { asRefused } from '../lib/problems';
import { carryToken, send } from './client';
import type { Schema } from './types';

/** Texts differ by language: on a change everything shown is asked for again (see LanguageSwitch). */
export const queryClient = new QueryClient({
  defaultOptions: {
    // A device without a line asks all the same: a page that waits in silence for the line would tell nobody why.
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => {
        const { status } = asRefused(error);
        return count < 2 && (status === 0 || status >= 502);
      },
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

const LONG = 10 * 60_000;

export const organisationQuery = queryOptions({
  queryKey: ['organisation'],
  queryFn: ({ signal }) => send('get', '/api/v1/organisation', { signal }),
  staleTime: LONG,
});

export const topicsQuery = queryOptions({
  queryKey: ['topics'],
  queryFn: ({ signal }) => send('get', '/api/v1/topics', { signal }),
  staleTime: LONG,
});

export const dutyRulesQuery = queryOptions({
  queryKey: ['duty-rules'],
  queryFn: ({ signal }) => send('get', '/api/v1/rulebook/duties', { signal }),
  staleTime: LONG,
});

export const proceduresQuery = (date?: string) =>
  queryOptions({
    queryKey: ['procedures', date ?? 'today'],
    queryFn: ({ signal }) => send('get', '/api/v1/procedures', { query: { date }, signal }),
    staleTime: LONG,
  });

export const emergenciesQuery = queryOptions({
  queryKey: ['emergencies'],
  queryFn: ({ signal }) => send('get', '/api/v1/emergencies', { signal }),
});

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: ({ signal }) => send('get', '/api/v1/channels', { signal }),
  staleTime: LONG,
});

export const placesQuery = (query: string, parent?: string) =>
  queryOptions({
    queryKey: ['places', query, parent ?? ''],
    queryFn: ({ signal }) => send('get', '/api/v1/places', { query: { query: query || undefined, parent }, signal }),
    staleTime: LONG,
    placeholderData: keepPreviousData,
  });

export const unitsQuery = (query: string, parent?: string, kind?: string) =>
  queryOptions({
    queryKey: ['units', query, parent ?? '', kind ?? ''],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/units', { query: { query: query || undefined, parent, kind, limit: 200 }, signal }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const unitQuery = (unit: string) =>
  queryOptions({
    queryKey: ['unit', unit],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}', { path: { unit }, signal }),
  });

export const figuresQuery = (unit: string, from?: string, to?: string) =>
  queryOptions({
    queryKey: ['figures', unit, from ?? '', to ?? ''],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/units/{unit}/figures', { path: { unit }, query: { from, to }, signal }),
  });

export const rulebookQuery = queryOptions({
  queryKey: ['rulebook'],
  queryFn: ({ signal }) => send('get', '/api/v1/rulebook', { signal }),
  staleTime: LONG,
});

export const procedureQuery = (procedure: string, date?: string) =>
  queryOptions({
    queryKey: ['procedure', procedure, date ?? ''],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/rulebook/procedures/{procedure}', { path: { procedure }, query: { date }, signal }),
    staleTime: LONG,
  });

export const transparencyQuery = queryOptions({
  queryKey: ['transparency'],
  queryFn: ({ signal }) => send('get', '/api/v1/transparency', { signal }),
});

export const checkpointsQuery = (region: string, before: string) =>
  queryOptions({
    queryKey: ['transparency', region, before],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/transparency/regions/{region}/checkpoints', { path: { region }, query: { before: before || undefined }, signal }),
    placeholderData: keepPreviousData,
  });

/** The matter that a receipt opens, or the part split off from it that has the code. */
export const followedQuery = (receipt: string, code: string | undefined) =>
  queryOptions({
    // The receipt is a key to the matter: it stays out of the cache's names.
    queryKey: ['followed', code ?? ''],
    queryFn: ({ signal }) => send('get', '/api/v1/follow', { receipt, query: { code }, signal }),
    staleTime: 0,
  });

/** The session, or null where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Schema<'Session'> | null> => {
    try {
      const session = await send('get', '/api/v1/session', { signal });
      carryToken(session.csrf);
      return session;
    } catch (error) {
      if (asRefused(error).status !== 401) throw error;
      carryToken('');
      return null;
    }
  },
  staleTime: 60_000,
});

/** Whose matters these are: the unit that all others stand under, or the rulebook's organisation where there are several. */
export function useOrganisationName(): string | undefined {
  const { data: organisation } = useQuery(organisationQuery);
  const { data: top } = useQuery({ ...unitsQuery(''), staleTime: LONG });
  if (!organisation || !top) return undefined;
  return top.items.length === 1 ? top.items[0]?.name : organisation.name;
}

/** The organisation's zone and day; until the server has said it, the device's day in the usual zone. */
export function useOrganisation(): { zone: string; today: string; organisation: Schema<'Organisation'> | undefined } {
  const { data } = useQuery(organisationQuery);
  const zone = data?.zone ?? 'Asia/Shanghai';
  return { zone, today: data?.today ?? dayOf(new Date(), zone), organisation: data };
}
