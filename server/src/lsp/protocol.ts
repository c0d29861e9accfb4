// The requests we add to the Language Server Protocol, types and names only: the one file the client may import from (as types).
import type { Headline, Severity, Transport } from '../facts/vocabulary.ts';

/** Grows when a message below changes in a way an older client can't read. */
export const protocolVersion = 1;

/** A place as the protocol counts: 0-based. */
export interface Spot {
  readonly uri: string;
  readonly range: { readonly start: SpotPosition; readonly end: SpotPosition };
}

interface SpotPosition {
  readonly line: number;
  readonly character: number;
}

/** `deliveryGuarantees/handlers`: every handler of the open folders (or of one, by its address), in order of file and line. */
export interface HandlersParams {
  readonly folder?: string;
}

export interface HandlersResult {
  readonly version: typeof protocolVersion;
  readonly handlers: readonly HandlerSummary[];
}

export interface HandlerSummary {
  readonly folder: string;
  /** Relative to its folder. */
  readonly file: string;
  readonly at: Spot;
  /** Never empty: the function's name, or how its registration reads. */
  readonly title: string;
  readonly transport: Transport;
  readonly source: string | null;
  readonly headline: Headline;
  readonly verified: boolean;
  /** One line: what the lens says. */
  readonly summary: string;
  readonly atRisk: boolean;
  readonly effects: readonly EffectSummary[];
}

export interface EffectSummary {
  readonly at: Spot;
  readonly title: string;
  readonly lost: 'never' | 'window' | 'exposed';
  readonly repeated: 'never' | 'window' | 'exposed';
}

/** `deliveryGuarantees/explain`: the whole evidence for the handler at (or around) a position, as Markdown. */
export interface ExplainParams {
  readonly uri: string;
  readonly position: SpotPosition;
}

export interface ExplainResult {
  readonly version: typeof protocolVersion;
  readonly title: string;
  readonly markdown: string;
  readonly at: Spot;
}

export type ReportFormat = 'json' | 'html' | 'markdown' | 'csv' | 'sarif';

/** `deliveryGuarantees/audit`: analyses everything anew where needed; progress and cancel go the protocol's own ways. */
export interface AuditParams {
  readonly formats: readonly ReportFormat[];
  /** Where progress is to be reported, as the protocol has it. */
  readonly workDoneToken?: string | number;
}

export interface AuditResult {
  readonly version: typeof protocolVersion;
  readonly folders: readonly {
    readonly uri: string;
    readonly name: string;
    readonly reports: Partial<Readonly<Record<ReportFormat, string>>>;
    readonly handlers: number;
    readonly atRisk: number;
    readonly findings: number;
  }[];
}

/** `deliveryGuarantees/status`, sent by the server whenever it changes, and asked for by the client at its start. */
export interface Status {
  readonly version: typeof protocolVersion;
  /** `dormant`: no messaging dependency in any open folder. */
  readonly state: 'starting' | 'indexing' | 'ready' | 'dormant' | 'off' | 'failed';
  readonly handlers: number;
  readonly atRisk: number;
  readonly message: string | null;
}

/** What the client hands over in `initializationOptions`; a plain LSP client may leave all of it out. */
export interface InitializationOptions {
  /** The client has our commands: lenses may point at them. */
  readonly commands?: boolean;
  readonly settings?: Partial<Settings>;
}

/** The section `deliveryGuarantees` of the editor's settings, as far as the server reads it. */
export interface Settings {
  readonly enable: boolean;
  readonly hover: { readonly enabled: boolean };
  readonly codeLens: { readonly enabled: boolean; readonly show: 'all' | 'atRisk' };
  readonly inlayHints: { readonly enabled: boolean };
  readonly diagnostics: { readonly enabled: boolean };
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
