import { Button, Select, TextInput } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dutyRulesQuery } from '../../api/queries';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import { numberOf } from '../../lib/amounts';
import { useAmounts } from '../../lib/use_amounts';
import type { TrialSearch } from '../searches';
import { PERIODS, amountOf, MOST_AMOUNT } from './trial';

interface Props {
  draft: TrialSearch;
  onTry: (draft: TrialSearch) => void;
}

/** Which duty, and what it would ask for. */
export function TrialForm({ draft, onTry }: Props) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const rules = useQuery(dutyRulesQuery);
  const duties = (rules.data?.duties ?? []).filter((rule) => rule.inForce).map((rule) => rule.duty);
  const [name, setName] = useState(draft.duty ?? '');
  const duty = duties.find((one) => one.id === name) ?? duties[0];
  const [typed, setTyped] = useState<string | null>(null);
  const [per, setPer] = useState(draft.per ?? '');
  const [tried, setTried] = useState(false);
  const asked = draft.duty === duty?.id ? draft.amount : undefined;
  const shown = typed ?? (duty ? String(numberOf(duty.measure, asked ?? duty.amount)) : '');
  const amount = duty && amountOf(duty.measure, shown);
  const wrong = tried && amount === undefined ? t('trial.amountWrong', { most: amounts.number(duty ? numberOf(duty.measure, MOST_AMOUNT) : 0) }) : undefined;
  if (rules.error) return <ProblemNote error={rules.error} retry={() => void rules.refetch()} />;
  return (
    <form
      aria-label={t('trial.form')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (duty && amount !== undefined) onTry({ duty: duty.id, amount, per: PERIODS.find((one) => one === per) });
      }}
    >
      <Field id="trial-duty" label={t('trial.duty')} required>
        {(control) => (
          <Select
            {...control}
            name="duty"
            value={duty?.id ?? ''}
            onChange={(event) => {
              setName(event.target.value);
              setTyped(null);
            }}
          >
            {duties.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {duty && (
        <Field
          id="trial-amount"
          label={t('trial.amount', { measure: t(`amount.in.${duty.measure}`) })}
          hint={t('trial.today', { amount: amounts.often(duty.measure, duty.amount), per: duty.per })}
          error={wrong}
          required
        >
          {(control) => (
            <TextInput {...control} name="amount" type="text" inputMode="decimal" value={shown} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      )}
      <Field id="trial-per" label={t('trial.per')}>
        {(control) => (
          <Select {...control} name="per" value={per} onChange={(event) => setPer(event.target.value)}>
            <option value="">{t('trial.perSame')}</option>
            {PERIODS.map((one) => (
              <option key={one} value={one}>
                {t(`trial.perIn.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="form__actions">
        <Button type="submit" disabled={duty === undefined}>
          {t('trial.action')}
        </Button>
      </div>
    </form>
  );
}
