import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import type { Schema } from '../../api/types';
import { FileBox } from '../../components/file_box';
import { LARGEST_FILE_BYTES } from '../../components/file_ask';
import { Field } from '../../components/field';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { MappingForm } from './mapping_form';
import { PreviewTable } from './preview_table';
import { ReportView } from './report_view';

type Mapping = Schema<'ImportMapping'>;

/** Import in three steps: the file, what its columns mean, a dry run; only then is it done. */
export function ImportPage() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [tooLarge, setTooLarge] = useState(false);

  const preview = useMutation({
    mutationFn: (chosen: File) => {
      const form = new FormData();
      form.append('file', chosen);
      return send('post', '/api/v1/imports/preview', { form });
    },
    onSuccess: (answer) => setMapping(answer.mapping),
  });
  const run = useMutation({
    mutationFn: (dryRun: boolean) => send('post', '/api/v1/imports', { form: formOf(file, mapping, dryRun) }),
  });
  const rejects = useMutation({
    mutationFn: () => send('post', '/api/v1/imports/rejects', { form: formOf(file, mapping, true) }),
    onSuccess: (rows) => saveFile(rows, `rejects-${file?.name.replace(/\.\w+$/, '') ?? 'import'}.csv`),
  });
  const choose = (chosen: File | undefined) => {
    run.reset();
    setMapping(null);
    setFile(chosen ?? null);
    setTooLarge(chosen !== undefined && chosen.size > LARGEST_FILE_BYTES);
    if (chosen && chosen.size <= LARGEST_FILE_BYTES) preview.mutate(chosen);
  };
  const tried = run.data !== undefined;
  return (
    <Page title={t('work.import')} lead={t('import.lead')}>
      <Field id="import-file" label={t('import.file')} hint={t('import.fileHint')} required>
        {(control) => (
          <FileBox {...control} accept=".csv,.xlsx,text/csv" onChange={(event) => choose(event.target.files?.[0])} />
        )}
      </Field>
      {tooLarge && file && <Note kind="error" live title={t('attach.tooLarge', { name: file.name })} />}
      {preview.isPending && <p role="status">{t('import.reading')}</p>}
      {preview.error && <ProblemNote error={preview.error} />}
      {preview.data && mapping && (
        <>
          <PreviewTable preview={preview.data} />
          <MappingForm
            preview={preview.data}
            mapping={mapping}
            busy={run.isPending}
            tried={tried && run.data.dryRun}
            onChange={(changed) => {
              setMapping(changed);
              run.reset();
            }}
            onTry={() => run.mutate(true)}
            onRun={() => run.mutate(false)}
          />
        </>
      )}
      {run.isPending && (
        <div className="import__progress" role="status">
          <p>{run.variables ? t('import.trying') : t('import.running')}</p>
          <progress aria-label={t('import.progress')} />
        </div>
      )}
      {run.error && <ProblemNote error={run.error} />}
      {run.data && (
        <ReportView report={run.data} busy={rejects.isPending} onRejects={() => rejects.mutate()} />
      )}
      {rejects.error && <ProblemNote error={rejects.error} />}
    </Page>
  );
}

function formOf(file: File | null, mapping: Mapping | null, dryRun: boolean): FormData {
  const form = new FormData();
  form.append('mapping', JSON.stringify(mapping));
  form.append('dryRun', dryRun ? 'true' : 'false');
  if (file) form.append('file', file);
  return form;
}
