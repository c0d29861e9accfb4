// DynamoDB as dynalite emulates it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamodbStore } from '../../../server/guard-runtime/stores/dynamodb.ts';
import { leaseSubject } from '../subject.ts';
import type { Connect } from '../subjects.ts';

export const dynamodbLease: Connect = async (log, address, leaseMs) => {
  const client = new DynamoDBClient({ endpoint: address, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  return leaseSubject(dynamodbStore(DynamoDBDocumentClient.from(client), 'message_lease'), log, leaseMs, async () => client.destroy());
};
