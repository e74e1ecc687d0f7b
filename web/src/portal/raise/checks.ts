import type { TFunction } from 'i18next';
import type { SummaryItem } from '../../components/error_summary';
import { askId } from '../../components/ask_field';
import { checkInputs, type InputError } from '../../lib/asks';
import type { Ask } from '../../api/types';
import { groupSizeOf, wordAsks, type ProcedureSummary, type RaiseDraft, type Step } from './draft';

export type Errors = Record<string, string>;
type Explain = (asks: readonly Ask[], errors: Record<string, InputError>) => Record<string, string>;

interface Checked {
  draft: RaiseDraft;
  procedure: ProcedureSummary | undefined;
  representativesMax: number;
}

const PHONE = /^(?=.{5,25}$)\+?([\s()-]*\d){5,}[\s()-]*$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What keeps a step from being left, by the control's id. The server checks again; this only saves a way. */
export function checkStep(step: Step, checked: Checked, t: TFunction, explain: Explain): Errors {
  const { draft, procedure } = checked;
  switch (step) {
    case 'what':
      return draft.topic || draft.procedure ? {} : { 'raise-search': t('raise.what.choose') };
    case 'where':
      return draft.place ? {} : { 'raise-place': t('raise.where.choose') };
    case 'words':
      return procedure ? prefixed(explain(wordAsks(procedure), checkInputs(wordAsks(procedure), draft.inputs))) : {};
    case 'who':
      return checkWho(checked, t);
    case 'check':
      return {};
  }
}

function prefixed(errors: Record<string, string>): Errors {
  return Object.fromEntries(Object.entries(errors).map(([id, text]) => [`raise-${id}`, text]));
}

function checkWho({ draft, procedure, representativesMax }: Checked, t: TFunction): Errors {
  const errors: Errors = {};
  if (draft.group && !(groupSizeOf(draft) > 1)) errors['raise-group-size'] = t('raise.who.groupSizeWrong');
  if (draft.anonymous && procedure?.anonymous) return errors;
  if (!draft.phone.trim() && !draft.email.trim()) errors['raise-phone'] = t('raise.who.reach');
  if (draft.phone.trim() && !PHONE.test(draft.phone.trim())) errors['raise-phone'] = t('raise.who.phoneWrong');
  if (draft.email.trim() && !EMAIL.test(draft.email.trim())) errors['raise-email'] = t('raise.who.emailWrong');
  if (draft.group && draft.representatives.length > representativesMax) {
    errors['raise-representative-0'] = t('raise.who.tooMany', { count: representativesMax });
  }
  return errors;
}

/** The errors as lines that lead to their fields. */
export function summaryOf(errors: Errors, procedure: ProcedureSummary | undefined): SummaryItem[] {
  return Object.entries(errors).map(([id, text]) => {
    const ask = procedure?.asks.find((item) => askId('raise', item) === id);
    return { id, text: ask ? `${ask.title}: ${text}` : text };
  });
}

const PLACES: Record<string, { step: Step; id: string }> = {
  topic: { step: 'what', id: 'raise-search' },
  procedure: { step: 'what', id: 'raise-search' },
  place: { step: 'where', id: 'raise-place' },
  address: { step: 'where', id: 'raise-address' },
  'contact.name': { step: 'who', id: 'raise-name' },
  'contact.phone': { step: 'who', id: 'raise-phone' },
  'contact.email': { step: 'who', id: 'raise-email' },
  contact: { step: 'who', id: 'raise-phone' },
  anonymous: { step: 'who', id: 'raise-anonymous' },
  confidential: { step: 'who', id: 'raise-confidential' },
  groupSize: { step: 'who', id: 'raise-group-size' },
  representatives: { step: 'who', id: 'raise-representative-0' },
};

/** The controls whose errors these names of the draft bear on. */
export function controlsOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (name.startsWith('inputs.')) return [`raise-${name.slice('inputs.'.length)}`];
    if (name === 'email' || name === 'anonymous') return ['raise-phone', 'raise-email', `raise-${name}`];
    if (name === 'group') return ['raise-group-size', 'raise-representative-0'];
    return [(PLACES[name] ?? PLACES[`contact.${name}`])?.id ?? `raise-${name}`];
  });
}

/** The step and the control that a field of the server's refusal belongs to. */
export function placeOf(field: string, procedure: ProcedureSummary | undefined): { step: Step; id: string } | null {
  const known = PLACES[field] ?? PLACES[field.split('.')[0] ?? ''];
  if (known) return known;
  const ask = procedure?.asks.find((item) => item.id === field);
  return ask ? { step: 'words', id: askId('raise', ask) } : null;
}
