import { useTranslation } from 'react-i18next';
import { progressOf } from '../../lib/amounts';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import { DutyRule } from './duty_rule';
import type { OwedDuty } from './standing';

/** One duty of one person: how much of it is done, until when, what would discharge it, and why it is owed. */
export function DutyCard({ owed }: { owed: OwedDuty }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  const { duty, quota, done, missing } = owed;
  const figures = t('duties.done', { part: amounts.part(duty.measure, done), quota: amounts.words(duty.measure, quota) });
  const more = amounts.words(duty.measure, missing);
  return (
    <li className={missing === 0 ? 'duty duty--met' : 'duty'}>
      <h3>
        {duty.title}
        {missing === 0 && <span className="badge badge--seal">{t('duties.met')}</span>}
      </h3>
      <p className="duty__owed">{t('duties.owed', { amount: amounts.often(duty.measure, quota), per: duty.per })}</p>
      <progress {...progressOf(done, quota)} className="duty__bar" aria-label={t('duties.progress', { title: duty.title })} aria-valuetext={figures} />
      <p className="duty__figures">
        <span>{figures}</span>
        <time dateTime={owed.to}>{t('duties.until', { day: dates.due(owed.to) })}</time>
      </p>
      {missing > 0 && (
        <p>
          <strong>{t('duties.would')}</strong>
          {t('common.colon')}
          {duty.of.length > 0
            ? t('duties.wouldText', { amount: more, kinds: duty.of.join(t('common.listComma')) })
            : t('duties.wouldPlain', { amount: more })}
        </p>
      )}
      <details className="because">
        <summary>{t('duties.why')}</summary>
        {owed.because.length > 0 ? <Because facts={owed.because} /> : <p>{t('duties.everybody')}</p>}
        <p>{t('duties.period', { from: dates.day(owed.from), to: dates.day(owed.to) })}</p>
        <DutyRule duty={duty} />
      </details>
    </li>
  );
}

/** What the rule looked at, as it is for the reader, one a line. */
function Because({ facts }: { facts: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t('duties.because')}
        {t('common.colon')}
      </p>
      <ul className="usa-list">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </>
  );
}
