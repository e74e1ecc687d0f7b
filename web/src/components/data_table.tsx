import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What the rows are sorted by; a column without it is not sorted. */
  by?: (row: Row) => number | string | null;
  /** Figures stand at the right. */
  figure?: boolean;
  /** Stays on one line where there is room for a table, as a date does. */
  oneLine?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What the rows are sorted by already. */
  sorted?: Sorting;
  /** How many rows are shown; all where it is not given. */
  most?: number;
}

interface Sorting {
  column: string;
  direction: 'ascending' | 'descending';
}

/** A table that becomes cards on a phone; columns that can be sorted have a button in their head. */
export function DataTable<Row>({ caption, columns, rows, keyOf, sorted: first, most }: Props<Row>) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState<Sorting | null>(first ?? null);
  const by = columns.find((column) => column.id === sorting?.column)?.by;
  const sorted = by ? [...rows].sort((one, other) => compare(by(one), by(other), sorting?.direction)) : rows;
  return (
    <table className="usa-table usa-table--borderless data-table">
      <caption className="usa-sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => {
            const direction = sorting?.column === column.id ? sorting.direction : undefined;
            return (
              <th key={column.id} scope="col" aria-sort={column.by ? (direction ?? 'none') : undefined} className={classOf(column)}>
                {column.by ? (
                  <button
                    type="button"
                    className="data-table__sort"
                    onClick={() => setSorting({ column: column.id, direction: direction === 'descending' ? 'ascending' : 'descending' })}
                  >
                    {column.title}
                    <span aria-hidden="true">{direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ' ↕'}</span>
                    <span className="usa-sr-only"> {t('table.sort')}</span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, most).map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.id} scope="row" data-label={column.title}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id} data-label={column.title} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf<Row>(column: Column<Row>): string {
  return [column.figure && 'figure', column.oneLine && 'one-line'].filter(Boolean).join(' ');
}

/** What is not shown stands last in either direction. */
function compare(one: number | string | null, other: number | string | null, direction?: Sorting['direction']): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  const order = typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
  return direction === 'descending' ? -order : order;
}
