import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { mySessionsQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';

/** Where one is signed in, and the way out of there. */
export function SessionList() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = useQuery(mySessionsQuery);
  const again = () => client.invalidateQueries({ queryKey: ['staff', 'sessions'] });
  const end = useAct((session: string) => send('delete', '/api/v1/sessions/{session}', { path: { session } }), again);
  const endOthers = useAct(() => send('delete', '/api/v1/sessions', {}), again);
  const items = sessions.data?.items ?? [];
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('sessions.title')}</h2>
      <p>{t('sessions.text')}</p>
      {sessions.isPending && <Skeleton lines={2} />}
      {[sessions.error, end.error, endOthers.error].map((error, index) => (error ? <ProblemNote key={index} error={error} /> : null))}
      <ul className="links">
        {items.map((session) => (
          <SessionItem key={session.id} session={session} busy={end.busy} onEnd={() => end.run(session.id)} />
        ))}
      </ul>
      {items.length > 1 && (
        <div className="form__actions">
          <Button type="button" outline disabled={endOthers.busy} onClick={() => endOthers.run(undefined)}>
            {t('sessions.endOthers')}
          </Button>
        </div>
      )}
      <DeviceName present={items.find((session) => session.current)?.device ?? ''} onNamed={again} />
    </section>
  );
}

function SessionItem({ session, busy, onEnd }: { session: Schema<'OpenSession'>; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const device = session.device ?? t('sessions.unnamed');
  return (
    <li>
      <strong>{device}</strong>
      {session.current && ` · ${t('sessions.current')}`} · {t(`sessions.way.${session.way}`)}
      <span className="matter-link__code">
        {t('sessions.times', { created: dates.instant(session.createdAt), seen: dates.instant(session.seenAt) })}
      </span>
      {!session.current && (
        <Button type="button" unstyled disabled={busy} onClick={onEnd}>
          {t('sessions.end')}
          <span className="usa-sr-only"> {device}</span>
        </Button>
      )}
    </li>
  );
}

function DeviceName({ present, onNamed }: { present: string; onNamed: () => Promise<void> }) {
  const { t } = useTranslation();
  const [device, setDevice] = useState<string | null>(null);
  const name = useAct(
    () => send('post', '/api/v1/session/device', { body: { device: (device ?? present).trim() } }),
    () => {
      setDevice(null);
      return onNamed();
    },
  );
  return (
    <ActForm title={t('sessions.name')} action={t('sessions.name')} ready={device !== null} busy={name.busy} error={name.error} onSubmit={() => name.run(undefined)}>
      <TextField id="device-name" label={t('signIn.device')} hint={t('signIn.deviceHint')} value={device ?? present} onChange={setDevice} />
    </ActForm>
  );
}
