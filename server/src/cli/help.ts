// The text of --help.
import { headlines } from '../facts/vocabulary.ts';
import { formats } from '../report/formats.ts';

const failing = headlines.filter((headline) => headline !== 'harmless').join(', ');

export const help = `delivery-guarantees: what message handlers really guarantee, per effect: can it be lost, can it be repeated

Usage
  delivery-guarantees audit [folder]             audit every message handler of a folder (default: here)
      --format ${formats.join('|')}   (default: text)
      --output FILE                              write there instead of to the terminal
      --fail-on LIST                             exit with 1 if a handler has one of these headlines, or a finding of one of these severities:
                                                 ${failing};
                                                 error, warning
      --include GLOB                             only handlers in these files (may be repeated)
      --exclude GLOB                             as if these files were not there (may be repeated)
  delivery-guarantees explain FILE:LINE          the full evidence for one handler, told as a story
  delivery-guarantees fix FILE:LINE              the fixes for a handler or an effect
      --fix NAME [--dry-run]                     make its changes, or show them as a diff
  delivery-guarantees rules [ID]                 what the findings mean
  delivery-guarantees server --stdio             the language server, for any editor
  delivery-guarantees --version | --help

Exit codes: 0 clean, 1 found something that --fail-on names, 2 could not run.`;
