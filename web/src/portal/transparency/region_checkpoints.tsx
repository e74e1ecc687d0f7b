import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf } from '../../api/client';
import { checkpointsQuery } from '../../api/queries';
import type { Schema } from '../../api/types';
import { DataTable } from '../../components/data_table';
import { Fact } from '../../components/fact';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';

type Region = Schema<'Transparency'>['regions'][number];
type Checkpoint = Schema<'Checkpoint'>;

const HASHES_A_FILE = 10_000;
const FILES_SHOWN = 50;

/** The newest checkpoint of one region to take away, and the earlier ones when they are asked for. */
export function RegionCheckpoints({ region }: { region: Region }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [open, setOpen] = useState(false);
  const newest = region.newest;
  return (
    <div className="checkpoint-card">
      <h3>{region.name}</h3>
      {!newest && <p>{t('transparency.soon')}</p>}
      {newest && (
        <>
          <dl className="fields">
            <Fact title={t('transparency.region')}>{region.id}</Fact>
            <Fact title={t('transparency.at')}>{dates.instant(newest.at)}</Fact>
            <Fact title={t('transparency.size')}>{newest.size}</Fact>
            <Fact title={t('transparency.root')}>
              <code className="hash">{newest.root}</code>
            </Fact>
          </dl>
          <p>
            <a className="usa-button usa-button--outline" href={fileOf(region, newest)} download>
              {t('transparency.download')}
            </a>
          </p>
          <details>
            <summary>{t('transparency.hashes')}</summary>
            <p>{t('transparency.hashesLead')}</p>
            <HashFiles region={region} size={newest.size} />
          </details>
          <details onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{t('transparency.earlier')}</summary>
            {open && <Earlier region={region} />}
          </details>
        </>
      )}
    </div>
  );
}

function fileOf(region: Region, checkpoint: Checkpoint): string {
  const path = { region: region.id, number: String(checkpoint.number) };
  return addressOf('/api/v1/transparency/regions/{region}/checkpoints/{number}', { path });
}

function HashFiles({ region, size }: { region: Region; size: number }) {
  const { t } = useTranslation();
  const count = Math.ceil(size / HASHES_A_FILE);
  // The newest files: whoever wants all of a long journal takes them with a program.
  const first = Math.max(0, count - FILES_SHOWN);
  return (
    <ul className="links">
      {Array.from({ length: count - first }, (_, index) => (first + index) * HASHES_A_FILE).map((after) => (
        <li key={after}>
          <a
            href={addressOf('/api/v1/transparency/regions/{region}/hashes', { path: { region: region.id }, query: { after: after || undefined } })}
            download
          >
            {t('transparency.hashesFrom', { from: after + 1, to: Math.min(after + HASHES_A_FILE, size) })}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Earlier({ region }: { region: Region }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [before, setBefore] = useState('');
  const page = useQuery(checkpointsQuery(region.id, before));
  if (page.error) return <ProblemNote error={page.error} retry={() => void page.refetch()} />;
  if (!page.data) return <Skeleton lines={4} />;
  return (
    <>
      <DataTable
        caption={t('transparency.earlier')}
        rows={page.data.items}
        keyOf={(one) => String(one.number)}
        columns={[
          { id: 'at', title: t('transparency.at'), cell: (one) => dates.instant(one.at), oneLine: true },
          { id: 'size', title: t('transparency.size'), cell: (one) => one.size, figure: true },
          {
            id: 'file',
            title: t('transparency.file'),
            cell: (one) => (
              <a href={fileOf(region, one)} download>
                {t('transparency.downloadNumber', { number: one.number })}
              </a>
            ),
          },
        ]}
      />
      <div className="form__actions">
        {before && (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => setBefore('')}>
            {t('transparency.newestAgain')}
          </button>
        )}
        {page.data.next && (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => setBefore(page.data.next ?? '')}>
            {t('transparency.older')}
          </button>
        )}
      </div>
    </>
  );
}
