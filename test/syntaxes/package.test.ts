// What package.json tells the editor agrees with the code: rules, commands, strings, files.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/src/rules/rules.ts';
import { readSettings } from '../../server/src/lsp/settings.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly properties?: object }>> }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest: Manifest = JSON.parse(text);
const strings: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const settings = Object.assign(
  {},
  ...manifest.contributes.configuration.map((one) => one.properties),
) as Manifest['contributes']['configuration'][number]['properties'];

test('the severity of every rule is a setting, here and in the configuration file', () => {
  const ids = rules.map((rule) => rule.id).sort();
  assert.deepEqual(Object.keys(settings['deliveryGuarantees.rules']?.properties ?? {}).sort(), ids);
  const schema: { properties: { rules: { properties: object } } } = JSON.parse(readFileSync('syntaxes/delivery-guarantees.schema.json', 'utf8'));
  assert.deepEqual(Object.keys(schema.properties.rules.properties).sort(), ids);
});

test('the defaults of the settings are those of the server', () => {
  const nested: Record<string, unknown> = {};
  for (const [name, { default: value }] of Object.entries(settings)) {
    const [first = '', second] = name.replace('deliveryGuarantees.', '').split('.');
    nested[first] = second === undefined ? value : Object.assign({}, nested[first], { [second]: value });
  }
  assert.deepEqual(readSettings(nested), readSettings(undefined));
});

test('every string has its text, and every text is used', () => {
  const used = new Set([...text.matchAll(/%([\w.]+)%/gu)].map((match) => match[1] ?? ''));
  assert.deepEqual(
    [...used].filter((key) => strings[key] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(strings).filter((key) => !used.has(key)),
    [],
  );
});

test('every command is registered by the client', () => {
  const sources = readdirSync('client/src')
    .map((file) => readFileSync(`client/src/${file}`, 'utf8'))
    .join('\n');
  const missing = manifest.contributes.commands
    .map((one) => one.command.replace('deliveryGuarantees.', ''))
    .filter((name) => !new RegExp(`register\\('${name}'|\\b${name}: '`, 'u').test(sources));
  assert.deepEqual(missing, []);
});

test('every file that package.json points at is there', () => {
  const paths = [...text.matchAll(/"(?:\.\/)?((?:images|syntaxes|docs)\/[\w./-]+)"/gu)].map((match) => match[1] ?? '');
  assert.deepEqual(
    paths.filter((path) => !existsSync(path)),
    [],
  );
});

test('every string of the client stands in the bundle that translators start from', () => {
  const sources = readdirSync('client/src').map((file) => readFileSync(`client/src/${file}`, 'utf8'));
  const used = sources.flatMap((source) => [...source.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/gu)].map((match) => (match[1] ?? '').replaceAll("\\'", "'")));
  assert.deepEqual(Object.keys(JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'))).sort(), [...new Set(used)].sort());
});
