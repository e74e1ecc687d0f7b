import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matterQuery } from '../../api/staff_queries';
import type { MatterDetail } from '../../api/types';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { MATTER_TABS, type MatterTab } from '../searches';
import { useSession } from '../use_session';
import { FilesTab } from './files_tab';
import { JournalTab } from './journal_tab';
import { MatterHead } from './matter_head';
import { MatterSide } from './matter_side';
import { SameTab } from './same_tab';
import { Steps } from './steps';
import { TimelineTab } from './timeline_tab';
import { WriteTab } from './write_tab';

/** One matter: where it stands, what happened, and what this person may do about it now. */
export function MatterPage() {
  const { t } = useTranslation();
  const { matter: id } = useParams({ from: '/work/matters/$matter' });
  const { tab = 'timeline' } = useSearch({ from: '/work/matters/$matter' });
  const matter = useQuery(matterQuery(id));
  const [gone, setGone] = useState('');
  const detail = matter.data;
  if (gone !== '') return <GonePage done={gone} />;
  return (
    <Page
      title={detail ? `${detail.matter.code} ${detail.matter.title}` : t('matter.matter')}
      heading={detail?.matter.title ?? t('matter.matter')}
      focusOn={`${id}${detail ? '' : '-loading'}`}
    >
      {matter.error && <ProblemNote error={matter.error} retry={() => void matter.refetch()} />}
      {matter.isPending && <Skeleton lines={10} />}
      {detail && (
        <>
          <MatterHead detail={detail} />
          <div className="matter">
            <div className="matter__main">
              <Steps key={id} detail={detail} onGone={setGone} />
              <Tabs detail={detail} tab={tab} />
              {tab === 'timeline' && <TimelineTab detail={detail} />}
              {tab === 'write' && <WriteTab detail={detail} />}
              {tab === 'files' && <FilesTab detail={detail} />}
              {tab === 'same' && <SameTab detail={detail} />}
              {tab === 'journal' && <JournalTab matter={id} />}
            </div>
            <MatterSide detail={detail} onGone={setGone} />
          </div>
        </>
      )}
    </Page>
  );
}

/** After a step that took the matter out of the reader's sight, such as sending it on or naming its accused. */
function GonePage({ done }: { done: string }) {
  const { t } = useTranslation();
  return (
    <Page title={t('steps.done', { step: done })} focusOn="gone">
      <Note kind="success" title={t('steps.gone')} live />
      <p>
        <Link to="/work/inbox">{t('steps.toInbox')}</Link>
      </p>
    </Page>
  );
}

function Tabs({ detail, tab }: { detail: MatterDetail; tab: MatterTab }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const shown = MATTER_TABS.filter((name) => {
    if (name === 'write') return detail.mayMessage || detail.mayNote;
    if (name === 'same') return detail.mayJoin;
    if (name === 'journal') return may('read-journal');
    return true;
  });
  return (
    <nav aria-label={t('matter.parts')} className="tabs">
      <ul>
        {shown.map((name) => (
          <li key={name}>
            <Link
              to="/work/matters/$matter"
              params={{ matter: detail.matter.id }}
              search={{ tab: name }}
              replace
              resetScroll={false}
              aria-current={name === tab ? 'page' : undefined}
            >
              {t(`matter.tab.${name}`)}
              {name === 'files' && detail.attachments.length > 0 && ` (${detail.attachments.length})`}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
