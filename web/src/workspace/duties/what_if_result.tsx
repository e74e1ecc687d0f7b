import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import { whatIfQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { SourceNote } from '../../components/source_note';
import { fileNameOf } from '../../lib/csv';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';

const PairChart = lazy(() => import('./pair_chart').then((module) => ({ default: module.PairChart })));

const FEN_A_YUAN = 100;
const LEAST_PAIRS = 2;
const MOST_PAIRS = 25;

type Place = Schema<'WhatIf'>['places'][number];

/** The totals, and each place: today beside what would be. */
export function WhatIfResult({ entitlement, standard }: { entitlement: string; standard: string | undefined }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  const query = useInfiniteQuery(whatIfQuery(entitlement, standard));
  const [failed, setFailed] = useState<unknown>(null);
  const first = query.data?.pages[0];
  const places = useMemo(() => query.data?.pages.flatMap((page) => page.places) ?? [], [query.data]);
  const pairs = useMemo(
    () => places.slice(0, MOST_PAIRS).map(({ unit, allowance }) => ({ name: unit.name, before: allowance.today.fen / FEN_A_YUAN, after: allowance.changed.fen / FEN_A_YUAN })),
    [places],
  );
  const yuan = (fen: number) => amounts.money(fen / FEN_A_YUAN);
  const save = async () => {
    setFailed(null);
    try {
      const file = await send('get', '/api/v1/entitlements/{entitlement}/what-if/file', { path: { entitlement }, query: { standard } });
      saveFile(file as unknown as Blob, fileNameOf([first?.title ?? entitlement, standard ?? '', first?.date ?? ''], 'csv'));
    } catch (caught) {
      setFailed(caught);
    }
  };
  if (query.error) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  if (!first) return <Skeleton lines={8} />;
  const rows = (['households', 'persons', 'fen'] as const).map((id) => {
    const shown = (value: number) => (id === 'fen' ? yuan(value) : amounts.number(value));
    const { today, changed } = first.total;
    return { id, today: shown(today[id]), changed: shown(changed[id]), more: shown(changed[id] - today[id]) };
  });
  const columns: Column<Place>[] = [
    {
      id: 'place',
      title: t('rulebook.where'),
      cell: (place) => (
        <>
          {place.unit.name}
          <SourceNote source={place.source} />
        </>
      ),
    },
    { id: 'standard', title: t('whatIf.standardNow'), cell: (place) => yuan(place.standardFen), figure: true },
    { id: 'changed', title: t('whatIf.standardThen'), cell: (place) => yuan(place.changedFen), figure: true },
    { id: 'households', title: t('whatIf.householdsNow'), cell: (place) => amounts.number(place.allowance.today.households), figure: true },
    { id: 'householdsThen', title: t('whatIf.householdsThen'), cell: (place) => amounts.number(place.allowance.changed.households), figure: true },
    { id: 'now', title: t('whatIf.costNow'), cell: (place) => yuan(place.allowance.today.fen), figure: true },
    { id: 'then', title: t('whatIf.costThen'), cell: (place) => yuan(place.allowance.changed.fen), figure: true },
  ];
  return (
    <>
      <section aria-labelledby="what-if-total">
        <h2 id="what-if-total">{t('whatIf.total', { title: first.title, standard: standard ?? t('whatIf.asToday') })}</h2>
        <p>{t('whatIf.of', { households: amounts.number(first.households), persons: amounts.number(first.persons), day: dates.day(first.date) })}</p>
        {first.withoutStandard > 0 && <p>{t('whatIf.without', { shown: amounts.number(first.withoutStandard) })}</p>}
        <table className="usa-table usa-table--borderless trial-table">
          <caption className="usa-sr-only">{t('whatIf.summary')}</caption>
          <thead>
            <tr>
              <td />
              {(['now', 'then', 'more'] as const).map((id) => (
                <th key={id} scope="col" className="figure">
                  {t(`whatIf.${id}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">{t(`whatIf.row.${row.id}`)}</th>
                <td className="figure">{row.today}</td>
                <td className="figure">{row.changed}</td>
                <td className="figure">{row.more}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section aria-labelledby="what-if-places">
        <h2 id="what-if-places">{t('whatIf.places')}</h2>
        {failed !== null && <ProblemNote error={failed} retry={() => void save()} />}
        {places.length === 0 ? (
          <p>{t('whatIf.noPlaces')}</p>
        ) : (
          <>
            <div className="standing__bar">
              <p>{t('whatIf.order')}</p>
              <Button type="button" outline onClick={() => void save()}>
                {t('standing.csv')}
              </Button>
            </div>
            <div className="standing__below">
              {pairs.length >= LEAST_PAIRS && (
                <Suspense fallback={<Skeleton lines={6} />}>
                  <PairChart title={t('whatIf.chart')} pairs={pairs} before={t('whatIf.costNow')} after={t('whatIf.costThen')} told={amounts.money} />
                </Suspense>
              )}
              <DataTable caption={t('whatIf.places')} columns={columns} rows={places} keyOf={(place) => place.code} />
            </div>
          </>
        )}
        {query.hasNextPage && (
          <Button type="button" outline disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? t('common.loading') : t('common.more')}
          </Button>
        )}
      </section>
    </>
  );
}
