import { Button, Select, TextInput } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery, topicsQuery } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { PlacePicker, type ChosenPlace } from '../../components/place_picker';
import { ColumnFields } from './column_fields';

type Mapping = Schema<'ImportMapping'>;

interface Props {
  preview: Schema<'ImportPreview'>;
  mapping: Mapping;
  busy: boolean;
  /** A dry run of just this mapping was seen. */
  tried: boolean;
  onChange: (mapping: Mapping) => void;
  onTry: () => void;
  onRun: () => void;
}

/** Which column holds what, and what holds for all rows. */
export function MappingForm({ preview, mapping, busy, tried, onChange, onTry, onRun }: Props) {
  const { t } = useTranslation();
  const topics = useQuery(topicsQuery);
  const channels = useQuery(channelsQuery);
  const [place, setPlace] = useState<ChosenPlace | null>(null);
  const set = (change: Partial<Mapping>) => onChange({ ...mapping, ...change });
  const missing = preview.fields.filter((field) => field.required && !mapping.columns[field.id] && !coveredForAll(field.id, mapping));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
      }}
    >
      <h2>{t('import.columns')}</h2>
      <ColumnFields preview={preview} columns={mapping.columns} onChange={(columns) => set({ columns })} />
      <h2>{t('import.forAll')}</h2>
      <div className="search-form__filters">
        <Field id="import-source" label={t('import.source')} hint={t('import.sourceHint')} required>
          {(control) => <TextInput {...control} name="source" type="text" value={mapping.source} onChange={(event) => set({ source: event.target.value })} />}
        </Field>
        <Field id="import-channel" label={t('entry.channel')}>
          {(control) => (
            <Select {...control} name="channel" value={mapping.channel ?? ''} onChange={(event) => set({ channel: event.target.value || undefined })}>
              <option value="" />
              {channels.data?.items.map((channel) => (
                <option key={channel.id} value={channel.id}>
                  {channel.title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field id="import-topic" label={t('matter.topic')}>
          {(control) => (
            <Select {...control} name="topic" value={mapping.topic ?? ''} onChange={(event) => set({ topic: event.target.value || undefined })}>
              <option value="" />
              {topics.data?.groups.flatMap((group) =>
                group.topics.map((topic) => (
                  <option key={topic.id} value={topic.id}>
                    {topic.title}
                  </option>
                )),
              )}
            </Select>
          )}
        </Field>
        {preview.sheets.length > 1 && (
          <Field id="import-sheet" label={t('import.sheet')}>
            {(control) => (
              <Select {...control} name="sheet" value={mapping.sheet ?? preview.sheets[0]} onChange={(event) => set({ sheet: event.target.value })}>
                {preview.sheets.map((sheet) => (
                  <option key={sheet}>{sheet}</option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      <Field id="import-place" label={t('import.place')}>
        {(control) => (
          <PlacePicker
            control={control}
            value={place}
            onChange={(chosen) => {
              setPlace(chosen);
              set({ place: chosen?.id });
            }}
          />
        )}
      </Field>
      {missing.length > 0 && <p role="status">{t('import.missing', { fields: missing.map((field) => field.title).join(t('common.listComma')) })}</p>}
      <div className="form__actions">
        <Button type="submit" outline={tried} disabled={busy || mapping.source.trim() === ''}>
          {t('import.try')}
        </Button>
        {tried && (
          <Button type="button" disabled={busy} onClick={onRun}>
            {t('import.run')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** A topic, place or channel may be given once for all rows in place of a column. */
function coveredForAll(field: string, mapping: Mapping): boolean {
  if (field === 'topic') return Boolean(mapping.topic ?? mapping.procedure);
  if (field === 'place') return Boolean(mapping.place);
  return field === 'channel' && Boolean(mapping.channel);
}
