import { Button, Checkbox, Select, TextInput } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery, proceduresQuery, topicsQuery } from '../../api/queries';
import type { ControlProps } from '../../components/field';
import { UnitPicker } from '../../components/unit_picker';
import { SORTS, STATES, type MatterSearch } from '../searches';

interface Props {
  filter: MatterSearch;
  onSearch: (filter: MatterSearch) => void;
}

const plain = (id: string): ControlProps => ({ id, 'aria-describedby': undefined, 'aria-invalid': undefined, required: false });

export function SearchForm({ filter, onSearch }: Props) {
  const { t } = useTranslation();
  const [value, setValue] = useState(filter);
  const topics = useQuery(topicsQuery);
  const procedures = useQuery(proceduresQuery());
  const channels = useQuery(channelsQuery);
  const set = (change: Partial<MatterSearch>) => setValue((before) => ({ ...before, ...change }));
  // Without words it is the filters that find something.
  const filtered = !filter.query || Boolean(filter.procedure || filter.topic || filter.channel || filter.unit || filter.from || filter.to);
  return (
    <form
      className="search-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ ...value, query: value.query?.trim() || undefined });
      }}
    >
      <div className="search-form__words">
        <Cell id="search-words" label={t('search.words')}>
          <TextInput id="search-words" name="query" type="search" value={value.query ?? ''} onChange={(event) => set({ query: event.target.value })} />
        </Cell>
        <Choice id="search-state" label={t('search.state')} value={value.state ?? 'all'} onChange={(state) => set({ state: STATES.find((item) => item === state) })} choices={STATES.map((state) => [state, t(`search.${state}`)])} />
        <Choice id="search-sort" label={t('search.sort')} value={value.sort ?? 'due'} onChange={(sort) => set({ sort: SORTS.find((item) => item === sort) })} choices={SORTS.map((sort) => [sort, t(`search.by.${sort}`)])} />
        <Checkbox id="search-late" name="late" label={t('search.late')} checked={value.late ?? false} onChange={(event) => set({ late: event.target.checked || undefined })} />
        <Button type="submit">{t('search.search')}</Button>
      </div>
      <details open={filtered || undefined}>
        <summary>{t('search.filters')}</summary>
        <div className="search-form__filters">
          <Choice id="search-procedure" label={t('search.procedure')} value={value.procedure ?? ''} onChange={(procedure) => set({ procedure: procedure || undefined })} choices={[['', t('search.any')], ...(procedures.data?.items ?? []).map((item): [string, string] => [item.id, item.title])]} />
          <Choice id="search-topic" label={t('matter.topic')} value={value.topic ?? ''} onChange={(topic) => set({ topic: topic || undefined })} choices={[['', t('search.any')], ...(topics.data?.groups ?? []).flatMap((group) => group.topics.map((item): [string, string] => [item.id, item.title]))]} />
          <Choice id="search-channel" label={t('entry.channel')} value={value.channel ?? ''} onChange={(channel) => set({ channel: channel || undefined })} choices={[['', t('search.any')], ...(channels.data?.items ?? []).map((item): [string, string] => [item.id, item.title])]} />
          <Cell id="search-unit" label={t('matter.unit')}>
            <UnitPicker control={plain('search-unit')} value={value.unit ?? ''} onChange={(unit) => set({ unit: unit || undefined })} />
          </Cell>
          {(['from', 'to'] as const).map((end) => (
            <Cell key={end} id={`search-${end}`} label={t(`search.${end}`)}>
              <TextInput id={`search-${end}`} name={end} type="text" inputProps={{ type: 'date' }} value={value[end] ?? ''} onChange={(event) => set({ [end]: event.target.value || undefined })} />
            </Cell>
          ))}
        </div>
      </details>
    </form>
  );
}

function Cell({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div>
      <label className="usa-label" htmlFor={id}>
        {label}
      </label>
      {children}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choice({ id, label, value, choices, onChange }: ChoiceProps) {
  return (
    <Cell id={id} label={label}>
      <Select id={id} name={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map(([choice, title]) => (
          <option key={choice} value={choice}>
            {title}
          </option>
        ))}
      </Select>
    </Cell>
  );
}
