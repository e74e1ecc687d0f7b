import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dutyRulesQuery } from '../api/queries';
import { activityKindsQuery } from '../api/staff_queries';
import type { Schema } from '../api/types';
import { DataTable, type Column } from '../components/data_table';
import { ProblemNote } from '../components/problem_note';
import { Skeleton } from '../components/skeleton';
import { SourceNote } from '../components/source_note';
import { useAmounts } from '../lib/use_amounts';
import { useDates } from '../lib/use_dates';
import { DutyRule } from './duties/duty_rule';

type Entitlement = Schema<'DutyRules'>['entitlements'][number];
const FEN_A_YUAN = 100;

/** Every duty, the kinds of activities that discharge them, and the entitlements, each with its source and its dates. */
export function RulebookDuties() {
  const { t } = useTranslation();
  const rules = useQuery(dutyRulesQuery);
  const kinds = useQuery(activityKindsQuery);
  const amounts = useAmounts();
  const activities: Column<Schema<'ActivityKind'>>[] = [
    {
      id: 'title',
      title: t('activities.kind'),
      cell: (kind) => (
        <>
          {kind.title}
          {kind.summary && <p className="usa-hint">{kind.summary}</p>}
          <SourceNote source={kind.source} />
        </>
      ),
      by: (kind) => kind.title,
    },
    { id: 'measure', title: t('rulebook.measure'), cell: (kind) => t(`amount.in.${kind.measure}`) },
    { id: 'report', title: t('rulebook.report'), cell: (kind) => (kind.report ? t('common.yes') : '') },
    { id: 'pair', title: t('rulebook.pair'), cell: (kind) => (kind.pairOnly ? t('common.yes') : '') },
  ];
  const error = rules.error ?? kinds.error;
  return (
    <>
      <h2>{t('rulebook.duties')}</h2>
      {error && <ProblemNote error={error} retry={() => void Promise.all([rules.refetch(), kinds.refetch()])} />}
      {rules.isPending && <Skeleton lines={8} />}
      <ul className="unit-list">
        {rules.data?.duties.map(({ duty, inForce, to }) => (
          <li key={`${duty.id}-${duty.from}`}>
            <details className="because">
              <summary>{duty.title}</summary>
              <DutyRule duty={duty} inRulebook />
            </details>
            <span className="unit-list__kind">
              {t('duties.owed', { amount: amounts.often(duty.measure, duty.amount), per: duty.per })}
              {' · '}
              {t(`duties.by.${duty.owedBy}`)}
              {' · '}
              <Dates from={duty.from} to={to} inForce={inForce} />
            </span>
          </li>
        ))}
      </ul>
      <h2>{t('rulebook.activities')}</h2>
      {kinds.data && <DataTable caption={t('rulebook.activities')} columns={activities} rows={kinds.data.items} keyOf={(kind) => kind.id} />}
      <h2>{t('rulebook.entitlements')}</h2>
      {rules.data?.entitlements.length === 0 && <p>{t('rulebook.noEntitlements')}</p>}
      {rules.data?.entitlements.map((one) => <EntitlementRule key={`${one.id}-${one.from}`} rule={one} />)}
    </>
  );
}

function Dates({ from, to, inForce }: { from: string; to: string | null; inForce: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      {to ? t('rules.fromTo', { from: dates.day(from), to: dates.day(to) }) : t('rules.from', { from: dates.day(from) })}
      {!inForce && <> · {t(from > dates.today ? 'rulebook.notYet' : 'rulebook.noLonger')}</>}
    </>
  );
}

function EntitlementRule({ rule }: { rule: Entitlement }) {
  const { t } = useTranslation();
  const dates = useDates();
  const amounts = useAmounts();
  const columns: Column<Entitlement['standard']['entries'][number]>[] = [
    { id: 'place', title: t('rulebook.where'), cell: (entry) => entry.place, by: (entry) => entry.place },
    { id: 'amount', title: t('rulebook.yuanMonth'), cell: (entry) => amounts.money(entry.fen / FEN_A_YUAN), by: (entry) => entry.fen, figure: true },
    { id: 'from', title: t('duties.inForce'), cell: (entry) => <Dates from={entry.from} to={entry.to} inForce={entry.inForce} /> },
    { id: 'source', title: t('duties.source'), cell: (entry) => [entry.source.document, entry.source.place].filter(Boolean).join(' · ') },
  ];
  return (
    <section>
      <h3>{rule.title}</h3>
      <p>{rule.summary}</p>
      <p>
        <Dates from={rule.from} to={rule.to} inForce={rule.inForce} /> · {[rule.source.document, rule.source.place].filter(Boolean).join(' · ')}
      </p>
      <h4>{rule.standard.title}</h4>
      {rule.standard.entries.length === 0 ? (
        <p>{t('rulebook.noStandard')}</p>
      ) : (
        <DataTable caption={rule.standard.title} columns={columns} rows={rule.standard.entries} keyOf={(entry) => `${entry.place}-${dates.day(entry.from)}`} />
      )}
    </section>
  );
}
