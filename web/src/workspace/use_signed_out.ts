import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { carryToken, onSignedOut } from '../api/client';
import { markSigned } from '../lib/signed';

/** Leads to the sign-in page when the session has ended meanwhile; what was typed stays as a draft. */
export function useSignedOut(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { href } = useLocation();
  useEffect(
    () =>
      onSignedOut(() => {
        carryToken('');
        markSigned(false);
        client.setQueryData(['session'], null);
        void navigate({ to: '/work/sign-in', search: { back: href } });
      }),
    [client, navigate, href],
  );
}
