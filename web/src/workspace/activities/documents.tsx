import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import type { Schema } from '../../api/types';
import { AttachForm } from '../../components/attach_form';
import { ProblemNote } from '../../components/problem_note';
import { SelectField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { formatSize } from '../../lib/sizes';
import { useDates } from '../../lib/use_dates';
import { useLanguage } from '../../lib/use_language';
import { useSession } from '../use_session';
import { useRefreshActivities } from './use_refresh_activities';

type Detail = Schema<'ActivityDetail'>;
type Document = Schema<'ActivityDocument'>;

/** Minutes and reports: saved by whoever may read them, attached and taken away by whoever may write them. */
export function Documents({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const own = session?.person.id ?? '';
  const { documents, mayRecord, mayReport, names } = detail;
  if (documents.length === 0 && !mayRecord && !mayReport) return null;
  return (
    <section aria-labelledby="documents-title">
      <h2 id="documents-title">{t('activities.documents')}</h2>
      {documents.length === 0 && <p>{t(names ? 'activities.noDocuments' : 'activities.noOwnDocuments')}</p>}
      {documents.length > 0 && (
        <ul className="attachments">
          {documents.map((document) => (
            <Item key={document.id} activity={detail.activity.id} document={document} mayWithdraw={mayRecord || (document.kind === 'report' && document.person?.id === own)} />
          ))}
        </ul>
      )}
      {(mayRecord || mayReport) && <Attach detail={detail} own={own} />}
    </section>
  );
}

function Item({ activity, document, mayWithdraw }: { activity: string; document: Document; mayWithdraw: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const language = useLanguage();
  const refresh = useRefreshActivities();
  const path = { activity, document: document.id };
  const [asked, setAsked] = useState(false);
  const save = useAct(() => send('get', '/api/v1/activities/{activity}/documents/{document}', { path }), (content) => saveFile(content, document.name));
  const withdraw = useAct(() => send('delete', '/api/v1/activities/{activity}/documents/{document}', { path }), refresh);
  const error = save.error ?? withdraw.error;
  return (
    <li className="attachment">
      <button type="button" className="usa-button usa-button--unstyled" onClick={() => save.run(undefined)}>
        {t('attach.save')}: {document.name}
      </button>
      <span className="attachment__size">
        {[t(`activities.document.${document.kind}`), document.person?.title, formatSize(document.size, language), dates.instant(document.at)].filter(Boolean).join(' · ')}
      </span>
      {mayWithdraw && !asked && (
        <button type="button" className="usa-button usa-button--unstyled" aria-label={t('activities.withdrawOf', { name: document.name })} onClick={() => setAsked(true)}>
          {t('activities.withdraw')}
        </button>
      )}
      {asked && (
        <span className="activity-acts" role="group" aria-label={t('activities.withdrawOf', { name: document.name })}>
          <button type="button" className="usa-button usa-button--secondary" disabled={withdraw.busy} onClick={() => withdraw.run(undefined)}>
            {t('activities.withdrawSure')}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => setAsked(false)}>
            {t('activities.withdrawNot')}
          </button>
        </span>
      )}
      {error !== null && <ProblemNote error={error} />}
    </li>
  );
}

/** A recorder attaches minutes and anybody's report; whoever took part, a report of their own. */
function Attach({ detail, own }: { detail: Detail; own: string }) {
  const { t } = useTranslation();
  const refresh = useRefreshActivities();
  const [kind, setKind] = useState<Document['kind']>(detail.mayRecord ? 'minutes' : 'report');
  const [person, setPerson] = useState(detail.mayReport ? own : '');
  const there = detail.marks.filter((mark) => mark.presence === 'present' || mark.presence === 'late').map((mark) => mark.person);
  const activity = detail.activity.id;
  return (
    <div className="activity-form">
      {detail.mayRecord && (
        <SelectField
          id="document-kind"
          label={t('activities.documentKind')}
          value={kind}
          choices={(['minutes', 'report', 'other'] as const).map((id) => ({ id, title: t(`activities.document.${id}`) }))}
          onChange={(chosen) => setKind(chosen === 'report' || chosen === 'other' ? chosen : 'minutes')}
          required
        />
      )}
      {kind === 'report' && detail.mayRecord && <SelectField id="document-person" label={t('activities.reportOf')} value={person} choices={there} onChange={setPerson} required />}
      {(kind !== 'report' || person !== '') && (
        <AttachForm
          key={`${kind}-${person}`}
          id="document-file"
          label={t(detail.mayRecord ? 'attach.choose' : 'activities.attachOwn')}
          upload={(file) => {
            const form = new FormData();
            form.append('file', file);
            return send('post', '/api/v1/activities/{activity}/documents', { path: { activity }, query: { kind, person: kind === 'report' ? person : undefined }, form });
          }}
          onAttached={refresh}
        />
      )}
    </div>
  );
}
