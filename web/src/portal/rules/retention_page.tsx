import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';

type Row = Schema<'RetentionList'>['items'][number];

/** How long which personal data are kept, by which rule. */
export function RetentionPage() {
  const { t } = useTranslation();
  const rules = useQuery({ queryKey: ['retention'], queryFn: ({ signal }) => send('get', '/api/v1/rulebook/retention', { signal }) });
  const columns: Column<Row>[] = [
    { id: 'data', title: t('retention.data'), cell: (row) => row.dataTitle },
    {
      id: 'of',
      title: t('retention.of'),
      cell: ({ rule }) => (rule.procedures.length === 0 ? t('retention.all') : rule.procedures.map((one) => one.title).join(t('common.listComma'))),
    },
    {
      id: 'keep',
      title: t('retention.keep'),
      cell: ({ rule }) => (
        <>
          {t('retention.counted', { keep: rule.keep, after: rule.after })}
          {rule.onRequest && <> · {t('retention.onRequest')}</>}
        </>
      ),
    },
    { id: 'then', title: t('retention.then'), cell: ({ rule }) => rule.then },
    { id: 'source', title: t('retention.source'), cell: ({ rule }) => [rule.source.document, rule.source.place].filter(Boolean).join(', ') },
  ];
  return (
    <Page title={t('retention.title')} lead={t('retention.lead')}>
      {rules.error && <ProblemNote error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton lines={8} />}
      {rules.data && <DataTable caption={t('retention.title')} columns={columns} rows={rules.data.items} keyOf={(row) => row.rule.id} />}
    </Page>
  );
}
