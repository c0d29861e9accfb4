// Pairs a read whose answer skips the work with the write that makes the next delivery skip it.
import type { Walk } from '../walk.ts';
import { noMarks, type MarkPlan } from './mark-plan.ts';

export function planMarks(_w: Walk): MarkPlan {
  return noMarks;
}
