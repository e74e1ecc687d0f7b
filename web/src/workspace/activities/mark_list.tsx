import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import type { Presence } from './sheet';

type Mark = Schema<'AttendanceMark'>;

const ORDER = ['present', 'late', 'excused', 'absent'] as const satisfies readonly Presence[];

/** Names by how they took part; of a talk, the two. A reader without names finds only themselves. */
export function MarkList({ marks, plain = false }: { marks: readonly Mark[]; plain?: boolean }) {
  const { t } = useTranslation();
  if (plain) return <p>{marks.map((mark) => mark.person.title).join(t('common.listComma'))}</p>;
  const groups = ORDER.map((presence) => ({ presence, marks: marks.filter((mark) => mark.presence === presence) })).filter((group) => group.marks.length > 0);
  return (
    <dl className="marks">
      {groups.map((group) => (
        <div key={group.presence} className={`marks__group marks__group--${group.presence}`}>
          <dt>{t(`activities.count.${group.presence}`, { count: group.marks.length })}</dt>
          <dd>{group.marks.map((mark) => nameOf(mark, t('activities.guest'))).join(t('common.listComma'))}</dd>
        </div>
      ))}
    </dl>
  );
}

function nameOf({ person, reason, guest }: Mark, guestWord: string): string {
  const more = [guest && guestWord, reason].filter(Boolean).join(' · ');
  return more === '' ? person.title : `${person.title} (${more})`;
}
