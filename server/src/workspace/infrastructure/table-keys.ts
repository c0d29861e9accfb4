// The primary keys of the DynamoDB tables that infrastructure files make: CloudFormation, SAM and Serverless templates, Terraform modules.
// @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
import { byText } from '../../base/by-text.ts';
import { parseHcl } from './hcl.ts';
import { at, parseSettings, textAt, type Setting } from './settings-tree.ts';

/** The attributes that identify an item: the partition key and, where there is one, the sort key. */
export type TableKey = readonly string[];

/** Those in one file; an index's key is none, as several items may share it. */
export function tableKeysIn(file: string, text: string): readonly TableKey[] {
  return file.endsWith('.tf') ? inTerraform(text) : inTemplate(text);
}

const inTerraform = byText((text) => (text.includes('hash_key') ? keysBelow(parseHcl(text)) : []));
const inTemplate = byText((text) => (/KeySchema|SimpleTable/.test(text) ? keysBelow(parseSettings('template.yml', text)) : []));

function keysBelow(setting: Setting | null): readonly TableKey[] {
  if (setting === null) return [];
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
