import { TextInput } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { EmptyState } from '../../components/empty_state';
import { findTopics } from './topic_search';
import type { ProcedureSummary } from './draft';
import type { Part } from './part';

interface Props extends Part {
  groups: readonly Schema<'TopicGroup'>[];
  procedures: readonly ProcedureSummary[];
  onChosen: () => void;
}

/** What it is about: a topic, found by words or by group, or the kind of matter. */
export function WhatStep({ draft, set, errors, groups, procedures, onChosen }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const fitting = findTopics(groups.flatMap((group) => group.topics), words);
  const rank = (group: (typeof groups)[number]) => Math.min(...group.topics.map((topic) => fitting.indexOf(topic)));
  const found = groups
    .map((group) => ({ ...group, topics: fitting.filter((topic) => group.topics.includes(topic)) }))
    .filter((group) => group.topics.length > 0)
    .sort((one, other) => rank(one) - rank(other));
  const searching = words.trim() !== '';
  return (
    <>
      <Field id="raise-search" label={t('raise.what.search')} hint={t('raise.what.searchHint')} error={errors['raise-search']} required>
        {(control) => (
          <TextInput
            {...control}
            required={false}
            name="search"
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        )}
      </Field>
      {searching && found.length === 0 && (
        <EmptyState title={t('raise.what.none')}>
          <p>{t('raise.what.noneText')}</p>
        </EmptyState>
      )}
      <div className="topic-groups">
        {found.map((group) => (
          <details key={group.id} className="topic-group" open={searching || undefined}>
            <summary>
              <h2>{group.title}</h2>
              <span>{t('raise.what.topicCount', { count: group.topics.length })}</span>
            </summary>
            <ul>
              {group.topics.map((topic) => (
                <li key={topic.id}>
                  <button
                    type="button"
                    className={`pick ${draft.topic === topic.id ? 'pick--chosen' : ''}`}
                    aria-pressed={draft.topic === topic.id}
                    onClick={() => {
                      set({ topic: topic.id, procedure: '' });
                      onChosen();
                    }}
                  >
                    <strong>{topic.title}</strong>
                    {topic.description && <span>{topic.description}</span>}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
      <section aria-labelledby="raise-kinds" className="kinds">
        <h2 id="raise-kinds">{t('raise.what.kinds')}</h2>
        <p>{t('raise.what.kindsText')}</p>
        <ul>
          {procedures.map((procedure) => (
            <li key={procedure.id}>
              <button
                type="button"
                className={`pick ${draft.procedure === procedure.id ? 'pick--chosen' : ''}`}
                aria-pressed={draft.procedure === procedure.id}
                onClick={() => {
                  set({ procedure: procedure.id, topic: '' });
                  onChosen();
                }}
              >
                <strong>{procedure.title}</strong>
                {procedure.summary && <span>{procedure.summary}</span>}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
