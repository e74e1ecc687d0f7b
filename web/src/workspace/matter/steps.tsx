import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { deniedQuery, matterQuery } from '../../api/staff_queries';
import type { Ask, MatterDetail, OpenStep, Schema } from '../../api/types';
import { AskForm } from '../../components/ask_form';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { SourceNote } from '../../components/source_note';
import { asRefused } from '../../lib/problems';
import { entriesSince, STALE } from './stale';
import { StaleNote, type Overtaken } from './stale_note';

/** The steps that the procedure allows to this person now, each as a form drawn from what it asks. */
export function Steps({ detail, onGone }: { detail: MatterDetail; onGone: (done: string) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [overtaken, setOvertaken] = useState<Overtaken | null>(null);
  const [done, setDone] = useState('');
  const matter = detail.matter.id;

  const take = async (step: OpenStep, inputs: Record<string, unknown>, once: string) => {
    const body = { version: detail.version, inputs };
    try {
      const fresh = await send('post', '/api/v1/matters/{matter}/steps/{step}', { path: { matter, step: step.id }, body, once });
      void client.invalidateQueries({ queryKey: ['staff', 'inbox'] });
      setOvertaken(null);
      setDone(step.title);
      if (fresh) client.setQueryData(['staff', 'matter', matter], fresh);
      else onGone(step.title);
    } catch (error) {
      if (asRefused(error).status === STALE) {
        const fresh = await client.fetchQuery({ ...matterQuery(matter), staleTime: 0 });
        setOvertaken({
          step: step.title,
          stillOpen: fresh.steps.some((item) => item.id === step.id),
          entries: entriesSince(detail.entries, fresh.entries),
          typed: typedWords(step.asks, inputs),
        });
      }
      throw error;
    }
  };

  return (
    <section aria-labelledby="steps-title" className="steps">
      <h2 id="steps-title">{t('steps.title')}</h2>
      <div role="status">{done && <p className="steps__done">{t('steps.done', { step: done })}</p>}</div>
      {overtaken && <StaleNote overtaken={overtaken} />}
      {detail.steps.length === 0 && <p>{t('steps.none')}</p>}
      {detail.steps.map((step) => (
        <details key={step.id} className="step-card" name="steps">
          <summary>{step.title}</summary>
          {step.hint && <p>{step.hint}</p>}
          {step.opens && <p>{t('steps.opens', { procedure: step.opens })}</p>}
          <SourceNote source={step.source} />
          <AskForm
            name={`work.step.${matter}.${step.id}`}
            asks={step.asks}
            action={step.title}
            unit={detail.matter.unit.id}
            upload={(file) => {
              const form = new FormData();
              form.append('file', file);
              return send('post', '/api/v1/matters/{matter}/attachments', { path: { matter }, form });
            }}
            send={(inputs, once) => take(step, inputs, once)}
          />
        </details>
      ))}
      <Denied detail={detail} />
    </section>
  );
}

/** The words that were typed, to be kept in sight when their step has gone. */
function typedWords(asks: readonly Ask[], inputs: Record<string, unknown>): Schema<'Field'>[] {
  return asks
    .filter((ask) => ask.type === 'text' || ask.type === 'long-text')
    .flatMap((ask) => (inputs[ask.id] ? [{ id: ask.id, title: ask.title, value: String(inputs[ask.id]) }] : []));
}

function Denied({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const denied = useQuery({ ...deniedQuery(detail.matter.id, detail.version), enabled: open });
  return (
    <details className="denied" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('steps.why')}</summary>
      {denied.error && <ProblemNote error={denied.error} retry={() => void denied.refetch()} />}
      {open && denied.isPending && <Skeleton lines={3} />}
      <ul>
        {denied.data?.items.map((step) => (
          <li key={step.id}>
            <strong>{step.title}</strong>: {step.why}
            <SourceNote source={step.source} />
          </li>
        ))}
      </ul>
    </details>
  );
}
