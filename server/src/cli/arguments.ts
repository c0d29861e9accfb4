// Turns the words after a command into options, and wrong words into one clear sentence.
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** The command was called wrongly: exit code 2 and a pointer to the help. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** `parseArgs` with our own error. */
export function readArguments<O extends Options>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

/** "a,b" or repeated options, as a list. */
export function listOf(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(',')).flatMap((value) => value.trim() || []);
}

/** One of the given words, or a usage error that names them. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${option} takes ${allowed.join(', ')}; not "${value}"`);
  return found;
}
