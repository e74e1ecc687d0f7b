import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { rulebookQuery, useOrganisation } from '../../api/queries';
import { personQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { EmptyState } from '../../components/empty_state';
import { Field } from '../../components/field';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { SelectField, TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { UnitPicker } from '../../components/unit_picker';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';
import { AccountActs } from './account_acts';
import { usePostKinds } from './people_page';

type Detail = Schema<'PersonDetail'>;
type Held = 'posts' | 'memberships';

/** A person: posts, memberships and account, each dated. */
export function PersonPage() {
  const { t } = useTranslation();
  const { person: id } = useParams({ from: '/work/people/$person' });
  const person = useQuery(personQuery(id));
  const detail = person.data;
  return (
    <Page title={detail?.name ?? t('people.person')} focusOn={id}>
      {person.error && <ProblemNote error={person.error} retry={() => void person.refetch()} />}
      {person.isPending && <Skeleton lines={6} />}
      {detail && (
        <>
          <HeldList detail={detail} held="posts" />
          {detail.mayManage && <Begin detail={detail} held="posts" />}
          <HeldList detail={detail} held="memberships" />
          {detail.mayManage && <Begin detail={detail} held="memberships" />}
          <AccountActs detail={detail} />
        </>
      )}
    </Page>
  );
}

export function useShowPerson(): (fresh: Detail) => void {
  const client = useQueryClient();
  return (fresh) => {
    client.setQueryData(['staff', 'person', fresh.id], fresh);
    void client.invalidateQueries({ queryKey: ['staff', 'people'] });
    void client.invalidateQueries({ queryKey: ['staff', 'posts'] });
  };
}

function HeldList({ detail, held }: { detail: Detail; held: Held }) {
  const { t } = useTranslation();
  const dates = useDates();
  const items = held === 'posts' ? detail.posts : detail.memberships;
  return (
    <section aria-labelledby={`${held}-title`}>
      <h2 id={`${held}-title`}>{t(`people.${held}`)}</h2>
      {items.length === 0 && <EmptyState title={held === 'posts' ? t('people.noPosts') : t('people.noMemberships')} />}
      <ul className="links">
        {items.map((item) => (
          <li key={item.id}>
            <strong>{item.title}</strong> · {item.unit.name}
            <span className="matter-link__code">
              {dates.day(item.from)}
              {item.to && ` – ${dates.day(item.to)}`}
            </span>
            {detail.mayManage && item.to === null && <End detail={detail} held={held} id={item.id} title={item.title} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function End({ detail, held, id, title }: { detail: Detail; held: Held; id: string; title: string }) {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const show = useShowPerson();
  const [asking, setAsking] = useState(false);
  const [on, setOn] = useState(today);
  const act = useAct(
    () =>
      held === 'posts'
        ? send('post', '/api/v1/people/{person}/posts/{post}/end', { path: { person: detail.id, post: id }, body: { on } })
        : send('post', '/api/v1/people/{person}/memberships/{membership}/end', { path: { person: detail.id, membership: id }, body: { on } }),
    show,
  );
  if (!asking) {
    return (
      <Button type="button" unstyled onClick={() => setAsking(true)}>
        {t('people.end')}
        <span className="usa-sr-only"> {title}</span>
      </Button>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        act.run(undefined);
      }}
    >
      {act.error !== null && <ProblemNote error={act.error} />}
      <TextField id={`end-${id}`} label={t('people.lastDay')} type="date" value={on} onChange={setOn} required />
      <div className="form__actions">
        <Button type="submit" disabled={act.busy || on === ''}>
          {t('people.end')}
        </Button>
        <Button type="button" unstyled onClick={() => setAsking(false)}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Begin({ detail, held }: { detail: Detail; held: Held }) {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const show = useShowPerson();
  const rulebook = useQuery(rulebookQuery);
  const [unit, setUnit] = useState('');
  const [kind, setKind] = useState('');
  const [from, setFrom] = useState(today);
  const postKinds = usePostKinds(unit);
  const kinds = held === 'posts' ? postKinds : (rulebook.data?.memberships ?? []);
  const act = useAct(
    () => {
      const request = { path: { person: detail.id }, body: { unit, kind, from } };
      return held === 'posts'
        ? send('post', '/api/v1/people/{person}/posts', request)
        : send('post', '/api/v1/people/{person}/memberships', request);
    },
    show,
  );
  const title = held === 'posts' ? t('people.beginPost') : t('people.beginMembership');
  return (
    <ActForm title={title} action={title} ready={unit !== '' && kind !== '' && from !== ''} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
      <Field id={`begin-${held}-unit`} label={t('matter.unit')} required>
        {(control) => <UnitPicker control={control} value={unit} onChange={setUnit} />}
      </Field>
      <SelectField id={`begin-${held}-kind`} label={held === 'posts' ? t('people.post') : t('people.membership')} value={kind} choices={kinds} onChange={setKind} required />
      <TextField id={`begin-${held}-from`} label={t('people.from')} type="date" value={from} onChange={setFrom} required />
    </ActForm>
  );
}
