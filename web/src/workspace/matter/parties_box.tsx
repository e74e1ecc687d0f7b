import { Button, Radio } from '@trussworks/react-uswds';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { MatterDetail } from '../../api/types';
import { Field } from '../../components/field';
import { PersonPicker } from '../../components/person_picker';
import { ProblemNote } from '../../components/problem_note';
import { UnitPicker } from '../../components/unit_picker';

interface Props {
  detail: MatterDetail;
  onGone: (done: string) => void;
}

/** Whom the matter names; naming somebody shuts them out from then on. */
export function PartiesBox({ detail, onGone }: Props) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState(false);
  if (detail.parties.length === 0 && !detail.mayNameParties) return null;
  return (
    <section aria-labelledby="parties-title">
      <h2 id="parties-title">{t('parties.title')}</h2>
      <ul className="links">
        {detail.parties.map((party, index) => (
          <li key={index}>
            {party.person?.title ?? party.unit?.name} <span className="badge">{party.role}</span>
          </li>
        ))}
      </ul>
      {detail.mayNameParties && !naming && (
        <Button type="button" outline onClick={() => setNaming(true)}>
          {t('parties.name')}
        </Button>
      )}
      {naming && <NameForm detail={detail} onGone={onGone} onDone={() => setNaming(false)} />}
    </section>
  );
}

function NameForm({ detail, onGone, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<'unit' | 'person'>('unit');
  const [value, setValue] = useState('');
  const matter = detail.matter.id;
  const name = useMutation({
    mutationFn: () =>
      send('post', '/api/v1/matters/{matter}/parties', {
        path: { matter },
        body: { version: detail.version, role: 'accused', [kind]: value },
      }),
    onSuccess: (fresh) => {
      if (!fresh) return onGone(t('parties.name'));
      client.setQueryData(['staff', 'matter', matter], fresh);
      onDone();
    },
    // The barrier may have shut the reader out, or the matter may have changed: read it again.
    onError: () => void client.invalidateQueries({ queryKey: ['staff', 'matter', matter] }),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (value) name.mutate();
      }}
    >
      <p>{t('parties.barrier')}</p>
      <fieldset className="usa-fieldset">
        <legend className="usa-sr-only">{t('parties.name')}</legend>
        {(['unit', 'person'] as const).map((choice) => (
          <Radio
            key={choice}
            id={`party-${choice}`}
            name="party"
            label={t(`parties.${choice}`)}
            checked={kind === choice}
            onChange={() => {
              setKind(choice);
              setValue('');
            }}
          />
        ))}
      </fieldset>
      <Field id="party-value" label={t(`parties.${kind}`)} required group={kind === 'person'}>
        {(control) =>
          kind === 'unit' ? (
            <UnitPicker control={control} value={value} onChange={setValue} />
          ) : (
            <PersonPicker control={control} value={value} onChange={setValue} unit={detail.matter.unit.id} />
          )
        }
      </Field>
      {name.error && <ProblemNote error={name.error} />}
      <div className="form__actions">
        <Button type="submit" disabled={name.isPending || value === ''}>
          {t('parties.name')}
        </Button>
        <Button type="button" unstyled onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
