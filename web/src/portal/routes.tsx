import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { day, text } from '../lib/search';
import { rootRoute } from '../root_route';
import { FollowPage } from './follow/follow_page';
import { HomePage } from './home_page';
import { PortalLayout } from './layout';
import { NotFoundPage } from './not_found_page';
import { STEPS, type Step } from './raise/draft';
import { RaisePage } from './raise/raise_page';
import { SentPage } from './raise/sent_page';
import { AboutPage, HelpPage, PrivacyPage } from './texts/text_page';

const portal = createRoute({ getParentRoute: () => rootRoute, id: 'portal', component: PortalLayout });

interface RaiseSearch {
  step?: Step;
  topic?: string;
  procedure?: string;
}

export const portalRoutes = portal.addChildren([
  createRoute({ getParentRoute: () => portal, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: () => portal,
    path: '/raise',
    component: RaisePage,
    validateSearch: (search: Record<string, unknown>): RaiseSearch => ({
      step: STEPS.find((step) => step === search['step']) || undefined,
      topic: text(search['topic']),
      procedure: text(search['procedure']),
    }),
  }),
  createRoute({ getParentRoute: () => portal, path: '/raise/sent', component: SentPage }),
  createRoute({ getParentRoute: () => portal, path: '/follow', component: FollowPage }),
  createRoute({
    getParentRoute: () => portal,
    path: '/units',
    component: lazyRouteComponent(() => import('./units/units_page'), 'UnitsPage'),
  }),
  createRoute({
    getParentRoute: () => portal,
    path: '/units/$unit',
    component: lazyRouteComponent(() => import('./units/unit_page'), 'UnitPage'),
    validateSearch: (search: Record<string, unknown>): { from?: string; to?: string } => ({
      from: day(search['from']),
      to: day(search['to']),
    }),
  }),
  createRoute({
    getParentRoute: () => portal,
    path: '/rules',
    component: lazyRouteComponent(() => import('./rules/rules_page'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute: () => portal,
    path: '/rules/retention',
    component: lazyRouteComponent(() => import('./rules/retention_page'), 'RetentionPage'),
  }),
  createRoute({
    getParentRoute: () => portal,
    path: '/rules/$procedure',
    component: lazyRouteComponent(() => import('./rules/procedure_page'), 'ProcedurePage'),
    validateSearch: (search: Record<string, unknown>): { date?: string } => ({ date: day(search['date']) }),
  }),
  createRoute({
    getParentRoute: () => portal,
    path: '/transparency',
    component: lazyRouteComponent(() => import('./transparency/transparency_page'), 'TransparencyPage'),
  }),
  createRoute({ getParentRoute: () => portal, path: '/about', component: AboutPage }),
  createRoute({ getParentRoute: () => portal, path: '/privacy', component: PrivacyPage }),
  createRoute({ getParentRoute: () => portal, path: '/help', component: HelpPage }),
  createRoute({ getParentRoute: () => portal, path: '$', component: NotFoundPage }),
]);
