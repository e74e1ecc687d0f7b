import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MatterDetail } from '../../api/types';
import { ClockList, isCurrent } from '../../components/clock_list';
import { Fact } from '../../components/fact';
import { useDates } from '../../lib/use_dates';
import { IdentityBox } from './identity_box';
import { PartiesBox } from './parties_box';

/** What is known about the matter apart from its course. */
export function MatterSide({ detail, onGone }: { detail: MatterDetail; onGone: (done: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { matter } = detail;
  const past = detail.clocks.filter((clock) => !isCurrent(clock));
  return (
    <aside className="matter__side" aria-label={t('matter.facts')}>
      <section aria-labelledby="facts-title">
        <h2 id="facts-title">{t('matter.facts')}</h2>
        <dl className="fields fields--narrow">
          <Fact title={t('matter.unit')}>{matter.unit.name}</Fact>
          <Fact title={t('matter.handler')}>{matter.handler}</Fact>
          <Fact title={t('matter.topic')}>{matter.topic}</Fact>
          <Fact title={t('matter.place')}>{[matter.place, detail.address].filter(Boolean).join(' · ')}</Fact>
          <Fact title={t('matter.position')}>
            {detail.latitude !== null && detail.longitude !== null && `${detail.latitude}, ${detail.longitude}`}
          </Fact>
          <Fact title={t('matter.raised')}>{dates.instant(matter.raisedAt)}</Fact>
          <Fact title={t('matter.sender')}>{detail.sender?.name}</Fact>
          <Fact title={t('matter.escalatedTo')}>{detail.escalatedTo?.name}</Fact>
          <Fact title={t('matter.closed')}>{detail.closedAt && dates.instant(detail.closedAt)}</Fact>
          <Fact title={t('matter.rules')}>
            <Link to="/rules/$procedure" params={{ procedure: matter.procedure.id }} search={{ date: detail.procedureFrom }}>
              {t('rules.from', { from: dates.day(detail.procedureFrom) })}
            </Link>
          </Fact>
        </dl>
      </section>
      <IdentityBox detail={detail} />
      <PartiesBox detail={detail} onGone={onGone} />
      {detail.links.length > 0 && (
        <section aria-labelledby="links-title">
          <h2 id="links-title">{t('matter.links')}</h2>
          <ul className="links">
            {detail.links.map((link) => (
              <li key={link.id}>
                <Link to="/work/matters/$matter" params={{ matter: link.id }}>
                  {link.code} {link.title}
                </Link>
                <span className="matter-link__code">
                  {link.kind} · {link.stage}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail.clocks.length > 0 && (
        <section aria-labelledby="clocks-title">
          <h2 id="clocks-title">{t('rules.clocks')}</h2>
          <ClockList clocks={detail.clocks.filter(isCurrent)} />
          {past.length > 0 && (
            <details className="past-clocks">
              <summary>
                {t('follow.pastClocks')} ({past.length})
              </summary>
              <ClockList clocks={past} />
            </details>
          )}
        </section>
      )}
    </aside>
  );
}
