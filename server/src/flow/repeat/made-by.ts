// What a package's function makes a value of, by its name: chance, the clock, what a store answers, or its arguments.
import type { Catalogue } from '../../models/catalogue.ts';
import { referenceOf } from '../../models/effects/firebase.ts';
import { idPackages } from '../../models/effects/pure.ts';
import { clocks } from '../../models/packages-by-role.ts';

interface Maker {
  readonly package_: string;
  readonly name: string;
  /** How many arguments it is given. */
  readonly given: number;
  /** Of the package itself, not a method of what another call gave. */
  readonly isFunction: boolean;
}

export function madeBy(catalogue: Catalogue, { package_, name, given, isFunction }: Maker): 'chance' | 'clock' | 'read' | 'arguments' {
  if (package_ === 'crypto' || package_ === 'global') {
    if (/^(random|randomUUID|randomBytes|randomInt|getRandomValues)$/.test(name)) return 'chance';
    if (name === 'fetch') return 'read';
  } else if (idPackages.includes(package_)) return /^(v3|v5|validate|parse|stringify|decodeTime)$/.test(name) ? 'arguments' : 'chance';
  if (/^ObjectI[dD]$/.test(name)) return given === 0 ? 'chance' : 'arguments';
  const reference = referenceOf(package_, name, given, isFunction);
  if (reference !== null) return reference;
  if (isVerified(name)) return 'arguments';
  if (given === 0 && clocks.has(package_) && /^(now|hrtime|uptime|moment|dayjs|utc|Date|)$/.test(name)) return 'clock';
  return isPure(catalogue, package_) ? 'arguments' : 'read';
}

/** `stripe.webhooks.constructEvent(body, signature, secret)` gives the body back, once it is known to be the sender's. */
export function isVerified(name: string): boolean {
  return /^constructEvent(?:Async)?$/.test(name);
}

/** What it gives is made of what it is given: no store or service behind it answers. */
export function isPure(catalogue: Catalogue, package_: string): boolean {
  if (package_ === 'global' || package_ === 'crypto' || package_ === 'node:crypto') return true;
  const { effects } = catalogue.modelsOf(package_);
  return effects.length > 0 && effects.every((model) => model.effects.length === 0 && (model.otherwise === 'pure' || model.otherwise === 'harmless'));
}
