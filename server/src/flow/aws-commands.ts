// AWS clients say by the class of the command what is done: `client.send(new DeleteStageCommand(...))` deletes a stage, whether a model lists it or not.
import { apiChild } from '../provenance/making.ts';
import type { ApiValue } from '../provenance/values.ts';

/** What an instance of a command class of AWS stands for. */
export function commandNamed({ package: from, token, parent }: ApiValue): string | null {
  const made = token?.kind === 'instance' ? parent?.token : null;
  return from.startsWith('@aws-sdk/client-') && made?.kind === 'member' ? made.name.replace(/Command$/, '') : null;
}

/** `ecs.runTask(input)`, of a client with a method for each command: the command that it makes and sends. */
export function commandOfMethod({ package: from, token, parent }: ApiValue): ApiValue | null {
  if (!from.startsWith('@aws-sdk/client-') || token?.kind !== 'member' || /^(?:send|destroy)$/.test(token.name)) return null;
  if (parent?.token?.kind !== 'instance' && parent?.token?.kind !== 'type') return null;
  let root = parent;
  while (root.parent) root = root.parent;
  const name = `${token.name.charAt(0).toUpperCase()}${token.name.slice(1)}Command`;
  const command = apiChild(apiChild(root, { kind: 'member', name }), { kind: 'instance' });
  return command.kind === 'api' ? command : null;
}

const asking =
  /^(?:Admin|Batch|Transact)?(?:Get|List|Describe|Head|Query|Scan|Search|Lookup|Receive|Check|Preview|Validate|Estimate|Simulate|Select|Retrieve|Resolve|Filter)/;
const computing =
  /^(?:Sign|Verify|Encrypt|Decrypt|ReEncrypt)$|^(?:GenerateDataKey|GenerateMac|GenerateRandom|VerifyMac|Detect|Analyze|Compare|Recognize|Classify|Translate|Synthesize|Converse|InvokeModel|InvokeEndpoint|AssumeRole|InitiateAuth|AdminInitiateAuth)/;
/** What a queue forgets is the transport's to say. */
const settling = /^(?:DeleteMessage|ChangeMessageVisibility)/;

/** It asks or computes, so that nothing is different afterwards. */
export function changesNothing(command: string): boolean {
  return asking.test(command) || computing.test(command) || settling.test(command);
}
