import { Button, Radio, Select, TextInput } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import type { WhatIfSearch } from '../searches';
import { standardOf, typedOf, type Manner } from './what_if';

interface Props {
  entitlements: Schema<'DutyRules'>['entitlements'];
  chosen: string;
  standard: string | undefined;
  onTry: (search: WhatIfSearch) => void;
}

const MANNERS: readonly Manner[] = ['percent', 'amount'];

/** Which entitlement, and what its standard would be. */
export function WhatIfForm({ entitlements, chosen, standard, onTry }: Props) {
  const { t } = useTranslation();
  const [entitlement, setEntitlement] = useState(chosen);
  const [manner, setManner] = useState<Manner>(typedOf(standard).manner);
  const [typed, setTyped] = useState(typedOf(standard).typed);
  const [tried, setTried] = useState(false);
  const asked = standardOf(manner, typed);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (asked !== undefined) onTry({ entitlement, standard: asked });
      }}
    >
      <Field id="what-if-entitlement" label={t('whatIf.entitlement')} required>
        {(control) => (
          <Select {...control} name="entitlement" value={entitlement} onChange={(event) => setEntitlement(event.target.value)}>
            {entitlements.map((rule) => (
              <option key={rule.id} value={rule.id}>
                {rule.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="what-if-manner" label={t('whatIf.manner')} group required>
        {() =>
          MANNERS.map((one) => (
            <Radio
              key={one}
              id={`what-if-${one}`}
              name="manner"
              label={t(`whatIf.${one}`)}
              value={one}
              checked={manner === one}
              onChange={() => setManner(one)}
            />
          ))
        }
      </Field>
      <Field
        id="what-if-standard"
        label={t(manner === 'percent' ? 'whatIf.percentLabel' : 'whatIf.amountLabel')}
        hint={t(manner === 'percent' ? 'whatIf.percentHint' : 'whatIf.amountHint')}
        error={tried && asked === undefined ? t('whatIf.wrong') : undefined}
        required
      >
        {(control) => <TextInput {...control} name="standard" type="text" inputMode="text" value={typed} onChange={(event) => setTyped(event.target.value)} />}
      </Field>
      <div className="form__actions">
        <Button type="submit">{t('whatIf.action')}</Button>
      </div>
    </form>
  );
}
