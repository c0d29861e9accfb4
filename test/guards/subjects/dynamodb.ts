// DynamoDB as dynalite emulates it.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamodbStore } from '../../../server/guard-runtime/stores/dynamodb.ts';
import type { OpenStore } from '../subjects.ts';

export const openDynamodb: OpenStore = async (address) => {
  const client = new DynamoDBClient({ endpoint: address, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  return { store: dynamodbStore(DynamoDBDocumentClient.from(client), 'message_lease'), close: async () => client.destroy() };
};
