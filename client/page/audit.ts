// The part of the audit's JSON that the page shows. It reads the published contract (version 1), as any other reader of it would.

export interface Audit {
  readonly handlers: readonly Handler[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly stats: { readonly filesDiscovered: number; readonly filesParsed: number; readonly milliseconds: number };
}

export interface Handler {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string | null;
  readonly transport: string;
  readonly library: string;
  readonly source: string | null;
  readonly delivery: { readonly guarantee: string; readonly why: readonly Reason[] };
  readonly verdict: {
    readonly headline: string;
    readonly lost: string;
    readonly repeated: string;
    readonly verified: boolean;
    readonly unless: readonly string[];
  };
  readonly effects: readonly Effect[];
  readonly opaque: readonly Spot[];
  readonly guard: { readonly kind: string; readonly key: string | null } | null;
  readonly eventId: { readonly expression: string } | null;
}

export interface Effect {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly call: string;
  readonly lost: string;
  readonly repeated: string;
  readonly why: string;
  readonly how: { readonly lost?: readonly Moment[]; readonly repeated?: readonly Moment[] };
}

export interface Moment {
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
}

export type Reason = Moment;

export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly call: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly handler: { readonly file: string; readonly line: number } | null;
}

/** A handler together with the folder it was found in. */
export interface Row {
  readonly handler: Handler;
  readonly folder: { readonly uri: string; readonly name: string };
  readonly findings: readonly Finding[];
}

export const headlines: readonly { readonly id: string; readonly words: string; readonly tone: 'bad' | 'risk' | 'good' | 'quiet' }[] = [
  { id: 'no-guarantee', words: 'no guarantee', tone: 'bad' },
  { id: 'at-most-once', words: 'at-most-once', tone: 'bad' },
  { id: 'at-least-once', words: 'at-least-once', tone: 'risk' },
  { id: 'exactly-once-effect-except-crash-window', words: 'exactly-once effect, except a crash window', tone: 'good' },
  { id: 'exactly-once-effect', words: 'exactly-once effect', tone: 'good' },
  { id: 'harmless', words: 'harmless', tone: 'quiet' },
  { id: 'unknown', words: 'unknown', tone: 'quiet' },
];

export function headlineOf(handler: Handler) {
  const known = headlines.find((one) => one.id === handler.verdict.headline) ?? headlines[headlines.length - 1];
  return { words: known?.words ?? 'unknown', tone: known?.tone ?? 'quiet', rank: known === undefined ? headlines.length : headlines.indexOf(known) };
}

export function isAtRisk(handler: Handler): boolean {
  return handler.verdict.headline !== 'harmless' && (handler.verdict.lost === 'exposed' || handler.verdict.repeated === 'exposed');
}
