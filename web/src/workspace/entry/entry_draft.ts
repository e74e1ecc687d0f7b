import type { Schema } from '../../api/types';
import type { ChosenPlace } from '../../components/place_picker';
import { typedInputs, type Inputs } from '../../lib/asks';
import { isLanguage } from '../../lib/i18n';

export interface EntryDraft {
  channel: string;
  topic: string;
  procedure: string;
  place: ChosenPlace | null;
  address: string;
  inputs: Inputs;
  anonymous: boolean;
  confidential: boolean;
  name: string;
  phone: string;
  raisedDay: string;
  groupSize: string;
}

export const EMPTY_ENTRY: EntryDraft = {
  channel: '',
  topic: '',
  procedure: '',
  place: null,
  address: '',
  inputs: {},
  anonymous: false,
  confidential: false,
  name: '',
  phone: '',
  raisedDay: '',
  groupSize: '',
};

/** The request that registers what somebody says at the counter or on the phone. */
export function entryRequest(
  draft: EntryDraft,
  procedure: Schema<'ProcedureSummary'>,
  language: string,
): Schema<'RaiseRequest'> {
  const anonymous = draft.anonymous && procedure.anonymous;
  const size = Number.parseInt(draft.groupSize, 10);
  const request: Schema<'RaiseRequest'> = {
    ...(draft.topic ? { topic: draft.topic } : { procedure: draft.procedure }),
    channel: draft.channel,
    place: draft.place?.id,
    address: draft.address.trim() || undefined,
    inputs: typedInputs(procedure.asks, draft.inputs),
    anonymous,
    confidential: draft.confidential && procedure.confidential,
    raisedDay: draft.raisedDay || undefined,
    groupSize: size > 1 ? size : 1,
    language: isLanguage(language) ? language : undefined,
  };
  if (!anonymous) {
    request.contact = {};
    if (draft.name.trim()) request.contact.name = draft.name.trim();
    if (draft.phone.trim()) request.contact.phone = draft.phone.trim();
  }
  return request;
}
