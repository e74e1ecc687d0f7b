import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { AnswerList } from '../../components/answer_list';
import { AttachForm } from '../../components/attach_form';
import { AttachmentList } from '../../components/attachment_list';
import { ClockList, isCurrent } from '../../components/clock_list';
import { Note } from '../../components/note';
import { ReceiptFile } from '../../components/receipt_file';
import { Timeline, type Happening } from '../../components/timeline';
import { useDates } from '../../lib/use_dates';
import type { Access } from './access';
import { MessageForm } from './message_form';
import { OwnData } from './own_data';
import { PersonSteps } from './person_steps';
import { SeenList } from './seen_list';

interface Props {
  followed: Schema<'Followed'>;
  access: Access;
  onOther: (code: string) => void;
}

/** Where the matter stands, what happens next, what was said, and what the person can do. */
export function FollowedMatter({ followed, access, onOther }: Props) {
  const { receipt, code } = access;
  const query = { code };
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const download = (attachment: string) =>
    send('get', '/api/v1/follow/attachments/{attachment}', { path: { attachment }, receipt });
  const refresh = () => client.invalidateQueries({ queryKey: ['followed'] });
  const show = (answer: Schema<'Followed'>) => client.setQueryData(['followed', code ?? ''], answer);
  const running = followed.clocks.filter(isCurrent);
  const past = followed.clocks.filter((clock) => !isCurrent(clock));
  return (
    <>
      <section className={`status status--${followed.state}`} aria-labelledby="status-title">
        <p className="status__code">
          {followed.code} · {followed.procedure.title}
        </p>
        <h2 id="status-title" className="status__words">
          {followed.status}
        </h2>
        <p className="status__facts">
          {t('follow.unit')} <strong>{followed.unit.name}</strong>
          <br />
          {[followed.topic, followed.place].filter(Boolean).join(' · ')}
          {(followed.topic || followed.place) && <br />}
          {t('follow.raised', { day: dates.instant(followed.raisedAt) })}
        </p>
      </section>
      {followed.others.length > 0 && (
        <section aria-labelledby="others-title">
          <h2 id="others-title">{t('follow.others')}</h2>
          <ul className="links">
            {followed.others.map((other) => (
              <li key={other.code}>
                <button type="button" className="usa-button usa-button--unstyled" onClick={() => onOther(other.code)}>
                  {other.title}
                </button>
                <span className="matter-link__code">
                  {other.code} · {other.status}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {followed.joined && <Note kind="info" slim title={t('follow.joined')} />}
      {running.length > 0 && (
        <section aria-labelledby="next-title">
          <h2 id="next-title">{t('follow.next')}</h2>
          <ClockList clocks={running} />
        </section>
      )}
      {followed.answers.length > 0 && (
        <section aria-labelledby="answers-title">
          <h2 id="answers-title">{t('follow.answers')}</h2>
          <AnswerList answers={followed.answers} />
        </section>
      )}
      <PersonSteps followed={followed} access={access} onChanged={show} />
      <section aria-labelledby="timeline-title">
        <h2 id="timeline-title">{t('follow.timeline')}</h2>
        <Timeline items={happenings(followed, t('follow.you'))} download={download} />
      </section>
      <MessageForm access={access} onSent={show} />
      <section aria-labelledby="files-title">
        <h2 id="files-title">{t('follow.files')}</h2>
        {followed.attachments.length > 0 && <AttachmentList attachments={followed.attachments} download={download} />}
        <AttachForm
          id="follow-file"
          label={t('attach.choose')}
          upload={(file) => {
            const form = new FormData();
            form.append('file', file);
            return send('post', '/api/v1/follow/attachments', { form, query, receipt });
          }}
          onAttached={() => void refresh()}
        />
      </section>
      <SeenList access={access} />
      <OwnData access={access} />
      {!code && <ReceiptFile code={followed.code} receipt={receipt} />}
      {past.length > 0 && (
        <details className="past-clocks">
          <summary>{t('follow.pastClocks')}</summary>
          <ClockList clocks={past} />
        </details>
      )}
    </>
  );
}

function happenings(followed: Schema<'Followed'>, you: string): Happening[] {
  return followed.entries
    .map((entry) => ({
      id: entry.id,
      at: entry.at,
      kind: entry.kind,
      title: entry.title,
      who: entry.byYou ? you : [entry.unit, entry.post].filter(Boolean).join(' · '),
      told: entry.told,
      fields: entry.fields,
      attachments: entry.attachments,
      mine: entry.byYou,
    }))
    .sort((one, other) => other.at.localeCompare(one.at) || Number(BigInt(other.id) - BigInt(one.id)));
}
