import type { Schema } from '../../api/types';
import type { ChosenPlace } from '../../components/place_picker';
import { typedInputs, type Inputs } from '../../lib/asks';
import type { Language } from '../../lib/i18n';

export const RAISE_DRAFT = 'raise';
export const RAISE_DRAFT_VERSION = 1;

export const STEPS = ['what', 'where', 'words', 'who', 'check'] as const;
export type Step = (typeof STEPS)[number];

export interface Representative {
  name: string;
  phone: string;
}

/** A matter while it is being raised. Texts throughout, as the controls hold them. */
export interface RaiseDraft {
  topic: string;
  procedure: string;
  place: ChosenPlace | null;
  address: string;
  position: { latitude: number; longitude: number } | null;
  inputs: Inputs;
  anonymous: boolean;
  confidential: boolean;
  name: string;
  phone: string;
  email: string;
  group: boolean;
  groupSize: string;
  representatives: Representative[];
}

export const EMPTY_DRAFT: RaiseDraft = {
  topic: '',
  procedure: '',
  place: null,
  address: '',
  position: null,
  inputs: {},
  anonymous: false,
  confidential: false,
  name: '',
  phone: '',
  email: '',
  group: false,
  groupSize: '',
  representatives: [],
};

export type ProcedureSummary = Schema<'ProcedureSummary'>;

/** The asks as they are shown on the page for the words. */
export function wordAsks(procedure: ProcedureSummary) {
  return procedure.asks.filter((ask) => ask.type !== 'file' && ask.type !== 'person');
}

export function groupSizeOf(draft: RaiseDraft): number {
  const size = Number.parseInt(draft.groupSize, 10);
  return draft.group && size > 1 ? size : 1;
}

/** The inputs as the server reads them. */
export function inputsOf(draft: RaiseDraft, procedure: ProcedureSummary): Record<string, unknown> {
  return typedInputs(wordAsks(procedure), draft.inputs);
}

export function choiceOf(draft: RaiseDraft): { topic: string } | { procedure: string } {
  return draft.topic ? { topic: draft.topic } : { procedure: draft.procedure };
}

/** The request that raises the matter; nothing about the person stands in one that is anonymous. */
export function requestOf(draft: RaiseDraft, procedure: ProcedureSummary, language: Language): Schema<'RaiseRequest'> {
  const anonymous = draft.anonymous && procedure.anonymous;
  const request: Schema<'RaiseRequest'> = {
    ...choiceOf(draft),
    place: draft.place?.id,
    address: draft.address.trim() || undefined,
    inputs: inputsOf(draft, procedure),
    anonymous,
    confidential: draft.confidential && procedure.confidential,
    groupSize: groupSizeOf(draft),
    language,
  };
  if (draft.position) {
    request.latitude = draft.position.latitude;
    request.longitude = draft.position.longitude;
  }
  if (!anonymous) {
    request.contact = contact(draft.name, draft.phone, draft.email);
    if (groupSizeOf(draft) > 1) {
      const named = draft.representatives.filter((person) => person.name.trim() || person.phone.trim());
      if (named.length > 0) request.representatives = named.map((person) => contact(person.name, person.phone, ''));
    }
  }
  return request;
}

function contact(name: string, phone: string, email: string): Schema<'Contact'> {
  const made: Schema<'Contact'> = {};
  if (name.trim()) made.name = name.trim();
  if (phone.trim()) made.phone = phone.trim();
  if (email.trim()) made.email = email.trim();
  return made;
}
