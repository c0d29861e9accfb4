// aws-sdk v2: the method says what is done; requests are lazy until `.promise()` or a callback.
import type { EffectModel } from '../schema.ts';

const fifo = 'for 5 minutes, on a FIFO queue or topic';

export const awsV2 = {
  format: 1,
  package: 'aws-sdk',
  types: {
    Dynamo: [
      'Package.Member[DynamoDB].Member[DocumentClient].Instance',
      'Package.Member[DocumentClient].Instance',
      'Package.Member[DynamoDB].Instance',
      'DocumentClient',
    ],
    Messaging: ['Package.Member[SQS,SNS,EventBridge,Kinesis,Firehose,Lambda,StepFunctions,IotData,ApiGatewayManagementApi].Instance', 'Package.Instance'],
    S3: ['Package.Member[S3].Instance'],
    Mail: ['Package.Member[SES,SESV2,Pinpoint].Instance'],
  },
  effects: [
    {
      at: 'Dynamo.Member[put,putItem,update,updateItem,batchWrite,batchWriteItem,transactWrite,transactWriteItems]',
      kind: 'database',
      verb: 'writes an item',
      write: { dynamo: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Dynamo.Member[delete,deleteItem]',
      kind: 'database',
      verb: 'deletes an item',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'Messaging.Member[sendMessage]',
      kind: 'publish',
      verb: 'sends to SQS',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[MessageDeduplicationId]', lifetime: fifo },
      lazy: true,
    },
    {
      at: 'Messaging.Member[sendMessageBatch,publish,publishBatch,putEvents,putRecord,putRecords,putRecordBatch,postToConnection]',
      kind: 'publish',
      verb: 'publishes on AWS',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[MessageDeduplicationId]', lifetime: fifo },
      lazy: true,
    },
    {
      at: 'Messaging.Member[invoke,invokeAsync]',
      kind: 'job',
      verb: 'invokes a function',
      write: 'send',
      lazy: true,
    },
    {
      at: 'Messaging.Member[startExecution]',
      kind: 'job',
      verb: 'starts a state machine',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[name]', lifetime: 'for 90 days, on a standard workflow' },
      lazy: true,
    },
    {
      at: 'S3.Member[putObject,copyObject,upload,putObjectTagging]',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Call.Argument[0].Member[Key]' },
      lazy: true,
    },
    {
      at: 'S3.Member[deleteObject,deleteObjects]',
      kind: 'storage',
      verb: 'deletes an object',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'Mail.Member[sendEmail,sendRawEmail,sendTemplatedEmail,sendBulkEmail,sendBulkTemplatedEmail,sendMessages]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      lazy: true,
    },
    {
      at: 'Package.Member[TranscribeService].Instance.Member[startTranscriptionJob]',
      kind: 'job',
      verb: 'starts a job',
      write: 'send',
      key: {
        at: 'Call.Argument[0].Member[TranscriptionJobName]',
        lifetime: 'while the job is kept',
      },
      lazy: true,
    },
    {
      at: 'Package.Member[Rekognition,Textract,MediaConvert,ECS,Batch].Instance.Member[startLabelDetection,startDocumentTextDetection,createJob,runTask,submitJob]',
      kind: 'job',
      verb: 'starts a job',
      write: 'send',
      lazy: true,
    },
    {
      at: 'Package.Member[Rekognition].Instance.Member[indexFaces,createCollection,deleteFaces]',
      kind: 'state',
      verb: 'changes a collection',
      write: 'set',
      lazy: true,
    },
    {
      at: 'Package.Member[CognitoIdentityServiceProvider].Instance.Member[adminCreateUser,signUp,adminUpdateUserAttributes,adminSetUserPassword,adminDisableUser,adminDeleteUser,adminAddUserToGroup]',
      kind: 'http',
      verb: 'changes a user',
      write: 'set',
      lazy: true,
    },
  ],
  harmless: [
    { at: 'Package.Member[CloudWatch,CloudWatchLogs,XRay].Instance.AnyMember', kind: 'metric' },
    {
      at: 'Messaging.Member[deleteMessage,deleteMessageBatch,changeMessageVisibility]',
      kind: 'other',
    },
  ],
  otherwise: 'read',
  sources: ['aws-sdk@2.1693.0 lib/service.js'],
} as const satisfies EffectModel;
