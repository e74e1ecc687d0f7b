import { Button, Select } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import { trialOfUnitQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { fileNameOf } from '../../lib/csv';
import { asRefused } from '../../lib/problems';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import { SORTS_OF_TRIAL, type TrialDraft, type TrialSort } from './trial';

const PairChart = lazy(() => import('./pair_chart').then((module) => ({ default: module.PairChart })));

const LEAST_PAIRS = 2;
const MOST_PAIRS = 25;
const GONE = 'urn:massline:trial-gone';

type OfUnit = Schema<'TrialOfUnit'>;
type Figures = Schema<'TrialFigures'>;
interface Row {
  unit: Schema<'UnitRef'>;
  figures: Figures;
}

interface Props {
  trial: Schema<'Trial'>;
  draft: TrialDraft;
  /** The server let the trial go, since nobody had looked at it. */
  onGone: () => void;
}

/** Who would owe and be behind in a unit and in those below it, beside today. */
export function TrialResult({ trial, draft, onGone }: Props) {
  const { t } = useTranslation();
  const { unit: asked } = useSearch({ from: '/work/trial' });
  const unit = asked ?? trial.unit.id;
  const [sort, setSort] = useState<TrialSort>('newly-behind');
  const query = useInfiniteQuery(trialOfUnitQuery(trial.id, unit, draft.duty, sort));
  const gone = query.error !== null && asRefused(query.error).problem.type === GONE;
  useEffect(() => {
    if (gone) onGone();
  }, [gone, onGone]);
  const first = query.data?.pages[0];
  return (
    <>
      {first && <Above first={first} draft={draft} />}
      {query.error && !gone && <ProblemNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={8} />}
      {first && (
        <>
          <Summary first={first} trial={trial} draft={draft} />
          <Below
            first={first}
            rows={query.data?.pages.flatMap((page) => rowsOf(page)) ?? []}
            trial={trial}
            draft={draft}
            sort={sort}
            onSort={setSort}
          />
          {query.hasNextPage && (
            <Button type="button" outline disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? t('common.loading') : t('common.more')}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function rowsOf(page: OfUnit): Row[] {
  return page.children.flatMap(({ unit, figures: [figures] }) => (figures ? [{ unit, figures }] : []));
}

function Above({ first, draft }: { first: OfUnit; draft: TrialDraft }) {
  const { t } = useTranslation();
  if (first.above.length === 0) return null;
  return (
    <nav aria-label={t('units.above')} className="above">
      <ol>
        {first.above.map((unit) => (
          <li key={unit.id}>
            <Link to="/work/trial" search={{ ...draft, unit: unit.id }}>
              {unit.name}
            </Link>
          </li>
        ))}
        <li aria-current="page">{first.unit.name}</li>
      </ol>
    </nav>
  );
}

/** The figures of the unit itself, beside each other. */
function Summary({ first, trial, draft }: { first: OfUnit; trial: Schema<'Trial'>; draft: TrialDraft }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  const figures = first.figures[0];
  const duty = trial.duties.find((one) => one.id === draft.duty);
  const rule = duty?.today;
  const then = duty?.draft;
  const rows = figures
    ? [
        { name: t('trial.rule'), now: rule ? t('duties.owed', { amount: amounts.often(rule.measure, rule.amount), per: rule.per }) : '–', then: then ? t('duties.owed', { amount: amounts.often(then.measure, then.amount), per: then.per }) : '–' },
        { name: t('standing.owing'), now: amounts.number(figures.owingNow), then: amounts.number(figures.owingThen) },
        { name: t('standing.behind'), now: amounts.number(figures.behindNow), then: amounts.number(figures.behindThen) },
        { name: t('trial.newlyBehind'), now: '', then: amounts.number(figures.newlyBehind) },
        { name: t('trial.noLongerBehind'), now: '', then: amounts.number(figures.noLongerBehind) },
        { name: t('trial.newlyOwing'), now: '', then: amounts.number(figures.newlyOwing) },
        { name: t('trial.noLongerOwing'), now: '', then: amounts.number(figures.noLongerOwing) },
      ]
    : [];
  return (
    <section aria-labelledby="trial-summary">
      <h2 id="trial-summary">{t('trial.of', { unit: first.unit.name, duty: rule?.title ?? draft.duty })}</h2>
      <p>
        <time dateTime={first.date}>{t('trial.date', { day: dates.day(first.date) })}</time>
      </p>
      {!figures && <p>{t('trial.nobody')}</p>}
      {figures && (
        <table className="usa-table usa-table--borderless trial-table">
          <caption className="usa-sr-only">{t('trial.summary')}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col" className="figure">
                {t('trial.now')}
              </th>
              <th scope="col" className="figure">
                {t('trial.then')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="figure">{row.now}</td>
                <td className="figure">{row.then}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {figures && figures.unknown > 0 && <p>{t('trial.unknown', { shown: amounts.number(figures.unknown) })}</p>}
    </section>
  );
}

interface BelowProps {
  first: OfUnit;
  rows: readonly Row[];
  trial: Schema<'Trial'>;
  draft: TrialDraft;
  sort: TrialSort;
  onSort: (sort: TrialSort) => void;
}

function Below({ first, rows, trial, draft, sort, onSort }: BelowProps) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const pairs = useMemo(
    () => rows.filter(({ figures }) => figures.owingNow > 0 || figures.owingThen > 0).slice(0, MOST_PAIRS).map(({ unit, figures }) => ({ name: unit.name, before: figures.behindNow, after: figures.behindThen })),
    [rows],
  );
  const duty = trial.duties.find((one) => one.id === draft.duty)?.today?.title ?? draft.duty;
  const figure = (id: keyof Figures, title: string): Column<Row> => ({ id, title, cell: (row) => amounts.number(row.figures[id]), figure: true });
  const columns: Column<Row>[] = [
    {
      id: 'unit',
      title: t('standing.unit'),
      cell: (row) => (
        <Link to="/work/trial" search={{ ...draft, unit: row.unit.id }}>
          {row.unit.name}
        </Link>
      ),
    },
    figure('owingNow', t('trial.owingNow')),
    figure('owingThen', t('trial.owingThen')),
    figure('behindNow', t('trial.behindNow')),
    figure('behindThen', t('trial.behindThen')),
    figure('newlyBehind', t('trial.newlyBehind')),
    figure('noLongerBehind', t('trial.noLongerBehind')),
  ];
  return (
    <section aria-labelledby="trial-below">
      <h2 id="trial-below">{t('standing.below')}</h2>
      <div className="standing__bar">
        {rows.length > 0 && (
          <div>
            <label className="usa-label" htmlFor="trial-sort">
              {t('trial.sort')}
            </label>
            <Select id="trial-sort" name="sort" value={sort} onChange={(event) => onSort(SORTS_OF_TRIAL.find((one) => one === event.target.value) ?? sort)}>
              {SORTS_OF_TRIAL.map((one) => (
                <option key={one} value={one}>
                  {t(`trial.sortBy.${one}`)}
                </option>
              ))}
            </Select>
          </div>
        )}
        <SaveButton trial={trial.id} first={first} draft={draft} duty={duty} />
      </div>
      {rows.length === 0 && <p>{t('standing.noBelow')}</p>}
      {rows.length > 0 && (
        <div className="standing__below">
          {pairs.length >= LEAST_PAIRS && (
            <Suspense fallback={<Skeleton lines={6} />}>
              <PairChart title={t('trial.chart', { duty })} pairs={pairs} before={t('trial.behindNow')} after={t('trial.behindThen')} told={amounts.number} />
            </Suspense>
          )}
          <DataTable caption={`${t('standing.below')}${t('common.colon')}${duty}`} columns={columns} rows={rows} keyOf={(row) => row.unit.id} />
        </div>
      )}
    </section>
  );
}

function SaveButton({ trial, first, draft, duty }: { trial: string; first: OfUnit; draft: TrialDraft; duty: string }) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setError(null);
    try {
      const file = await send('get', '/api/v1/trials/{trial}/units/{unit}/file', { path: { trial, unit: first.unit.id }, query: { duty: draft.duty } });
      saveFile(file as unknown as Blob, fileNameOf([first.unit.name, duty, first.date], 'csv'));
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <>
      <Button type="button" outline onClick={() => void save()}>
        {t('standing.csv')}
      </Button>
      {error !== null && <ProblemNote error={error} retry={() => void save()} />}
    </>
  );
}
