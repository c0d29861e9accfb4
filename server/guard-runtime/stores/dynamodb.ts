// Keeps the records of handled events in a DynamoDB table with the string key `pk` and time to live on `expiresAt`.
// DynamoDB has no clock to ask: times are those of the instances, so a lease must be much longer than their clocks can differ.
import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { LeaseStore } from '../core.ts';

export function dynamodbStore(client: DynamoDBClient, TableName: string): LeaseStore {
  const row = (key: string) => ({ TableName, Key: { pk: { S: key } } });
  return {
    async claim(key, { leaseMs, retentionMs, fingerprint }) {
      const now = Date.now();
      const token = randomUUID();
      const values = { token, state: 'running', fingerprint, leaseUntil: now + leaseMs, expiresAt: seconds(now + retentionMs) };
      const isFree = 'attribute_not_exists(pk) OR expiresAt <= :seconds OR (#state = :running AND leaseUntil <= :now) OR #token = :token';
      const put = {
        TableName,
        Item: { pk: { S: key }, ...attributes(values) },
        ConditionExpression: isFree,
        ExpressionAttributeNames: { '#state': 'state', '#token': 'token' },
      };
      const known = attributes({ ':seconds': seconds(now), ':running': 'running', ':now': now, ':token': token });
      if (await succeeds(client.send(new PutItemCommand({ ...put, ExpressionAttributeValues: known })))) return { state: 'claimed', token };
      const { Item } = await client.send(new GetItemCommand({ ...row(key), ConsistentRead: true }));
      const seen = { fingerprint: Item?.fingerprint?.S ?? null, result: Item?.result?.S ?? null };
      if (Item?.state?.S === 'done') return { state: 'done', ...seen };
      return { state: 'running', retryAfterMs: Math.max(0, Number(Item?.leaseUntil?.N ?? now) - now), ...seen };
    },
    renew: (key, token, leaseMs) => succeeds(client.send(new UpdateItemCommand({ ...row(key), ...change(token, { leaseUntil: Date.now() + leaseMs }) }))),
    complete: (key, token, { retentionMs, result }) =>
      succeeds(client.send(new UpdateItemCommand({ ...row(key), ...change(token, { state: 'done', result, expiresAt: seconds(Date.now() + retentionMs) }) }))),
    release: (key, token) =>
      succeeds(
        client.send(
          new DeleteItemCommand({
            ...row(key),
            ConditionExpression: '#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: attributes({ ':token': token }),
          }),
        ),
      ),
  };
}

/** Sets attributes of the record if the token still holds it. */
function change(token: string, values: Record<string, string | number | null>) {
  const names = Object.keys(values);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: '#token = :token',
    ExpressionAttributeNames: Object.fromEntries(['token', ...names].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: attributes(Object.fromEntries(Object.entries({ token, ...values }).map(([name, value]) => [`:${name}`, value]))),
  };
}

function attributes(values: Record<string, string | number | null>): Record<string, AttributeValue> {
  const typed = Object.entries(values).map(([name, value]) => [
    name,
    value === null ? { NULL: true } : typeof value === 'number' ? { N: String(value) } : { S: value },
  ]);
  return Object.fromEntries(typed);
}

const seconds = (ms: number) => Math.ceil(ms / 1000);

async function succeeds(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
