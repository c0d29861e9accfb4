// The primary keys of the DynamoDB tables that infrastructure files make: CloudFormation, SAM and Serverless templates, Terraform modules.
// @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
import { parseHcl } from './hcl.ts';
import { at, parseSettings, textAt, type Setting } from './settings-tree.ts';

/** The attributes that identify an item: the partition key and, where there is one, the sort key. */
export type TableKey = readonly string[];

const known = new Map<string, { readonly text: string; readonly keys: readonly TableKey[] }>();

/** Those in one file; an index's key is none, as several items may share it. */
export function tableKeysIn(file: string, text: string): readonly TableKey[] {
  const before = known.get(file);
  if (before?.text === text) return before.keys;
  const tree = !/KeySchema|SimpleTable|hash_key/.test(text) ? null : file.endsWith('.tf') ? parseHcl(text) : parseSettings(file, text);
  const keys = tree === null ? [] : keysBelow(tree);
  known.set(file, { text, keys });
  return keys;
}

function keysBelow(setting: Setting): readonly TableKey[] {
  const own = keyOf(setting);
  const below = [...setting.entries.values(), ...setting.items].flatMap(keysBelow);
  return own.length > 0 ? [own, ...below] : below;
}

function keyOf(setting: Setting): TableKey {
  if (at(setting, 'IndexName') !== null || at(setting, 'projection_type') !== null) return [];
  const schema = (at(setting, 'KeySchema')?.items ?? []).map((part) => textAt(part, 'AttributeName'));
  const simple = textAt(setting, 'Type') === 'AWS::Serverless::SimpleTable' ? [textAt(setting, 'Properties', 'PrimaryKey', 'Name') ?? 'id'] : [];
  const range = at(setting, 'range_key') === null ? [] : [textAt(setting, 'range_key')];
  const hash = textAt(setting, 'hash_key');
  const names = [...schema, ...simple, ...(hash === null ? [] : [hash, ...range])];
  const plain = names.flatMap((name) => (name !== null && /^[\w-]+$/.test(name) ? [name] : []));
  return plain.length === names.length ? plain : [];
}
