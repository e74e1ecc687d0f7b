import { Button, Checkbox } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { calendarsQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { Note } from '../../components/note';
import { ProblemNote } from '../../components/problem_note';
import { SelectField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';
import { useSession } from '../use_session';

/** Addresses for the calendar on one's telephone: made here, shown once, and taken back here. */
export function CalendarLinks() {
  const { t } = useTranslation();
  const { session } = useSession();
  const client = useQueryClient();
  const links = useQuery(calendarsQuery);
  const [unit, setUnit] = useState('');
  const [topics, setTopics] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: calendarsQuery.queryKey });
  const make = useAct(() => send('post', '/api/v1/calendars', { body: { unit: unit || undefined, topics } }), refresh);
  const revoke = useAct((calendar: string) => send('delete', '/api/v1/calendars/{calendar}', { path: { calendar } }), refresh);
  const units = [...new Map((session?.posts ?? []).map((post) => [post.unit.id, { id: post.unit.id, title: post.unit.name }])).values()];
  const error = links.error ?? make.error ?? revoke.error;
  return (
    <section aria-labelledby="calendars-title">
      <h2 id="calendars-title">{t('calendars.title')}</h2>
      <p>{t('calendars.lead')}</p>
      {error !== null && <ProblemNote error={error} />}
      {make.answer && <NewAddress path={make.answer.path} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          make.run(undefined);
        }}
      >
        {units.length > 0 && <SelectField id="calendar-unit" label={t('calendars.unit')} value={unit} choices={units} onChange={setUnit} />}
        <Checkbox id="calendar-topics" name="calendar-topics" label={t('calendars.topics')} checked={topics} onChange={(event) => setTopics(event.target.checked)} />
        <div className="form__actions">
          <Button type="submit" outline disabled={make.busy}>
            {t('calendars.make')}
          </Button>
        </div>
      </form>
      {links.data && links.data.items.length > 0 && <Addresses items={links.data.items} busy={revoke.busy} onRevoke={revoke.run} />}
    </section>
  );
}

/** The address with the ways to use it; it can't be shown again. */
function NewAddress({ path }: { path: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const address = `${location.origin}${path}`;
  return (
    <Note kind="success" live title={t('calendars.made')}>
      <p>{t('calendars.once')}</p>
      <p className="calendar-address">
        <code>{address}</code>
      </p>
      <p className="activity-acts">
        <Button type="button" onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}>
          {t(copied ? 'calendars.copied' : 'calendars.copy')}
        </Button>
        <a href={address.replace(/^https?:/, 'webcal:')}>{t('calendars.subscribe')}</a>
      </p>
    </Note>
  );
}

function Addresses({ items, busy, onRevoke }: { items: Schema<'CalendarList'>['items']; busy: boolean; onRevoke: (calendar: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <ul className="links">
      {items.map((link) => {
        const name = link.unit?.name ?? t('calendars.own');
        return (
          <li key={link.id}>
            <strong>{name}</strong>
            {' · '}
            {[link.topics && t('calendars.withTopics'), t('calendars.since', { when: dates.instant(link.createdAt) })].filter(Boolean).join(' · ')}{' '}
            <button type="button" className="usa-button usa-button--unstyled" disabled={busy} aria-label={`${t('calendars.revoke')}${t('common.colon')}${name}`} onClick={() => onRevoke(link.id)}>
              {t('calendars.revoke')}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
