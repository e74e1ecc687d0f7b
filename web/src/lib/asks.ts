import type { Ask } from '../api/types';

/** What a person has put in for the asks of a step, by the ask's id. Everything is a text until it is sent. */
export type Inputs = Record<string, string>;

/** Why an input won't do, as a key of the texts; the screens add the ask's title. */
export type InputError = 'required' | 'tooLong' | 'notANumber' | 'notADate' | 'notMoney' | 'notAChoice';

export function checkInput(ask: Ask, input: string | undefined): InputError | null {
  const text = (input ?? '').trim();
  if (text === '') return ask.required ? 'required' : null;
  switch (ask.type) {
    case 'text':
    case 'long-text':
      return ask.maxLength > 0 && [...text].length > ask.maxLength ? 'tooLong' : null;
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? null : 'notANumber';
    case 'money':
      return /^\d+(\.\d{1,2})?$/.test(text) ? null : 'notMoney';
    case 'date':
      return isDay(text) ? null : 'notADate';
    case 'choice':
      return ask.choices.some((choice) => choice.id === text) ? null : 'notAChoice';
    case 'yes-no':
      return text === 'yes' || text === 'no' ? null : 'notAChoice';
    default:
      return null;
  }
}

export function checkInputs(asks: readonly Ask[], inputs: Inputs): Record<string, InputError> {
  const errors: Record<string, InputError> = {};
  for (const ask of asks) {
    const error = checkInput(ask, inputs[ask.id]);
    if (error) errors[ask.id] = error;
  }
  return errors;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The inputs as the server reads them: numbers and yes-no typed, what was left empty left out. */
export function typedInputs(asks: readonly Ask[], inputs: Inputs): Record<string, unknown> {
  const typed: Record<string, unknown> = {};
  for (const ask of asks) {
    const text = (inputs[ask.id] ?? '').trim();
    if (text === '') continue;
    if (ask.type === 'number') typed[ask.id] = Number(text);
    else if (ask.type === 'yes-no') typed[ask.id] = text === 'yes';
    else typed[ask.id] = text;
  }
  return typed;
}

/** The ask whose words say what it is about: the first long text, else the first text. */
export function mainAsk(asks: readonly Ask[]): Ask | undefined {
  return asks.find((ask) => ask.type === 'long-text') ?? asks.find((ask) => ask.type === 'text');
}
