import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries';
import { beginTexts } from './lib/i18n';
import { router } from './router';
import { guardMarkup } from './trusted_types';
import './styles/index.scss';

const root = document.getElementById('root');
guardMarkup(window);
if (root) {
  await beginTexts();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
