import { Link, Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { AttachForm } from '../../components/attach_form';
import { PromiseList } from '../../components/clock_list';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ReceiptCard } from '../../components/receipt_card';
import { ReceiptFile } from '../../components/receipt_file';
import { rememberedRaised } from './raised';

/** The receipt, the deadlines and what to do next. */
export function SentPage() {
  const { t } = useTranslation();
  const [raised] = useState(rememberedRaised);
  // After a reload the receipt is no longer here to show; the tab still follows the matter with it.
  if (!raised) return <Navigate to="/follow" replace />;
  const upload = (file: File) => {
    const form = new FormData();
    form.append('file', file);
    return send('post', '/api/v1/follow/attachments', { form, receipt: raised.receipt });
  };
  return (
    <Page title={t('sent.title')} lead={raised.told} className="sent">
      <ReceiptCard code={raised.code} receipt={raised.receipt} />
      <Note kind="warning" title={t('sent.once')}>
        <p>{t('sent.onceText')}</p>
      </Note>
      <ReceiptFile code={raised.code} receipt={raised.receipt} />
      <section aria-labelledby="sent-next">
        <h2 id="sent-next">{t('sent.next')}</h2>
        <p>
          {t('sent.unit')} <strong>{raised.unit.name}</strong>
        </p>
        <PromiseList clocks={raised.clocks} />
      </section>
      <section aria-labelledby="sent-attach" className="no-print">
        <h2 id="sent-attach">{t('sent.attach')}</h2>
        <AttachForm id="sent-file" label={t('attach.choose')} upload={upload} onAttached={() => undefined} />
      </section>
      <p className="no-print">
        <Link to="/follow" className="usa-button usa-button--outline">
          {t('sent.follow')}
        </Link>
      </p>
    </Page>
  );
}
