import { useTranslation } from 'react-i18next';
import { DataTable, type Column } from '../../components/data_table';
import { shareMet } from '../../lib/amounts';
import { useAmounts } from '../../lib/use_amounts';
import { DutyRule } from './duty_rule';
import type { DutyRow } from './standing';

/** The duties of a unit with their figures; each opens to how it was counted. */
export function DutyTable({ rows }: { rows: readonly DutyRow[] }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const count = (id: 'owing' | 'met' | 'behind'): Column<DutyRow> => ({
    id,
    title: t(`standing.${id}`),
    cell: (row) => amounts.number(row.figures[id]),
    by: (row) => row.figures[id],
    figure: true,
  });
  const amount = (id: 'done' | 'missing'): Column<DutyRow> => ({
    id,
    title: t(`standing.${id}`),
    cell: (row) => amounts.short(row.duty.measure, row.figures[id]),
    figure: true,
    oneLine: true,
  });
  const arithmetic = ({ duty, figures }: DutyRow) => ({
    owing: amounts.number(figures.owing),
    quota: amounts.words(duty.measure, duty.amount),
    whole: amounts.short(duty.measure, figures.done + figures.missing),
    done: amounts.short(duty.measure, figures.done),
    missing: amounts.short(duty.measure, figures.missing),
    behind: amounts.number(figures.behind),
  });
  const columns: Column<DutyRow>[] = [
    {
      id: 'duty',
      title: t('standing.duty'),
      cell: (row) => (
        <>
          {row.duty.title}
          <details className="because">
            <summary>{t('duties.how')}</summary>
            <p>{t('duties.arithmetic', arithmetic(row))}</p>
            <DutyRule duty={row.duty} />
          </details>
        </>
      ),
      by: (row) => row.duty.title,
    },
    count('owing'),
    count('met'),
    count('behind'),
    {
      id: 'share',
      title: t('standing.share'),
      cell: (row) => amounts.percent(shareMet(row.figures.met, row.figures.owing)),
      by: (row) => shareMet(row.figures.met, row.figures.owing),
      figure: true,
      oneLine: true,
    },
    amount('done'),
    amount('missing'),
  ];
  return <DataTable caption={t('standing.duties')} columns={columns} rows={rows} keyOf={(row) => row.duty.id} />;
}
