import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { similarTypedQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { PromiseList } from '../../components/clock_list';
import { ProblemNote } from '../../components/problem_note';
import { mainAsk } from '../../lib/asks';
import { useDebounced } from '../../lib/use_debounced';
import type { EntryDraft } from './entry_draft';

const ENOUGH_TO_COMPARE = 4;

interface Props {
  draft: EntryDraft;
  procedure: Schema<'ProcedureSummary'> | undefined;
}

/** Beside the form while it is filled in: who would answer, by when, and what is known already. */
export function EntrySide({ draft, procedure }: Props) {
  const { t } = useTranslation();
  const place = draft.place?.id ?? '';
  const main = procedure ? mainAsk(procedure.asks) : undefined;
  const text = useDebounced((main ? (draft.inputs[main.id] ?? '') : '').trim(), 600);
  const day = draft.raisedDay || undefined;
  const choice = draft.topic ? { topic: draft.topic } : { procedure: draft.procedure };
  const preview = useQuery({
    queryKey: ['preview', place, draft.topic, draft.procedure, day],
    queryFn: ({ signal }) => send('post', '/api/v1/preview', { body: { place, ...choice, day }, signal }),
    enabled: place !== '' && procedure !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const similar = useQuery({
    ...similarTypedQuery({ text, place: place || undefined, topic: draft.topic || undefined }),
    enabled: [...text].length >= ENOUGH_TO_COMPARE,
    retry: false,
  });
  return (
    <aside className="entry__side" aria-label={t('entry.side')}>
      <section aria-labelledby="entry-preview">
        <h2 id="entry-preview">{t('raise.check.whoAnswers')}</h2>
        {preview.error && <ProblemNote error={preview.error} />}
        {preview.data ? (
          <>
            <p className="answerable__unit">{preview.data.unit.name}</p>
            {preview.data.note && <p>{preview.data.note}</p>}
            <PromiseList clocks={preview.data.clocks} />
          </>
        ) : (
          !preview.error && <p className="usa-hint">{t('entry.previewLater')}</p>
        )}
      </section>
      <section aria-labelledby="entry-similar">
        <h2 id="entry-similar">{t('entry.similar')}</h2>
        <ul className="links">
          {similar.data?.items.map(({ matter }) => (
            <li key={matter.id}>
              <Link to="/work/matters/$matter" params={{ matter: matter.id }} target="_blank">
                {matter.title}
              </Link>
              <span className="matter-link__code">{[matter.code, matter.stage.title, matter.place].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
        {(similar.data?.items.length ?? 0) === 0 && <p className="usa-hint">{t('entry.similarNone')}</p>}
      </section>
    </aside>
  );
}
