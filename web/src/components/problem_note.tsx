import { useTranslation } from 'react-i18next';
import { asRefused, NO_CONNECTION } from '../lib/problems';
import { Button } from '@trussworks/react-uswds';
import { Note } from './note';

interface Props {
  error: unknown;
  retry?: () => void;
}

/** What asking again does not change. */
const LASTING = [401, 403, 404, 410];

/** A refusal in plain words, with the rule that refused and its source where the server names them. */
export function ProblemNote({ error, retry }: Props) {
  const { t } = useTranslation();
  const refused = asRefused(error);
  const { problem } = refused;
  const title = refused.status === NO_CONNECTION ? t('problem.noConnection') : problem.title || t('problem.unknown');
  return (
    <Note kind="error" title={title} live>
      {problem.detail && problem.detail !== title && <p>{problem.detail}</p>}
      {refused.retryAfterSeconds !== null && <p>{t('problem.retryAfter', { count: refused.retryAfterSeconds })}</p>}
      {problem.rule && (
        <p className="problem__rule">
          {t('problem.rule')} <code>{problem.rule}</code>
          {problem.source && <> · {problem.source}</>}
        </p>
      )}
      {retry && !LASTING.includes(refused.status) && (
        <p>
          <Button type="button" outline onClick={retry}>
            {t('common.tryAgain')}
          </Button>
        </p>
      )}
    </Note>
  );
}
