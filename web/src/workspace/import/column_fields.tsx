import { Select } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';

export type Columns = Schema<'ImportMapping'>['columns'];

interface Props {
  preview: Schema<'ImportPreview'>;
  columns: Columns;
  onChange: (columns: Columns) => void;
}

/** Which column of the file holds which field. */
export function ColumnFields({ preview, columns, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className="search-form__filters">
      {preview.fields.map((field) => (
        <Field key={field.id} id={`map-${field.id}`} label={field.title} required={field.required}>
          {(control) => (
            <Select {...control} name={field.id} value={columns[field.id] ?? ''} onChange={(event) => onChange(withColumn(columns, field.id, event.target.value))}>
              <option value="">{t('import.noColumn')}</option>
              {preview.columns.map((column, index) => (
                <option key={index} value={column}>
                  {column}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
    </div>
  );
}

function withColumn(columns: Columns, field: string, column: string): Columns {
  const others = Object.fromEntries(Object.entries(columns).filter(([id]) => id !== field));
  return column === '' ? others : { ...others, [field]: column };
}
