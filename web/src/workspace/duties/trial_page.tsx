import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { trialQuery } from '../../api/staff_queries';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { TrialForm } from './trial_form';
import { TrialResult } from './trial_result';

/** What if a duty asked for another amount? The whole of it is in the page's address, so that it can be kept and sent. */
export function TrialPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/work/trial' });
  const navigate = useNavigate({ from: '/work/trial' });
  const draft = search.duty && search.amount ? { duty: search.duty, amount: search.amount, per: search.per } : undefined;
  const trial = useQuery({ ...trialQuery(draft ?? { duty: '', amount: 0, per: undefined }), enabled: draft !== undefined });
  return (
    <Page title={t('trial.title')} lead={t('trial.lead')} className="standing">
      <Note kind="info" title={t('trial.nothing')} />
      <TrialForm key={`${search.duty}-${search.amount}-${search.per}`} draft={search} onTry={(next) => void navigate({ search: next })} />
      {trial.error && <ProblemNote error={trial.error} retry={() => void trial.refetch()} />}
      {draft && trial.isPending && <Skeleton lines={8} />}
      {trial.data && draft && <TrialResult trial={trial.data} draft={draft} onGone={() => void trial.refetch()} />}
    </Page>
  );
}
