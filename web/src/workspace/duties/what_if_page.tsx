import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dutyRulesQuery } from '../../api/queries';
import { EmptyState } from '../../components/empty_state';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { WhatIfForm } from './what_if_form';
import { WhatIfResult } from './what_if_result';

/** What if a standard were another? What an entitlement costs today and would cost then, by place. */
export function WhatIfPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/work/what-if' });
  const navigate = useNavigate({ from: '/work/what-if' });
  const rules = useQuery(dutyRulesQuery);
  const entitlements = (rules.data?.entitlements ?? []).filter((rule) => rule.inForce);
  const chosen = entitlements.find((rule) => rule.id === search.entitlement) ?? entitlements[0];
  return (
    <Page title={t('whatIf.title')} lead={t('whatIf.lead')} className="standing">
      <Note kind="info" title={t('whatIf.nothing')} />
      {rules.error && <ProblemNote error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton lines={6} />}
      {rules.data && !chosen && <EmptyState title={t('whatIf.none')} />}
      {chosen && (
        <>
          <WhatIfForm
            key={`${chosen.id}-${search.standard}`}
            entitlements={entitlements}
            chosen={chosen.id}
            standard={search.standard}
            onTry={(next) => void navigate({ search: next })}
          />
          <WhatIfResult entitlement={chosen.id} standard={search.standard} />
        </>
      )}
    </Page>
  );
}
