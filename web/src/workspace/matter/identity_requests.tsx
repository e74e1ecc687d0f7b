import { Button } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { ProblemNote } from '../../components/problem_note';
import { useDates } from '../../lib/use_dates';

type Request = Schema<'IdentityRequest'>;

interface Props {
  matter: string;
  requests: readonly Request[];
  onChanged: () => void;
}

/** Who asked to open who raised the matter, and for a second person the button that agrees. */
export function IdentityRequests({ matter, requests, onChanged }: Props) {
  const { t } = useTranslation();
  const dates = useDates();
  const agree = useMutation({
    mutationFn: (request: string) => send('post', '/api/v1/matters/{matter}/identity/requests/{request}/agree', { path: { matter, request } }),
    onSuccess: onChanged,
  });
  const stateOf = (request: Request) => {
    const who = [request.unit, request.post, request.person].join(' · ');
    const time = dates.instant(request.endsAt);
    if (request.mine) return t(request.agreed ? 'identity.agreedUntil' : 'identity.waiting', { time });
    return request.agreed ? t('identity.agreedOther', { who, time }) : t('identity.request', { who });
  };
  return (
    <>
      <ul className="identity">
        {requests.map((request) => (
          <li key={request.id}>
            <p>{stateOf(request)}</p>
            <blockquote>{request.reason}</blockquote>
            {request.mayAgree && (
              <Button type="button" outline disabled={agree.isPending} onClick={() => agree.mutate(request.id)}>
                {t('identity.agree')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {agree.error && <ProblemNote error={agree.error} />}
    </>
  );
}
