import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { useOrganisation } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { Field } from '../../components/field';
import { SelectField, TextField } from '../../components/simple_fields';
import { UnitPicker } from '../../components/unit_picker';
import { useAct } from '../../components/use_act';

type Detail = Schema<'UnitDetail'>;

/** What may be done to a unit: each change is dated, none rewrites the past. */
export function UnitActs({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="acts-title">
      <h2 id="acts-title">{t('units.acts')}</h2>
      {detail.childKinds.length > 0 && <Create detail={detail} />}
      <Rename detail={detail} />
      <Relocate detail={detail} act="move" />
      <Relocate detail={detail} act="merge" />
      <Close detail={detail} />
    </section>
  );
}

function useShow(): (fresh: Detail) => void {
  const client = useQueryClient();
  return (fresh) => {
    client.setQueryData(['unit', fresh.unit.id], fresh);
    void client.invalidateQueries({ queryKey: ['units'] });
    void client.invalidateQueries({ queryKey: ['unit'] });
  };
}

function Create({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const navigate = useNavigate();
  const show = useShow();
  const [kind, setKind] = useState(detail.childKinds[0]?.id ?? '');
  const [name, setName] = useState('');
  const [nameEn, setNameEn] = useState('');
  const [code, setCode] = useState('');
  const [from, setFrom] = useState('');
  const act = useAct(
    () =>
      send('post', '/api/v1/units', {
        body: {
          parent: detail.unit.id,
          kind,
          name: name.trim(),
          code: code.trim(),
          nameEn: nameEn.trim() || undefined,
          from: from || undefined,
        },
      }),
    (made) => {
      show(made);
      void navigate({ to: '/work/units/$unit', params: { unit: made.unit.id } });
    },
  );
  const ready = kind !== '' && name.trim() !== '' && code.trim() !== '';
  return (
    <ActForm title={t('units.create')} action={t('units.create')} ready={ready} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
      <SelectField id="create-kind" label={t('units.kind')} value={kind} choices={detail.childKinds} onChange={setKind} required />
      <TextField id="create-name" label={t('units.name')} value={name} onChange={setName} required />
      <TextField id="create-name-en" label={t('units.nameEn')} value={nameEn} onChange={setNameEn} />
      <TextField id="create-code" label={t('units.code')} value={code} onChange={setCode} required />
      <TextField id="create-from" label={t('people.from')} hint={t('units.fromHint', { today })} type="date" value={from} onChange={setFrom} />
    </ActForm>
  );
}

function Rename({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const show = useShow();
  const [name, setName] = useState(detail.unit.name);
  const [nameEn, setNameEn] = useState(detail.unit.nameEn ?? '');
  const act = useAct(
    () =>
      send('patch', '/api/v1/units/{unit}', {
        path: { unit: detail.unit.id },
        body: { version: detail.version, name: name.trim(), nameEn: nameEn.trim() || undefined },
      }),
    show,
  );
  return (
    <ActForm title={t('units.rename')} action={t('units.rename')} ready={name.trim() !== ''} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
      <TextField id="rename-name" label={t('units.name')} value={name} onChange={setName} required />
      <TextField id="rename-name-en" label={t('units.nameEn')} value={nameEn} onChange={setNameEn} />
    </ActForm>
  );
}

function Relocate({ detail, act: kind }: { detail: Detail; act: 'move' | 'merge' }) {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const show = useShow();
  const [other, setOther] = useState('');
  const [on, setOn] = useState(today);
  const path = { unit: detail.unit.id };
  const act = useAct(
    () =>
      kind === 'move'
        ? send('post', '/api/v1/units/{unit}/move', { path, body: { version: detail.version, parent: other, on } })
        : send('post', '/api/v1/units/{unit}/merge', { path, body: { version: detail.version, into: other, on } }),
    show,
  );
  return (
    <ActForm title={t(`units.${kind}`)} hint={t(`units.${kind}Hint`)} action={t(`units.${kind}`)} ready={other !== '' && on !== ''} busy={act.busy} error={act.error} danger={kind === 'merge'} onSubmit={() => act.run(undefined)}>
      <Field id={`${kind}-unit`} label={t(`units.${kind}To`)} required>
        {(control) => <UnitPicker control={control} value={other} onChange={setOther} />}
      </Field>
      <TextField id={`${kind}-on`} label={t('units.on')} type="date" value={on} onChange={setOn} required />
    </ActForm>
  );
}

function Close({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const show = useShow();
  const [on, setOn] = useState(today);
  const act = useAct(
    () => send('post', '/api/v1/units/{unit}/close', { path: { unit: detail.unit.id }, body: { version: detail.version, on } }),
    show,
  );
  return (
    <ActForm title={t('units.close')} hint={t('units.closeHint')} action={t('units.close')} ready={on !== ''} busy={act.busy} error={act.error} danger onSubmit={() => act.run(undefined)}>
      <TextField id="close-on" label={t('units.on')} type="date" value={on} onChange={setOn} required />
    </ActForm>
  );
}
