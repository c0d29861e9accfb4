// The formats an audit can be written in, by name.
import type { Audit } from '../facts/handler.ts';
import { auditToJson } from './json.ts';

export const formats = ['text', 'json', 'sarif', 'html', 'markdown', 'csv'] as const;
export type Format = (typeof formats)[number];

/** The whole report as one text. */
export function writeReport(audit: Audit, format: Format): string {
  switch (format) {
    default:
      return JSON.stringify(auditToJson(audit), null, 2);
  }
}
