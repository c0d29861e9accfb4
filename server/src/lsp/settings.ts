// Settings as they come from an editor are anything at all; this file makes them what the server expects, one default each.
import type { Severity } from '../facts/vocabulary.ts';
import type { Settings } from './protocol.ts';

export const settingsSection = 'deliveryGuarantees';

export const defaultSettings: Settings = {
  enable: true,
  hover: { enabled: true },
  codeLens: { enabled: true, show: 'all' },
  inlayHints: { enabled: false },
  diagnostics: { enabled: true },
  rules: {},
  include: [],
  exclude: [],
};

/** Reads what can be read and takes the default for the rest. */
export function readSettings(raw: unknown): Settings {
  return {
    enable: flag(at(raw, 'enable'), defaultSettings.enable),
    hover: { enabled: flag(at(raw, 'hover', 'enabled'), defaultSettings.hover.enabled) },
    codeLens: {
      enabled: flag(at(raw, 'codeLens', 'enabled'), defaultSettings.codeLens.enabled),
      show: at(raw, 'codeLens', 'show') === 'atRisk' ? 'atRisk' : 'all',
    },
    inlayHints: {
      enabled: flag(at(raw, 'inlayHints', 'enabled'), defaultSettings.inlayHints.enabled),
    },
    diagnostics: {
      enabled: flag(at(raw, 'diagnostics', 'enabled'), defaultSettings.diagnostics.enabled),
    },
    rules: severities(at(raw, 'rules')),
    include: strings(at(raw, 'include')),
    exclude: strings(at(raw, 'exclude')),
  };
}

function at(raw: unknown, ...keys: readonly string[]): unknown {
  let value = raw;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function severities(value: unknown): Readonly<Record<string, Severity | 'off'>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([rule, severity]) => (isSeverity(severity) ? [[rule, severity]] : [])));
}

function isSeverity(value: unknown): value is Severity | 'off' {
  return value === 'error' || value === 'warning' || value === 'information' || value === 'hint' || value === 'off';
}
