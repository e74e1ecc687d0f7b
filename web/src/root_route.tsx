import { createRootRoute, Outlet } from '@tanstack/react-router';
import { FailurePage } from './components/failure_page';

export const rootRoute = createRootRoute({ component: Outlet, errorComponent: FailurePage });
