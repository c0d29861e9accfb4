// The real layers behind the server.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSession } from '../engine/session.ts';
import { editsOf, fixesFor } from '../fixes/fixes.ts';
import { writeReport } from '../report/formats.ts';
import type { Backend } from './backend.ts';

/** The rules' pages are shipped beside the bundle, so that a link works without a network. */
const pages = join(__dirname, '..', 'docs', 'rules');

export const engineBackend: Backend = {
  openSession: (root, { include, exclude, rules }) => openSession(root, { include, exclude, rules }),
  async fixesFor(session, finding) {
    const fixes = await fixesFor(session, finding.place.file, { start: finding.place.line, end: finding.place.endLine });
    return fixes.filter((fix) => fix.rules.includes(finding.rule));
  },
  fixesAt: (session, handler) => fixesFor(session, handler.file, { start: handler.line, end: handler.line }),
  editsOf: (session, fix) => editsOf(session, fix),
  render: (audit, format) => writeReport(audit, format),
  pageOf: (rule) => pathToFileURL(join(pages, `${rule}.md`)).href,
};
