import { createRouter } from '@tanstack/react-router';
import { Skeleton } from './components/skeleton';
import { portalRoutes } from './portal/routes';
import { rootRoute } from './root_route';
import { workspaceRoutes } from './workspace/routes';

export const router = createRouter({
  routeTree: rootRoute.addChildren([portalRoutes, ...workspaceRoutes]),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Skeleton lines={6} />,
  defaultPendingMs: 300,
  // Ids and dates stay as they are written in the address: "10" is not a number here.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null) query.set(name, String(value));
    return query.size > 0 ? `?${query}` : '';
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
