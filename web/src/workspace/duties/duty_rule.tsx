import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../components/fact';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import type { Duty } from './standing';

/** What must hold, all of it. */
function Conditions({ all }: { all: readonly string[] }) {
  if (all.length === 0) return null;
  return (
    <ul className="usa-list">
      {all.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

/** A duty as its rule has it: how much, of what, how often, who owes it, and where that stands. */
export function DutyRule({ duty, inRulebook = false }: { duty: Duty; inRulebook?: boolean }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  return (
    <>
      {duty.summary && <p>{duty.summary}</p>}
      <dl className="fields">
        <Fact title={t('duties.amount')}>{t('duties.owed', { amount: amounts.often(duty.measure, duty.amount), per: duty.per })}</Fact>
        <Fact title={t('duties.owedBy')}>
          {duty.who.length > 0 ? t(`duties.byWhere.${duty.owedBy}`) : t(`duties.by.${duty.owedBy}`)}
          <Conditions all={duty.who} />
        </Fact>
        <Fact title={t('duties.kinds')}>
          {duty.of.join(t('common.listComma'))}
          {duty.counts.length > 0 && <p>{t('duties.countsIf')}</p>}
          <Conditions all={duty.counts} />
        </Fact>
        <Fact title={t('duties.inForce')}>{t('duties.since', { day: dates.day(duty.from) })}</Fact>
        <Fact title={t('duties.source')}>{[duty.source.document, duty.source.place].filter(Boolean).join(' · ')}</Fact>
      </dl>
      {duty.source.quote && <blockquote>{duty.source.quote}</blockquote>}
      {!inRulebook && (
        <p>
          <Link to="/work/rulebook">{t('duties.open')}</Link>
        </p>
      )}
    </>
  );
}
