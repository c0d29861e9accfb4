// `rules [id]`: what the findings mean, in the words of the documentation.
import { rulePages } from '../rules/pages.ts';
import { rules as allRules } from '../rules/rules.ts';
import { UsageError, readArguments } from './arguments.ts';

export async function rules(args: readonly string[]): Promise<number> {
  const [id] = readArguments(args, {}).positionals;
  if (id === undefined) {
    const width = Math.max(...allRules.map((rule) => rule.id.length));
    const lines = allRules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(11)}  ${rulePages[rule.id]?.split('\n')[0] ?? ''}`);
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  }
  const page = rulePages[id];
  if (page === undefined) throw new UsageError(`there is no rule "${id}"; "delivery-guarantees rules" lists them`);
  process.stdout.write(`# ${id}\n\n${page}\n`);
  return 0;
}
