import { Button } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../api/client';
import { ProblemNote } from './problem_note';

/** Hands the signed receipt to the browser's downloads. */
export function ReceiptFile({ code, receipt }: { code: string; receipt: string }) {
  const { t } = useTranslation();
  const file = useMutation({
    mutationFn: () => send('get', '/api/v1/follow/receipt', { receipt }),
    onSuccess: (text) => saveFile(text as unknown as Blob, `receipt-${code}.txt`),
  });
  return (
    <section className="receipt-file no-print" aria-labelledby="receipt-file-title">
      <h2 id="receipt-file-title">{t('receiptFile.title')}</h2>
      <p>{t('receiptFile.lead')}</p>
      <Button type="button" outline disabled={file.isPending} onClick={() => file.mutate()}>
        {t('receiptFile.download')}
      </Button>
      <p className="usa-hint">{t('receiptFile.secret')}</p>
      {file.error && <ProblemNote error={file.error} />}
      <p role="status">{file.isSuccess ? t('receiptFile.done') : ''}</p>
    </section>
  );
}
