#!/usr/bin/env node
// The command's entry: finds the subcommand, reports what went wrong in one line, and sets the exit code. 0 clean, 1 found, 2 could not run.
import { audit } from './audit.ts';
import { UsageError } from './arguments.ts';
import { fix } from './fix.ts';
import { help } from './help.ts';
import { explain } from './explain.ts';
import { rules } from './rules.ts';
import { serve } from './serve.ts';
import { tool } from '../report/tool.ts';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { audit, explain, fix, rules, server: serve };

async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--version' || name === '-v') return say(tool.version);
  if (name === '--help' || name === '-h' || name === 'help') return say(help);
  const command = commands[name];
  if (command === undefined) throw new UsageError(`there is no command "${name}"`);
  if (rest.includes('--help') || rest.includes('-h')) return say(help);
  return command(rest);
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`delivery-guarantees: ${message}\n${error instanceof UsageError ? 'Try "delivery-guarantees --help".\n' : ''}`);
    process.exitCode = 2;
  },
);
