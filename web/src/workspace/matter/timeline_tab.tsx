import { useTranslation } from 'react-i18next';
import type { MatterDetail } from '../../api/types';
import { AnswerList } from '../../components/answer_list';
import { Timeline, type Happening } from '../../components/timeline';
import { downloadOf } from './download';

export function TimelineTab({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const items: Happening[] = detail.entries
    .map((entry) => ({
      id: entry.id,
      at: entry.at,
      kind: entry.kind,
      title: entry.title,
      who: entry.byRaiser ? t('timeline.raiser') : [entry.person, entry.post, entry.unit].filter(Boolean).join(' · '),
      told: entry.told,
      fields: entry.fields,
      attachments: entry.attachments,
      mine: entry.byRaiser,
      closed: !entry.public,
    }))
    .sort((one, other) => other.at.localeCompare(one.at) || Number(BigInt(other.id) - BigInt(one.id)));
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t('matter.tab.timeline')}</h2>
      {detail.answers.length > 0 && <AnswerList answers={detail.answers} />}
      <Timeline items={items} download={downloadOf(detail.matter.id)} />
    </section>
  );
}
