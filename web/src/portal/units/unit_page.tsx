import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { TextInput } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { figuresQuery, unitQuery, unitsQuery } from '../../api/queries';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { UnitAbove, UnitList } from '../../components/unit_parts';
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
      {detail ? <UnitAbove home="/units" detail={detail} /> : <Skeleton lines={2} />}
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

function Below({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const below = useQuery(unitsQuery('', unit));
  if (!below.data || below.data.items.length === 0) return null;
  return (
    <section aria-labelledby="below-title">
      <h2 id="below-title">{t('units.below')}</h2>
      <UnitList home="/units" units={below.data.items} facts={(item) => [item.kindTitle]} />
    </section>
  );
}
