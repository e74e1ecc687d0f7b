import { Button } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/note';
import { useDates } from '../../lib/use_dates';
import type { Proving } from './use_proof';

/** Tells what the device is doing, how far it is, and the ways for those who can't or would rather not. */
export function ProofNote({ proving }: { proving: Proving }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (proving.turn === null) return null;
  const turn = dates.instant(proving.turn);
  return (
    <Note kind="info" title={t('raise.proof.title')} live>
      {proving.share === null ? (
        <p>{t('raise.proof.waiting', { turn })}</p>
      ) : (
        <>
          <p>{t('raise.proof.working')}</p>
          <progress className="proof__bar" max={1} value={proving.share} aria-label={t('raise.proof.title')} />
          <p>
            <Button type="button" unstyled onClick={proving.wait}>
              {t('raise.proof.wait', { turn })}
            </Button>
          </p>
        </>
      )}
      <p>{t('raise.proof.otherwise')}</p>
    </Note>
  );
}
