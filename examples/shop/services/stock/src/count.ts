import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSHandler } from 'aws-lambda';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Right without a guard: an absolute write keyed by the message can be repeated and nobody can tell. */
export const handler: SQSHandler = async (event) => {
  for (const record of event.Records) {
    const { sku, counted } = JSON.parse(record.body);
    await documents.send(new PutCommand({ TableName: 'stock-counts', Item: { sku, counted } }));
  }
};
