import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { send } from './client';
import { whenNotTold } from './live_queries';
import type { Schema } from './types';

/** What only signed-in people ask for. All of it leaves the cache on signing out. */

export type Box = 'unit' | 'mine' | 'escalated' | 'sent' | 'below';

export interface MatterFilter {
  query?: string;
  state?: 'open' | 'closed' | 'all';
  procedure?: string;
  topic?: string;
  channel?: string;
  place?: string;
  unit?: string;
  from?: string;
  to?: string;
  late?: boolean;
  sort?: 'due' | 'raised' | 'updated';
}

export const inboxQuery = (box: Box) =>
  infiniteQueryOptions({
    queryKey: ['staff', 'inbox', box],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/inbox', { query: { box, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: whenNotTold,
  });

export const mySessionsQuery = queryOptions({
  queryKey: ['staff', 'sessions'],
  queryFn: ({ signal }) => send('get', '/api/v1/sessions', { signal }),
});

/** The organisation's own sign-ins; open to everybody, and the same for as long as the server runs. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => send('get', '/api/v1/session/providers', { signal }),
  staleTime: Infinity,
});

export const connectionsQuery = queryOptions({
  queryKey: ['staff', 'connections'],
  queryFn: ({ signal }) => send('get', '/api/v1/session/connections', { signal }),
});

export const mattersQuery = (filter: MatterFilter) =>
  infiniteQueryOptions({
    queryKey: ['staff', 'matters', filter],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/matters', { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const matterQuery = (matter: string) =>
  queryOptions({
    queryKey: ['staff', 'matter', matter],
    queryFn: ({ signal }) => send('get', '/api/v1/matters/{matter}', { path: { matter }, signal }),
  });

export const deniedQuery = (matter: string, version: number) =>
  queryOptions({
    queryKey: ['staff', 'denied', matter, version],
    queryFn: ({ signal }) => send('get', '/api/v1/matters/{matter}/denied', { path: { matter }, signal }),
  });

export const similarQuery = (matter: string) =>
  queryOptions({
    queryKey: ['staff', 'similar', matter],
    queryFn: ({ signal }) => send('get', '/api/v1/matters/{matter}/similar', { path: { matter }, signal }),
  });

export const similarTypedQuery = (request: Schema<'SimilarRequest'>) =>
  queryOptions({
    queryKey: ['staff', 'similar-typed', request],
    queryFn: ({ signal }) => send('post', '/api/v1/staff/similar', { body: request, signal }),
    placeholderData: keepPreviousData,
  });

export const matterJournalQuery = (matter: string) =>
  queryOptions({
    queryKey: ['staff', 'matter-journal', matter],
    queryFn: ({ signal }) => send('get', '/api/v1/matters/{matter}/journal', { path: { matter }, signal }),
    staleTime: 0,
  });

export const journalQuery = infiniteQueryOptions({
  queryKey: ['staff', 'journal'],
  queryFn: ({ pageParam, signal }) =>
    send('get', '/api/v1/journal', { query: { cursor: pageParam ?? undefined, limit: 100 }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const peopleQuery = (unit: string, query: string) =>
  queryOptions({
    queryKey: ['staff', 'people', unit, query],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/people', { query: { unit, query: query || undefined, limit: 200 }, signal }),
    placeholderData: keepPreviousData,
  });

export const personQuery = (person: string) =>
  queryOptions({
    queryKey: ['staff', 'person', person],
    queryFn: ({ signal }) => send('get', '/api/v1/people/{person}', { path: { person }, signal }),
  });

export const postsQuery = (unit: string, all: boolean) =>
  queryOptions({
    queryKey: ['staff', 'posts', unit, all],
    queryFn: ({ signal }) =>
      send('get', '/api/v1/units/{unit}/posts', { path: { unit }, query: { all: all || undefined }, signal }),
  });

export const keysQuery = queryOptions({
  queryKey: ['staff', 'keys'],
  queryFn: ({ signal }) => send('get', '/api/v1/keys', { signal }),
});

export const myDutiesQuery = queryOptions({
  queryKey: ['staff', 'my-duties'],
  queryFn: ({ signal }) => send('get', '/api/v1/duties/mine', { signal }),
  refetchInterval: whenNotTold,
});

export const standingQuery = (unit: string) =>
  queryOptions({
    queryKey: ['staff', 'standing', unit],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}/standing', { path: { unit }, signal }),
    refetchInterval: whenNotTold,
  });

export const whatIfQuery = (entitlement: string, standard: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['staff', 'what-if', entitlement, standard],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/entitlements/{entitlement}/what-if', {
        path: { entitlement },
        query: { standard, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

const TREND_WORKS_MS = 2_000;

/** How a unit stood at the ends of past periods; asked for again while the server still works some out. */
export const trendQuery = (unit: string, duty: string) =>
  queryOptions({
    queryKey: ['staff', 'duty-trend', unit, duty],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}/standing/{duty}/trend', { path: { unit, duty }, signal }),
    refetchInterval: (query) => (query.state.data?.complete === false ? TREND_WORKS_MS : whenNotTold()),
  });

