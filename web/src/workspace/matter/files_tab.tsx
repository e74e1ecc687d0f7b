import { Checkbox } from '@trussworks/react-uswds';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { MatterDetail } from '../../api/types';
import { AttachForm } from '../../components/attach_form';
import { AttachmentList } from '../../components/attachment_list';
import { EmptyState } from '../../components/empty_state';
import { downloadOf } from './download';

export function FilesTab({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const matter = detail.matter.id;
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">{t('matter.tab.files')}</h2>
      {detail.attachments.length === 0 ? (
        <EmptyState title={t('attach.none')} />
      ) : (
        <AttachmentList attachments={detail.attachments} download={downloadOf(matter)} />
      )}
      {detail.mayAttach && (
        <>
          <Checkbox
            id="attach-public"
            name="public"
            label={t('attach.public')}
            checked={open}
            onChange={(event) => setOpen(event.target.checked)}
          />
          <AttachForm
            id="attach-file"
            label={t('attach.choose')}
            upload={(file) => {
              const form = new FormData();
              form.append('file', file);
              return send('post', '/api/v1/matters/{matter}/attachments', { path: { matter }, query: { public: open }, form });
            }}
            onAttached={() => void client.invalidateQueries({ queryKey: ['staff', 'matter', matter] })}
          />
        </>
      )}
    </section>
  );
}
