import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { organisationQuery, queryClient, sessionQuery } from '../api/queries';
import { beginStaffTexts } from '../lib/i18n';
import { day, oneOf, text } from '../lib/search';
import { NotFoundPage } from '../portal/not_found_page';
import { rootRoute } from '../root_route';
import { PERIODS } from './duties/trial';
import {
  ACTIVITY_STATES,
  BOXES,
  CHANGE_ACTS,
  MATTER_TABS,
  NEW_ACTS,
  SORTS,
  STATES,
  type ActivitySearch,
  type Box,
  type MatterSearch,
  type MatterTab,
  type TrialSearch,
  type WhatIfSearch,
} from './searches';

type Search = Record<string, unknown>;

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work/sign-in',
  component: lazyRouteComponent(() => import('./sign_in_page'), 'SignInPage'),
  beforeLoad: beginStaffTexts,
  validateSearch: (search: Search): { back?: string } => ({ back: text(search['back']) }),
});

const providerAnswer = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work/sign-in/answer',
  component: lazyRouteComponent(() => import('./provider_answer_page'), 'ProviderAnswerPage'),
  beforeLoad: beginStaffTexts,
  validateSearch: (search: Search): { state?: string; code?: string; iss?: string } => ({
    state: text(search['state']),
    code: text(search['code']),
    iss: text(search['iss']),
  }),
});

/** Everything below asks for a session first. */
const work = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work',
  component: lazyRouteComponent(() => import('./layout'), 'WorkLayout'),
  beforeLoad: async ({ location }) => {
    // The organisation is there before any form is: its day is what they begin with.
    const [session] = await Promise.all([
      queryClient.ensureQueryData(sessionQuery),
      queryClient.ensureQueryData(organisationQuery),
      beginStaffTexts(),
    ]);
    if (!session) throw redirect({ to: '/work/sign-in', search: { back: location.href } });
    if (session.secondFactor.due && location.pathname !== '/work/account') throw redirect({ to: '/work/account' });
  },
});

export const workspaceRoutes = [
  signIn,
  providerAnswer,
  work.addChildren([
    createRoute({
      getParentRoute: () => work,
      path: '/',
      beforeLoad: () => {
        throw redirect({ to: '/work/inbox' });
      },
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/inbox',
      component: lazyRouteComponent(() => import('./inbox/inbox_page'), 'InboxPage'),
      validateSearch: (search: Search): { box?: Box } => ({ box: oneOf(search['box'], BOXES) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/matters/$matter',
      component: lazyRouteComponent(() => import('./matter/matter_page'), 'MatterPage'),
      validateSearch: (search: Search): { tab?: MatterTab } => ({ tab: oneOf(search['tab'], MATTER_TABS) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/new',
      component: lazyRouteComponent(() => import('./entry/entry_page'), 'EntryPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/duties',
      component: lazyRouteComponent(() => import('./duties/duties_page'), 'DutiesPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/standing',
      component: lazyRouteComponent(() => import('./duties/standing_home_page'), 'StandingHomePage'),
      validateSearch: (search: Search): { duty?: string } => ({ duty: text(search['duty']) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/standing/$unit',
      component: lazyRouteComponent(() => import('./duties/standing_page'), 'StandingPage'),
      validateSearch: (search: Search): { duty?: string } => ({ duty: text(search['duty']) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/trial',
      component: lazyRouteComponent(() => import('./duties/trial_page'), 'TrialPage'),
      validateSearch: (search: Search): TrialSearch => ({
        duty: text(search['duty']),
        amount: Number(search['amount']) > 0 ? Number(search['amount']) : undefined,
        per: oneOf(search['per'], PERIODS),
        unit: text(search['unit']),
      }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/what-if',
      component: lazyRouteComponent(() => import('./duties/what_if_page'), 'WhatIfPage'),
      validateSearch: (search: Search): WhatIfSearch => ({ entitlement: text(search['entitlement']), standard: text(search['standard']) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/search',
      component: lazyRouteComponent(() => import('./search/search_page'), 'SearchPage'),
      validateSearch: (search: Search): MatterSearch => ({
        query: text(search['query']),
        state: oneOf(search['state'], STATES),
        procedure: text(search['procedure']),
        topic: text(search['topic']),
        channel: text(search['channel']),
        unit: text(search['unit']),
        place: text(search['place']),
        from: day(search['from']),
        to: day(search['to']),
        late: search['late'] === 'true' || search['late'] === true ? true : undefined,
        sort: oneOf(search['sort'], SORTS),
      }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/import',
      component: lazyRouteComponent(() => import('./import/import_page'), 'ImportPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/units',
      component: lazyRouteComponent(() => import('./registry/units_page'), 'UnitsPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/units/$unit',
      component: lazyRouteComponent(() => import('./registry/unit_page'), 'UnitPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/units/$unit/activities',
      component: lazyRouteComponent(() => import('./activities/activities_page'), 'ActivitiesPage'),
      validateSearch: (search: Search): ActivitySearch => ({
        state: oneOf(search['state'], ACTIVITY_STATES),
        kind: text(search['kind']),
        from: day(search['from']),
        to: day(search['to']),
      }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/units/$unit/activities/new',
      component: lazyRouteComponent(() => import('./activities/act_page'), 'NewActivityPage'),
      validateSearch: (search: Search): { act?: (typeof NEW_ACTS)[number]; kind?: string } => ({
        act: oneOf(search['act'], NEW_ACTS),
        kind: text(search['kind']),
      }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/activities/$activity',
      component: lazyRouteComponent(() => import('./activities/activity_page'), 'ActivityPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/activities/$activity/change',
      component: lazyRouteComponent(() => import('./activities/act_page'), 'ChangeActivityPage'),
      validateSearch: (search: Search): { act?: (typeof CHANGE_ACTS)[number] } => ({ act: oneOf(search['act'], CHANGE_ACTS) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/my-unit',
      component: lazyRouteComponent(() => import('./activities/my_unit_page'), 'MyUnitPage'),
      validateSearch: (search: Search): { unit?: string } => ({ unit: text(search['unit']) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/import/attendance',
      component: lazyRouteComponent(() => import('./import/attendance_import_page'), 'AttendanceImportPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/people',
      component: lazyRouteComponent(() => import('./registry/people_page'), 'PeoplePage'),
      validateSearch: (search: Search): { unit?: string } => ({ unit: text(search['unit']) }),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/people/$person',
      component: lazyRouteComponent(() => import('./registry/person_page'), 'PersonPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/keys',
      component: lazyRouteComponent(() => import('./registry/keys_page'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/rulebook',
      component: lazyRouteComponent(() => import('./rulebook_page'), 'RulebookPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/journal',
      component: lazyRouteComponent(() => import('./journal_page'), 'JournalPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/emergencies',
      component: lazyRouteComponent(() => import('./emergencies_page'), 'EmergenciesPage'),
    }),
    createRoute({
      getParentRoute: () => work,
      path: '/account',
      component: lazyRouteComponent(() => import('./account/account_page'), 'AccountPage'),
    }),
    createRoute({ getParentRoute: () => work, path: '$', component: NotFoundPage }),
  ]),
] as const;
