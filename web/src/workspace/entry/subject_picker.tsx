import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { ComboBox, type Option } from '../../components/combo_box';
import type { ControlProps } from '../../components/field';
import { findTopics } from '../../portal/raise/topic_search';

interface Props {
  control: ControlProps;
  groups: readonly Schema<'TopicGroup'>[];
  procedures: readonly Schema<'ProcedureSummary'>[];
  topic: string;
  procedure: string;
  onChange: (choice: { topic: string; procedure: string }) => void;
}

const TOPIC = 'topic:';
const PROCEDURE = 'procedure:';
const MOST = 12;

/** Topics and kinds of matter in one box, so that a few letters and Enter are enough. */
export function SubjectPicker({ control, groups, procedures, topic, procedure, onChange }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const options: Option[] = [
    ...findTopics(groups.flatMap((group) => group.topics), words).map((item) => ({
      id: TOPIC + item.id,
      name: item.title,
      detail: groups.find((group) => group.topics.includes(item))?.title,
    })),
    ...procedures
      .filter((item) => `${item.title} ${item.summary}`.toLowerCase().includes(words.trim().toLowerCase()))
      .map((item) => ({ id: PROCEDURE + item.id, name: item.title, detail: t('entry.kind') })),
  ];
  const chosen =
    groups.flatMap((group) => group.topics).find((item) => item.id === topic)?.title ??
    procedures.find((item) => item.id === procedure)?.title ??
    '';
  return (
    <ComboBox
      control={control}
      chosen={chosen}
      options={options.slice(0, MOST)}
      loading={false}
      onType={setWords}
      onChoose={({ id }) =>
        onChange(
          id.startsWith(TOPIC)
            ? { topic: id.slice(TOPIC.length), procedure: '' }
            : { topic: '', procedure: id.slice(PROCEDURE.length) },
        )
      }
      onClear={() => onChange({ topic: '', procedure: '' })}
      placeholder={t('entry.subjectHint')}
    />
  );
}
