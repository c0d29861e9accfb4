// Keeps the records of handled events in a DynamoDB table with the string key `pk` and time to live on `expiresAt`.
// DynamoDB has no clock to ask: times are those of the instances, so a lease must be much longer than their clocks can differ.
import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LeaseStore } from '../core.ts';

export function dynamodbStore(db: DynamoDBDocumentClient, TableName: string): LeaseStore {
  const held = { ConditionExpression: '#token = :token', ExpressionAttributeNames: { '#token': 'token' } };
  return {
    async claim(pk, { leaseMs, retentionMs, fingerprint }) {
      const now = Date.now();
      const token = randomUUID();
      const claim = new PutCommand({
        TableName,
        Item: { pk, token, state: 'running', fingerprint, leaseUntil: now + leaseMs, expiresAt: seconds(now + retentionMs) },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :seconds OR (#state = :running AND leaseUntil <= :now) OR #token = :token',
        ExpressionAttributeNames: { '#state': 'state', '#token': 'token' },
        ExpressionAttributeValues: { ':seconds': seconds(now), ':running': 'running', ':now': now, ':token': token },
      });
      if (await unlessRefused(db.send(claim))) return { state: 'claimed', token };
      const { Item: { state, leaseUntil, fingerprint: print, result } = {} } = await db.send(new GetCommand({ TableName, Key: { pk }, ConsistentRead: true }));
      const seen = { fingerprint: text(print), result: text(result) };
      return state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Math.max(0, Number(leaseUntil ?? now) - now), ...seen };
    },
    renew: (pk, token, leaseMs) => {
      const values = { ':token': token, ':until': Date.now() + leaseMs };
      return unlessRefused(
        db.send(new UpdateCommand({ TableName, Key: { pk }, ...held, UpdateExpression: 'SET leaseUntil = :until', ExpressionAttributeValues: values })),
      );
    },
    complete: (pk, token, { retentionMs, result }) => {
      const ExpressionAttributeNames = { '#token': 'token', '#state': 'state', '#result': 'result' };
      const ExpressionAttributeValues = { ':token': token, ':done': 'done', ':result': result, ':expiresAt': seconds(Date.now() + retentionMs) };
      const update = { ...held, UpdateExpression: 'SET #state = :done, #result = :result, expiresAt = :expiresAt', ExpressionAttributeNames };
      return unlessRefused(db.send(new UpdateCommand({ TableName, Key: { pk }, ...update, ExpressionAttributeValues })));
    },
    release: (pk, token) => unlessRefused(db.send(new DeleteCommand({ TableName, Key: { pk }, ...held, ExpressionAttributeValues: { ':token': token } }))),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);
const seconds = (ms: number) => Math.ceil(ms / 1000);
async function unlessRefused(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
