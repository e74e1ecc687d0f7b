import { Button, Select } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import { Field } from '../../components/field';
import { FileBox } from '../../components/file_box';
import { LARGEST_FILE_BYTES } from '../../components/file_ask';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { useRefreshActivities } from '../activities/use_refresh_activities';
import { ColumnFields, type Columns } from './column_fields';
import { PreviewTable } from './preview_table';
import { ReportView } from './report_view';

/** Who was there, from a file: the file, what its columns mean, a dry run; only then is it recorded. */
export function AttendanceImportPage() {
  const { t } = useTranslation();
  const refresh = useRefreshActivities();
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<Columns>({});
  const [sheet, setSheet] = useState('');
  const tooLarge = file !== null && file.size > LARGEST_FILE_BYTES;

  const preview = useMutation({
    mutationFn: (chosen: { file: File; sheet: string }) => {
      const form = new FormData();
      form.append('file', chosen.file);
      form.append('sheet', chosen.sheet);
      return send('post', '/api/v1/imports/attendance/preview', { form });
    },
    onSuccess: (answer) => setColumns(answer.mapping.columns),
  });
  const run = useMutation({
    mutationFn: (dryRun: boolean) => send('post', '/api/v1/imports/attendance', { form: formOf(file, sheet, columns, dryRun) }),
    onSuccess: refresh,
  });
  const rejects = useMutation({
    mutationFn: () => send('post', '/api/v1/imports/attendance/rejects', { form: formOf(file, sheet, columns, true) }),
    onSuccess: (rows) => saveFile(rows, `rejects-${file?.name.replace(/\.\w+$/, '') ?? 'attendance'}.csv`),
  });
  const choose = (chosen: File | null, onSheet = '') => {
    run.reset();
    preview.reset();
    setFile(chosen);
    setSheet(onSheet);
    if (chosen && chosen.size <= LARGEST_FILE_BYTES) preview.mutate({ file: chosen, sheet: onSheet });
  };
  const shown = preview.data;
  const missing = shown?.fields.filter((field) => field.required && !columns[field.id]) ?? [];
  const tried = run.data?.dryRun === true;
  return (
    <Page title={t('importAttendance.title')} lead={t('importAttendance.lead')}>
      <Field id="import-file" label={t('import.file')} hint={t('import.fileHint')} required>
        {(control) => <FileBox {...control} accept=".csv,.xlsx,text/csv" onChange={(event) => choose(event.target.files?.[0] ?? null)} />}
      </Field>
      {tooLarge && <Note kind="error" live title={t('attach.tooLarge', { name: file.name })} />}
      {preview.isPending && <p role="status">{t('import.reading')}</p>}
      {preview.error && <ProblemNote error={preview.error} />}
      {shown && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            run.mutate(true);
          }}
        >
          {shown.sheets.length > 1 && (
            <Field id="import-sheet" label={t('import.sheet')}>
              {(control) => (
                <Select {...control} name="sheet" value={sheet || shown.sheets[0]} onChange={(event) => choose(file, event.target.value)}>
                  {shown.sheets.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <PreviewTable preview={shown} />
          <h2>{t('import.columns')}</h2>
          <ColumnFields
            preview={shown}
            columns={columns}
            onChange={(changed) => {
              setColumns(changed);
              run.reset();
            }}
          />
          {missing.length > 0 && <p role="status">{t('import.missing', { fields: missing.map((field) => field.title).join(t('common.listComma')) })}</p>}
          <div className="form__actions">
            <Button type="submit" outline={tried} disabled={run.isPending || missing.length > 0}>
              {t('import.try')}
            </Button>
            {tried && (
              <Button type="button" disabled={run.isPending} onClick={() => run.mutate(false)}>
                {t('import.run')}
              </Button>
            )}
          </div>
        </form>
      )}
      {run.isPending && <p role="status">{run.variables ? t('import.trying') : t('import.running')}</p>}
      {run.error && <ProblemNote error={run.error} />}
      {run.data && <ReportView report={run.data} busy={rejects.isPending} onRejects={() => rejects.mutate()} />}
      {rejects.error && <ProblemNote error={rejects.error} />}
    </Page>
  );
}

function formOf(file: File | null, sheet: string, columns: Columns, dryRun: boolean): FormData {
  const form = new FormData();
  form.append('dryRun', dryRun ? 'true' : 'false');
  form.append('columns', JSON.stringify(columns));
  form.append('sheet', sheet);
  if (file) form.append('file', file);
  return form;
}
