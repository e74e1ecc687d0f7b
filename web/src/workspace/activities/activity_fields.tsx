import { TextInput } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { SelectField, TextField } from '../../components/simple_fields';
import { UnitPicker } from '../../components/unit_picker';
import type { Measure } from '../../lib/amounts';
import { inOrder, type Draft } from './draft';
import type { Listed } from './sheet';

interface Props {
  draft: Draft;
  measure: Measure;
  /** Empty where the kind can't change any more. */
  kinds: readonly Schema<'ActivityKind'>[];
  leaders: readonly Listed[];
  /** What the server says of each field. */
  errors: Record<string, string>;
  onChange: (change: Partial<Draft>) => void;
}

/** Kind, day and hours, topic; and under a fold what is seldom needed. */
export function ActivityFields({ draft, measure, kinds, leaders, errors, onChange }: Props) {
  const { t } = useTranslation();
  const order = inOrder(draft, measure) ? (errors['to'] ?? errors['from']) : t('activities.order');
  return (
    <>
      {kinds.length > 0 && (
        <SelectField id="activity-kind" label={t('activities.kind')} value={draft.kind} choices={kinds} onChange={(kind) => onChange({ kind })} required />
      )}
      {measure === 'days' ? (
        <div className="period">
          <TextField id="activity-day" label={t('activities.firstDay')} type="date" value={draft.day} onChange={(day) => onChange({ day })} required />
          <TextField id="activity-last" label={t('activities.lastDay')} type="date" value={draft.lastDay} onChange={(lastDay) => onChange({ lastDay })} error={order} required />
        </div>
      ) : (
        <>
          <TextField id="activity-day" label={t('activities.day')} type="date" value={draft.day} onChange={(day) => onChange({ day, lastDay: day })} required />
          <div className="period">
            <TimeField id="activity-begins" label={t('activities.begins')} value={draft.begins} onChange={(begins) => onChange({ begins })} />
            <TimeField id="activity-ends" label={t('activities.ends')} value={draft.ends} onChange={(ends) => onChange({ ends })} error={order} />
          </div>
        </>
      )}
      <TextField id="activity-topic" label={t('activities.topic')} value={draft.topic} onChange={(topic) => onChange({ topic })} error={errors['topic']} />
      <details className="because" open={draft.place !== '' || draft.leader !== '' || draft.hours !== '' || Boolean(errors['amount'])}>
        <summary>{t('activities.more')}</summary>
        <SelectField
          id="activity-leader"
          label={t('activities.leader')}
          value={draft.leader}
          choices={leaders.map(({ person, name }) => ({ id: person, title: name }))}
          onChange={(leader) => onChange({ leader })}
        />
        <Field id="activity-place" label={t('activities.place')} hint={t('activities.placeHint')} error={errors['place']}>
          {(control) => <UnitPicker control={control} value={draft.place} onChange={(place) => onChange({ place })} />}
        </Field>
        {measure === 'hours' && (
          <TextField id="activity-hours" label={t('activities.hours')} hint={t('activities.hoursHint')} value={draft.hours} onChange={(hours) => onChange({ hours })} error={errors['amount']} />
        )}
      </details>
    </>
  );
}

interface TimeProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

function TimeField({ id, label, value, onChange, error }: TimeProps) {
  return (
    <Field id={id} label={label} error={error} required>
      {(control) => <TextInput {...control} name={id} type="text" inputProps={{ type: 'time' }} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
