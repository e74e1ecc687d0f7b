import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import { useDates } from '../lib/use_dates';
import { AttachmentList, type Download } from './attachment_list';

export interface Happening {
  id: string;
  at: string;
  kind: string;
  title: string;
  who: string;
  told: string;
  fields: readonly Schema<'Field'>[];
  attachments: readonly Schema<'Attachment'>[];
  /** From the person who raised the matter. */
  mine: boolean;
  /** Seen by staff alone. */
  closed?: boolean;
  badge?: ReactNode;
}

/** What happened, the newest first. */
export function Timeline({ items, download }: { items: readonly Happening[]; download: Download }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <ol className="timeline">
      {items.map((item) => (
        <li
          key={item.id}
          className={`timeline__item timeline__item--${item.kind} ${item.mine ? 'timeline__item--mine' : ''} ${
            item.closed ? 'timeline__item--closed' : ''
          }`}
        >
          <p className="timeline__when">
            <time dateTime={item.at}>{dates.instant(item.at)}</time>
            {item.who && <> · {item.who}</>}
            {item.closed && <span className="badge">{t('timeline.staffOnly')}</span>}
            {item.badge}
          </p>
          <p className="timeline__title">{item.title}</p>
          {item.told && <p className="timeline__told">{item.told}</p>}
          <Fields fields={item.fields} under={item.title} />
          {item.attachments.length > 0 && <AttachmentList attachments={item.attachments} download={download} />}
        </li>
      ))}
    </ol>
  );
}

interface FieldsProps {
  fields: readonly Schema<'Field'>[];
  /** The title that stands above; a field of the same name is not named again. */
  under?: string;
}

export function Fields({ fields, under }: FieldsProps) {
  const shown = fields.filter((field) => field.value !== '');
  if (shown.length === 0) return null;
  return (
    <dl className="fields">
      {shown.map((field) => (
        <div key={field.id} className={field.title === under ? 'fields__whole' : undefined}>
          <dt className={field.title === under ? 'usa-sr-only' : undefined}>{field.title}</dt>
          <dd>{field.value}</dd>
        </div>
      ))}
    </dl>
  );
}
