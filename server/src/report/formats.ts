// The formats an audit can be written in, by name.
import type { Audit } from '../facts/handler.ts';
import { auditToCsv } from './csv.ts';
import { auditToHtml } from './html.ts';
import { auditToJson } from './json.ts';
import { auditToMarkdown } from './markdown.ts';
import type { Paint } from './paint.ts';
import { auditToSarif } from './sarif.ts';
import { auditToText } from './text.ts';

export const formats = ['text', 'json', 'sarif', 'html', 'markdown', 'csv'] as const;
export type Format = (typeof formats)[number];

/** The whole report as one text; `paint` is for the terminal's format only. */
export function writeReport(audit: Audit, format: Format, paint?: Paint): string {
  switch (format) {
    case 'text':
      return auditToText(audit, paint);
    case 'json':
      return JSON.stringify(auditToJson(audit), null, 2);
    case 'sarif':
      return auditToSarif(audit);
    case 'html':
      return auditToHtml(audit);
    case 'markdown':
      return auditToMarkdown(audit);
    case 'csv':
      return auditToCsv(audit);
  }
}