export interface TrialQuestion {
  duty: string;
  amount: number;
  per: 'year' | 'quarter' | 'month' | undefined;
}

/** A trial changes nothing, so that asking for one is a question like others. */
export const trialQuery = ({ duty, amount, per }: TrialQuestion) =>
  queryOptions({
    queryKey: ['staff', 'trial', duty, amount, per],
    queryFn: ({ signal }) => send('post', '/api/v1/trials', { body: { changes: [{ duty, amount, per }] }, signal }),
    staleTime: Infinity,
  });

export const trialOfUnitQuery = (trial: string, unit: string, duty: string, sort: Sort) =>
  infiniteQueryOptions({
    queryKey: ['staff', 'trial-of-unit', trial, unit, duty, sort],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/trials/{trial}/units/{unit}', {
        path: { trial, unit },
        query: { duty, sort, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
type Sort = 'newly-behind' | 'no-longer-behind' | 'more-behind' | 'behind-then' | 'newly-owing' | 'unit';

export const unitDutyQuery = (unit: string, duty: string) =>
  queryOptions({
    queryKey: ['staff', 'unit-duty', unit, duty],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}/standing/{duty}', { path: { unit, duty }, signal }),
    refetchInterval: whenNotTold,
  });

export const activityKindsQuery = queryOptions({
  queryKey: ['activity-kinds'],
  queryFn: ({ signal }) => send('get', '/api/v1/activity-kinds', { signal }),
  staleTime: 10 * 60_000,
});

export interface ActivityFilter {
  state?: 'planned' | 'held' | 'cancelled' | undefined;
  kind?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Plans come soonest first, whatever else newest first. */
export const activitiesQuery = (unit: string, filter: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: ['staff', 'activities', unit, filter],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/units/{unit}/activities', {
        path: { unit },
        query: { ...filter, order: filter.state === 'planned' ? 'soonest' : 'newest', cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const activityQuery = (activity: string) =>
  queryOptions({
    queryKey: ['staff', 'activity', activity],
    queryFn: ({ signal }) => send('get', '/api/v1/activities/{activity}', { path: { activity }, signal }),
  });

export const calendarsQuery = queryOptions({
  queryKey: ['staff', 'calendars'],
  queryFn: ({ signal }) => send('get', '/api/v1/calendars', { signal }),
});

/** Nobody is found without words of their name. */
export const guestsQuery = (unit: string, on: string, query: string) =>
  queryOptions({
    queryKey: ['staff', 'guests', unit, on, query],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}/guests', { path: { unit }, query: { on, query }, signal }),
    enabled: query !== '',
    placeholderData: (before) => before,
  });

export const rosterQuery = (unit: string, on: string) =>
  queryOptions({
    queryKey: ['staff', 'roster', unit, on],
    queryFn: ({ signal }) => send('get', '/api/v1/units/{unit}/roster', { path: { unit }, query: { on }, signal }),
  });
