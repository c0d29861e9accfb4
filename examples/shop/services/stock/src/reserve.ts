import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Wrong: the counter drifts with every redelivery, though failures are reported record by record. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      const { sku, quantity } = JSON.parse(record.body);
      await documents.send(
        new UpdateCommand({
          TableName: 'stock',
          Key: { sku },
          UpdateExpression: 'ADD reserved :n',
          ExpressionAttributeValues: { ':n': quantity },
        }),
      );
    } catch (error) {
      console.error('reservation failed', error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}
