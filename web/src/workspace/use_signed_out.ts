import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { carryToken } from '../api/client';
import { asRefused } from '../lib/problems';
import { markSigned } from '../lib/signed';

const UNAUTHORISED = 401;

/** Leads to the sign-in page when the session has ended meanwhile; what was typed stays as a draft. */
export function useSignedOut(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { href } = useLocation();
  useEffect(() => {
    const leave = (error: unknown) => {
      if (!error || asRefused(error).status !== UNAUTHORISED) return;
      carryToken('');
      markSigned(false);
      client.setQueryData(['session'], null);
      void navigate({ to: '/work/sign-in', search: { back: href } });
    };
    const queries = client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error);
    });
    const mutations = client.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error);
    });
    return () => {
      queries();
      mutations();
    };
  }, [client, navigate, href]);
}
