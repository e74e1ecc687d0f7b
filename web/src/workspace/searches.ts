import type { ActivityFilter, Box, MatterFilter } from '../api/staff_queries';
import type { TrialDraft } from './duties/trial';

/** What the addresses of the workspace may say. */

export const BOXES = ['unit', 'mine', 'escalated', 'sent', 'below'] as const satisfies readonly Box[];
export const STATES = ['all', 'open', 'closed'] as const;
export const SORTS = ['due', 'raised', 'updated'] as const;
export const MATTER_TABS = ['timeline', 'write', 'files', 'same', 'journal'] as const;

export const ACTIVITY_STATES = ['planned', 'held', 'cancelled'] as const;
export const NEW_ACTS = ['hold', 'plan', 'talk'] as const;
export const CHANGE_ACTS = ['hold', 'plan', 'correct'] as const;

export type NewAct = (typeof NEW_ACTS)[number];
export type ChangeAct = (typeof CHANGE_ACTS)[number];
export type { Box };
export type ActivitySearch = ActivityFilter;
export type MatterTab = (typeof MATTER_TABS)[number];
export type MatterSearch = MatterFilter;

export interface WhatIfSearch {
  entitlement?: string | undefined;
  /** "+10%" or "850.50". */
  standard?: string | undefined;
}

/** What is tried, and the unit that is looked at. */
export interface TrialSearch extends Partial<TrialDraft> {
  unit?: string | undefined;
}
