import type { Schema } from '../../api/types';
import type { Errors } from './checks';
import type { ProcedureSummary, RaiseDraft } from './draft';

/** What each step of raising a matter is given. */
export interface Part {
  draft: RaiseDraft;
  set: (change: Partial<RaiseDraft>) => void;
  errors: Errors;
  procedure: ProcedureSummary | undefined;
  topic: Schema<'Topic'> | undefined;
}
