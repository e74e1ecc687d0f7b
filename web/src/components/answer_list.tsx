import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import { useDates } from '../lib/use_dates';

/** The answers with their reasons and the remedy against them, the newest first. */
export function AnswerList({ answers }: { answers: readonly Schema<'Answer'>[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <div className="answers">
      {answers.toReversed().map((answer) => (
        <article key={answer.entry} className="answer">
          <h3>
            {answer.step}
            {answer.decision && <span className="answer__decision"> {answer.decision}</span>}
          </h3>
          <p className="answer__when">
            {answer.unit} · <time dateTime={answer.at}>{dates.instant(answer.at)}</time>
          </p>
          <h4>{t('answer.reasons')}</h4>
          <p className="words">{answer.reasons}</p>
          <h4>{t('answer.remedy')}</h4>
          <p className="words">{answer.remedy}</p>
        </article>
      ))}
    </div>
  );
}
