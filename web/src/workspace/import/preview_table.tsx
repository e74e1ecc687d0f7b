import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';

/** The first rows of the file as the server read them. */
export function PreviewTable({ preview }: { preview: Schema<'ImportPreview'> }) {
  const { t } = useTranslation();
  return (
    <div>
      <h2 id="preview-title">{t('import.preview', { count: preview.totalRows })}</h2>
      <div className="scroll" role="region" aria-labelledby="preview-title" tabIndex={0}>
        <table className="usa-table usa-table--compact preview-table">
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                <th key={index} scope="col">
                  {column || t('import.unnamed', { number: index + 1 })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
