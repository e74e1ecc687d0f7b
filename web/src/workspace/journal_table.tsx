import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import { DataTable, type Column } from '../components/data_table';
import { useDates } from '../lib/use_dates';

const SHOWN_OF_HASH = 6;

/** Stand for all that have a text; an act that is new to this page is shown as the journal names it. */
type Act = 'matter.raise';
type Subject = 'matter';

/** Acts of the journal: who, when, what, and the mark that chains each to the one before. */
export function JournalTable({ entries }: { entries: readonly Schema<'JournalEntry'>[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const columns: Column<Schema<'JournalEntry'>>[] = [
    { id: 'seq', title: t('journal.seq'), cell: (entry) => entry.seq },
    { id: 'at', title: t('journal.at'), cell: (entry) => <time dateTime={entry.at}>{dates.instant(entry.at)}</time>, oneLine: true },
    {
      id: 'act',
      title: t('journal.act'),
      cell: (entry) => (
        <>
          {t(`act.${entry.act as Act}`, { defaultValue: entry.act })}
          <span className="matter-link__code">{[entry.act, entry.detail].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    { id: 'by', title: t('journal.by'), cell: (entry) => entry.by },
    { id: 'subject', title: t('journal.subject'), cell: (entry) => `${t(`subject.${entry.subjectKind as Subject}`, { defaultValue: entry.subjectKind })} ${entry.subject}` },
    { id: 'hash', title: t('journal.hash'), cell: (entry) => <code title={entry.hash}>{entry.hash.slice(0, SHOWN_OF_HASH)}</code> },
  ];
  return <DataTable caption={t('work.journal')} columns={columns} rows={entries} keyOf={(entry) => String(entry.seq)} />;
}
