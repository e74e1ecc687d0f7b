import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { useDates } from '../../lib/use_dates';
import { There } from './activities_page';
import { MarkList } from './mark_list';

type Past = Schema<'PastActivity'>;

/** What it was before each change, newest first, with why and by whom it was changed. */
export function PastList({ past }: { past: readonly Past[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section aria-labelledby="past-title">
      <h2 id="past-title">{t('activities.past')}</h2>
      {past.map((one) => (
        <details key={one.activity.version} className="because">
          <summary>{t('activities.pastUntil', { state: t(`activities.${one.activity.state}`), when: dates.instant(one.replacedAt) })}</summary>
          <p>{[dates.span(one.activity.from, one.activity.to), one.activity.topic, one.leader?.title].filter(Boolean).join(' · ')}</p>
          {one.because !== '' && (
            <p>
              {t('activities.because')}
              {t('common.colon')}
              {one.because}
            </p>
          )}
          {one.by && <p>{t('activities.by', { name: one.by.title })}</p>}
          {one.marks.length > 0 && (
            <>
              <p>
                <There pairOnly={false} counts={countsOfMarks(one.marks)} />
              </p>
              <MarkList marks={one.marks} />
            </>
          )}
        </details>
      ))}
    </section>
  );
}

function countsOfMarks(marks: Past['marks']): Schema<'ActivityCounts'> {
  const members = marks.filter((mark) => !mark.guest);
  const count = (presence: string) => members.filter((mark) => mark.presence === presence).length;
  const late = count('late');
  return { members: members.length, there: count('present') + late, late, excused: count('excused'), guests: marks.filter((mark) => mark.guest && mark.presence !== 'excused').length };
}
