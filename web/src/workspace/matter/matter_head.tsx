import { useTranslation } from 'react-i18next';
import type { MatterDetail } from '../../api/types';
import { useDates } from '../../lib/use_dates';
import { Badges } from '../matter_table';

/** The code, the stage and the next deadline with its reason. */
export function MatterHead({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { matter } = detail;
  const next = detail.clocks
    .filter((clock) => clock.state === 'running' && !clock.owedByRaiser)
    .sort((one, other) => one.due.localeCompare(other.due))[0];
  return (
    <div className={`matter-head ${matter.late ? 'matter-head--late' : ''}`}>
      <p className="matter-head__line">
        <strong>{matter.code}</strong> · {matter.procedure.title} · {matter.channel}
        <Badges matter={matter} />
      </p>
      <p className="matter-head__stage">{matter.stage.title}</p>
      {next && (
        <p className="matter-head__due">
          {next.title}{t('common.colon')}
          <time dateTime={next.due}>{t('clock.by', { due: dates.deadline(next.due, next.dueDay) })}</time>
          {next.late && <span className="badge badge--late">{t('clock.late')}</span>}
          <span className="matter-head__because">{next.because}</span>
        </p>
      )}
    </div>
  );
}
