import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { OpenStep, Schema } from '../../api/types';
import { AskForm } from '../../components/ask_form';
import { SourceNote } from '../../components/source_note';
import type { Access } from './access';
import { AppraisalForm } from './appraisal_form';

interface Props {
  followed: Schema<'Followed'>;
  access: Access;
  onChanged: (followed: Schema<'Followed'>) => void;
}

/** What the person can do now: appraise first, then what else the procedure gives. */
export function PersonSteps({ followed, access, onChanged }: Props) {
  const { t } = useTranslation();
  const appraisal = followed.steps.find(appraises);
  const others = followed.steps.filter((step) => !appraises(step));
  return (
    <>
      {appraisal && (
        <section className="action-card" aria-labelledby="appraise-title">
          <h2 id="appraise-title">{appraisal.title}</h2>
          <p>{appraisal.hint || t('appraise.lead')}</p>
          <AppraisalForm step={appraisal} access={access} onSent={onChanged} />
        </section>
      )}
      {followed.appraised && !appraisal && <p className="appraised">{t('appraise.done')}</p>}
      {others.length > 0 && (
        <section aria-labelledby="can-title">
          <h2 id="can-title">{t('follow.can')}</h2>
          {others.map((step) => (
            <details key={step.id} className="step-card">
              <summary>{step.title}</summary>
              {step.hint && <p>{step.hint}</p>}
              <SourceNote source={step.source} />
              <AskForm
                name={`follow.${followed.code}.${step.id}`}
                asks={step.asks}
                action={step.title}
                send={async (inputs, once) => {
                  const body = { inputs, version: followed.version };
                  const { receipt, code } = access;
                  const path = { step: step.id };
                  onChanged(await send('post', '/api/v1/follow/steps/{step}', { path, query: { code }, body, receipt, once }));
                }}
              />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function appraises(step: OpenStep): boolean {
  return step.effects.includes('appraise');
}
