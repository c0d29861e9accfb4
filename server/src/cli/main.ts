// The command: finds the subcommand, reports what went wrong in one line, and sets the exit code. 0 clean, 1 found, 2 could not run.
import { onBug } from '../base/bug.ts';
import { UsageError } from './arguments.ts';
import { help } from './help.ts';
import { tool } from '../report/tool.ts';

/** Loaded when called: the engine takes longer to load than most answers take to give. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  audit: async (args) => (await import('./audit.ts')).audit(args),
  explain: async (args) => (await import('./explain.ts')).explain(args),
  fix: async (args) => (await import('./fix.ts')).fix(args),
  rules: async (args) => (await import('./rules.ts')).rules(args),
  server: async () => (await import('./serve.ts')).serve(),
};

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

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// What went wrong inside is survived, and must not be silent: the handler at hand is shown as one that was not followed.
onBug((message) => void process.stderr.write(`delivery-guarantees: ${message}\n`));
main(process.argv.slice(2)).then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`delivery-guarantees: ${message}\n${error instanceof UsageError ? 'Try "delivery-guarantees --help".\n' : ''}`);
    process.exitCode = 2;
  },
);
