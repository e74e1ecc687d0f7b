import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { TextInput } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { figuresQuery, unitQuery, unitsQuery } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { FiguresView } from './figures_view';

/** One unit: where it stands in the tree and how it answers. */
export function UnitPage() {
  const { t } = useTranslation();
  const { unit: id } = useParams({ from: '/portal/units/$unit' });
  const { from, to } = useSearch({ from: '/portal/units/$unit' });
  const navigate = useNavigate({ from: '/units/$unit' });
  const unit = useQuery(unitQuery(id));
  const figures = useQuery(figuresQuery(id, from, to));
  if (unit.error) {
    return (
      <Page title={t('units.title')}>
        <ProblemNote error={unit.error} retry={() => void unit.refetch()} />
      </Page>
    );
  }
  const detail = unit.data;
  return (
    <Page title={detail?.unit.name ?? t('units.title')} lead={detail?.unit.kindTitle} focusOn={id}>
      {detail ? <Above detail={detail} /> : <Skeleton lines={2} />}
      <form className="period" onSubmit={(event) => event.preventDefault()}>
        {(['from', 'to'] as const).map((end) => (
          <div key={end}>
            <label className="usa-label" htmlFor={`period-${end}`}>
              {t(`units.${end}`)}
            </label>
            <TextInput
              id={`period-${end}`}
              name={end}
              type="text"
              inputProps={{ type: 'date' }}
              value={(end === 'from' ? from : to) ?? figures.data?.[end] ?? ''}
              onChange={(event) => {
                const day = event.target.value || undefined;
                void navigate({ search: { from, to, [end]: day }, replace: true });
              }}
            />
          </div>
        ))}
      </form>
      {figures.error && <ProblemNote error={figures.error} retry={() => void figures.refetch()} />}
      {figures.isPending && <Skeleton lines={8} />}
      {figures.data && <FiguresView figures={figures.data} />}
      <Below unit={id} />
    </Page>
  );
}

function Above({ detail }: { detail: Schema<'UnitDetail'> }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('units.above')} className="above">
      <ol>
        <li>
          <Link to="/units">{t('units.all')}</Link>
        </li>
        {detail.above.map((unit) => (
          <li key={unit.id}>
            <Link to="/units/$unit" params={{ unit: unit.id }}>
              {unit.name}
            </Link>
          </li>
        ))}
      </ol>
      {detail.mergedInto && (
        <p>
          {t('units.merged')}{' '}
          <Link to="/units/$unit" params={{ unit: detail.mergedInto.id }}>
            {detail.mergedInto.name}
          </Link>
        </p>
      )}
    </nav>
  );
}

function Below({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const below = useQuery(unitsQuery('', unit));
  if (!below.data || below.data.items.length === 0) return null;
  return (
    <section aria-labelledby="below-title">
      <h2 id="below-title">{t('units.below')}</h2>
      <ul className="unit-list">
        {below.data.items.map((item) => (
          <li key={item.id}>
            <Link to="/units/$unit" params={{ unit: item.id }}>
              {item.name}
            </Link>
            <span className="unit-list__kind">{item.kindTitle}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
