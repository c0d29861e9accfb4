// AWS clients say by the class of the command what is done: `client.send(new DeleteStageCommand(...))` deletes a stage, whether a model lists it or not.
import type { ApiValue } from '../provenance/values.ts';

/** What an instance of a command class of AWS stands for. */
export function commandNamed({ package: from, token, parent }: ApiValue): string | null {
  const made = token?.kind === 'instance' ? parent?.token : null;
  return from.startsWith('@aws-sdk/client-') && made?.kind === 'member' ? made.name.replace(/Command$/, '') : null;
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
