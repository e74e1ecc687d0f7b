import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { text } from '../lib/search';
import { rootRoute } from '../root_route';

export const workspaceRoutes = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work/sign-in',
  component: lazyRouteComponent(() => import('./sign_in_page'), 'SignInPage'),
  validateSearch: (search: Record<string, unknown>): { back?: string } => ({ back: text(search['back']) }),
});
