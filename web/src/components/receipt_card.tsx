import { Button } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { grouped } from '../lib/receipt';

/** The code and the receipt, large, to copy, print or read out. */
export function ReceiptCard({ code, receipt }: { code: string; receipt: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${code}\n${grouped(receipt)}`);
      setCopied(true);
    } catch {
      // The browser forbids it; the digits stand there to be selected.
      setCopied(false);
    }
  };
  return (
    <div className="receipt">
      <dl>
        <div>
          <dt>{t('receipt.code')}</dt>
          <dd className="receipt__code">{code}</dd>
        </div>
        <div>
          <dt>{t('receipt.receipt')}</dt>
          <dd className="receipt__digits">
            {grouped(receipt)
              .split(' ')
              .map((group, index) => (
                <span key={index}>{group} </span>
              ))}
          </dd>
        </div>
      </dl>
      <div className="receipt__actions no-print">
        <Button type="button" outline onClick={() => void copy()}>
          {t('receipt.copy')}
        </Button>
        <Button type="button" outline onClick={() => window.print()}>
          {t('receipt.print')}
        </Button>
        <span role="status">{copied ? t('receipt.copied') : ''}</span>
      </div>
    </div>
  );
}
