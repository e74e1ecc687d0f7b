import type { Schema } from '../../api/types';

/** What the server gave for the matter just raised: in memory alone, since the receipt is shown this once. */
const last: { raised: Schema<'Raised'> | null } = { raised: null };

export function rememberRaised(raised: Schema<'Raised'>): void {
  last.raised = raised;
}

export function rememberedRaised(): Schema<'Raised'> | null {
  return last.raised;
}

export function forgetRaised(): void {
  last.raised = null;
}
