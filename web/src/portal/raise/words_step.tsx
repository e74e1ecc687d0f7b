import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { AskField, askId } from '../../components/ask_field';
import { mainAsk } from '../../lib/asks';
import { useDates } from '../../lib/use_dates';
import { useDebounced } from '../../lib/use_debounced';
import { wordAsks } from './draft';
import type { Part } from './part';

/** In one's own words: what the procedure asks. */
export function WordsStep({ draft, set, errors, procedure }: Part) {
  const { t } = useTranslation();
  if (!procedure) return null;
  const asks = wordAsks(procedure);
  const main = mainAsk(asks);
  const text = main ? (draft.inputs[main.id] ?? '') : '';
  return (
    <>
      {procedure.promises.length > 0 && (
        <details className="because">
          <summary>{t('raise.words.promises')}</summary>
          <ul className="words__promises">
            {procedure.promises.map((promise) => (
              <li key={promise.title}>{t('raise.words.promise', { clock: promise.title, length: promise.length })}</li>
            ))}
          </ul>
        </details>
      )}
      {asks.map((ask) => (
        <AskField
          key={ask.id}
          ask={ask}
          form="raise"
          value={draft.inputs[ask.id] ?? ''}
          error={errors[askId('raise', ask)]}
          onChange={(value) => set({ inputs: { ...draft.inputs, [ask.id]: value } })}
        />
      ))}
      <SimilarMatters text={text} place={draft.place?.id} topic={draft.topic} />
    </>
  );
}

const ENOUGH_TO_COMPARE = 6;

interface SimilarProps {
  text: string;
  place: string | undefined;
  topic: string;
}

/** Matters of public topics that may be the same: their state, never their words. */
function SimilarMatters({ text, place, topic }: SimilarProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const words = useDebounced(text.trim(), 700);
  const found = useQuery({
    queryKey: ['similar', words, place, topic],
    queryFn: ({ signal }) => send('post', '/api/v1/similar', { body: { text: words, place, topic: topic || undefined }, signal }),
    enabled: [...words].length >= ENOUGH_TO_COMPARE,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = found.data?.items ?? [];
  return (
    <div aria-live="polite">
      {items.length > 0 && (
        <section className="similar" aria-labelledby="similar-title">
          <h2 id="similar-title">{t('raise.words.similar')}</h2>
          <p>{t('raise.words.similarText')}</p>
          <ul>
            {items.map((item) => (
              <li key={item.code}>
                <strong>{item.topic}</strong> · {item.place} · {item.status}
                <span className="similar__day">{t('raise.words.similarDay', { day: dates.day(item.raisedDay) })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
