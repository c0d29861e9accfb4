// CloudFormation's ways to name a resource, and what a queue says about messages that fail too often.
import { at, numberAt, textAt, type Setting } from './settings-tree.ts';

/** The logical or real name that a reference, an ARN or a plain string means; null when it is computed. */
export function nameOf(setting: Setting | null, resources: Setting | null): string | null {
  const logical = logicalName(setting);
  if (logical === null) return null;
  const properties = at(resources, logical, 'Properties');
  const real = textAt(properties, 'QueueName') ?? textAt(properties, 'TopicName') ?? textAt(properties, 'BucketName');
  return real !== null && !real.includes('${') ? real : logical;
}

/** Where the queue parks a message after its last attempt; null when no redrive policy is in sight. */
export function deadLetterOf(queue: Setting | null, resources: Setting | null): string | null {
  const policy = redrivePolicy(queue, resources);
  return policy === null ? null : (nameOf(at(policy, 'deadLetterTargetArn'), resources) ?? 'dead-letter queue');
}

/** Attempts after the first. */
export function retriesOf(queue: Setting | null, resources: Setting | null): number | null {
  const received = numberAt(redrivePolicy(queue, resources), 'maxReceiveCount');
  return received === null ? null : Math.max(0, received - 1);
}

function redrivePolicy(queue: Setting | null, resources: Setting | null): Setting | null {
  const logical = logicalName(queue);
  if (logical === null) return null;
  const direct = at(resources, logical, 'Properties', 'RedrivePolicy');
  if (direct !== null) return direct;
  for (const [, resource] of resources?.entries ?? []) {
    if (textAt(resource, 'Properties', 'QueueName') === logical) return at(resource, 'Properties', 'RedrivePolicy');
  }
  return null;
}

/** Short tags (`!GetAtt Queue.Arn`) arrive as their plain text, long forms as maps. */
export function logicalName(setting: Setting | null): string | null {
  if (setting === null) return null;
  if (typeof setting.scalar === 'string') return fromText(setting.scalar);
  const [first, ...others] = setting.items;
  // `!If [condition, one, other]`: a name only where both mean the same, or one is computed.
  if (others.length === 2) return onlyName(others);
  if (first !== undefined) return typeof first.scalar === 'string' && others.every((one) => one.items.length === 0) ? first.scalar : null;
  const either = at(setting, 'Fn::If');
  if (either !== null) return onlyName(either.items.slice(1));
  for (const key of ['Ref', 'Fn::GetAtt', 'Fn::Sub']) {
    const inner = at(setting, key);
    if (inner !== null) return logicalName(inner);
  }
  return null;
}

function fromText(text: string): string | null {
  const substituted = /^\$\{(\w+)(?:\.Arn)?\}$/.exec(text)?.[1];
  if (substituted !== undefined) return substituted;
  const last = text.startsWith('arn:') ? (text.split(/[:/]/).at(-1) ?? '') : text.replace(/\.(?:Arn|StreamArn)$/, '');
  return last === '' || last.includes('${') || last.includes('}') ? null : last;
}

function onlyName(settings: readonly Setting[]): string | null {
  const names = new Set(settings.flatMap((setting) => logicalName(setting) ?? []));
  const [name = null] = names;
  return names.size === 1 ? name : null;
}
