import { send } from '../../api/client';
import type { Download } from '../../components/attachment_list';

/** Fetches an attachment of a matter with the session. */
export function downloadOf(matter: string): Download {
  return (attachment) =>
    send('get', '/api/v1/matters/{matter}/attachments/{attachment}', { path: { matter, attachment } });
}
