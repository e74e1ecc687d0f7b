import { Button } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { Note } from '../../components/note';

interface Props {
  report: Schema<'ImportReport'>;
  busy: boolean;
  onRejects: () => void;
}

/** What became of every row: added, here already, or refused and why. */
export function ReportView({ report, busy, onRejects }: Props) {
  const { t } = useTranslation();
  const columns: Column<Schema<'ImportProblem'>>[] = [
    { id: 'row', title: t('import.row'), cell: (problem) => problem.row, by: (problem) => problem.row, figure: true },
    { id: 'field', title: t('import.field'), cell: (problem) => problem.field, by: (problem) => problem.field },
    { id: 'value', title: t('import.value'), cell: (problem) => problem.value },
    { id: 'detail', title: t('import.why'), cell: (problem) => problem.detail },
  ];
  return (
    <section aria-labelledby="report-title">
      <h2 id="report-title">{report.dryRun ? t('import.wouldBe') : t('import.done')}</h2>
      <Note kind={report.refused > 0 ? 'warning' : 'success'} live slim>
        {t('import.counts', { rows: report.rows, added: report.added, present: report.present, refused: report.refused })}
      </Note>
      {report.refused > 0 && (
        <Button type="button" outline disabled={busy} onClick={onRejects}>
          {busy ? t('common.loading') : t('import.rejects')}
        </Button>
      )}
      {report.problems.length > 0 && (
        <>
          <DataTable caption={t('import.problems')} columns={columns} rows={report.problems} keyOf={(problem) => `${problem.row}-${problem.field}`} />
          {report.problemsShown < report.refused && <p>{t('import.shown', { count: report.problemsShown })}</p>}
        </>
      )}
    </section>
  );
}
