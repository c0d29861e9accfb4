// Firestore, the Realtime Database, Cloud Storage and messaging of Firebase and Google Cloud. `set` is absolute, `add` makes a new document, `FieldValue.increment` moves a value.
import type { EffectModel } from '../schema.ts';

/**
 * What a reference is made of: `collection.doc()`, `doc(collection)` and `push()` make up a name, else it is the path that it is given. Nothing is asked of the store.
 * @firebase/firestore@4.17.2 dist/index.d.ts (`doc`: without a path "an automatically-generated unique ID will be used"), @firebase/database@1.1.5 dist/public.d.ts (`push`).
 */
export function referenceOf(package_: string, name: string, given: number, isFunction: boolean): 'chance' | 'arguments' | null {
  if (!/^(doc|collection|ref|child|push)$/.test(name) || !packages.includes(package_)) return null;
  return name === 'push' || (name === 'doc' && given === (isFunction ? 1 : 0)) ? 'chance' : 'arguments';
}

const packages: readonly string[] = [
  'firebase-admin',
  '@google-cloud/firestore',
  'firebase',
  '@firebase/firestore',
  '@firebase/database',
  '@angular/fire',
  'nestjs-firebase',
];

export const firebase = {
  format: 1,
  package: ['firebase-admin', '@google-cloud/firestore', 'firebase', '@google-cloud/storage', 'firebase-functions', '@angular/fire', 'nestjs-firebase'],
  types: {
    Firestore: [
      'Package.Member[firestore,getFirestore,initializeFirestore].ReturnValue',
      'Package.Member[Firestore].Instance',
      'Package.Instance',
      'Package.Member[initializeApp,app].ReturnValue.Member[firestore].ReturnValue',
      'Firestore.Member[collection,doc].ReturnValue.Member[firestore]',
    ],
    Collection: [
      'Firestore.Member[collection,collectionGroup].ReturnValue',
      'Document.Member[collection].ReturnValue',
      'CollectionReference',
      'Package.Member[collection].ReturnValue',
      'Document.Member[parent]',
    ],
    Document: [
      'Firestore.Member[doc].ReturnValue',
      'Collection.Member[doc].ReturnValue',
      'Collection.Member[parent]',
      'DocumentReference',
      'Package.Member[doc].ReturnValue',
      'DocumentSnapshot.Member[ref]',
      'Triggered.Member[ref]',
      'QueryDocumentSnapshot.Member[ref]',
      'Collection.Member[add].ReturnValue',
      'Snapshot.Member[ref]',
    ],
    Triggered: [
      'Package.AnyMember.AnyArgument.Parameter[0].Member[data]',
      'Package.AnyMember.AnyMember.AnyArgument.Parameter[0].Member[data]',
      'Package.AnyMember.Member[document,ref].ReturnValue.AnyMember.AnyArgument.Parameter[0]',
      'Configured.AnyMember.Member[document,ref].ReturnValue.AnyMember.AnyArgument.Parameter[0]',
      'Triggered.Member[after,before]',
    ],
    Configured: [
      'Package.Member[runWith,region].ReturnValue',
      'Package.Member[v1].Member[runWith,region].ReturnValue',
      'Configured.Member[runWith,region].ReturnValue',
    ],
    Snapshot: [
      'Document.Member[get].ReturnValue',
      'Collection.Member[get].ReturnValue.Member[docs].Element',
      'DocumentSnapshot',
      'QueryDocumentSnapshot',
      'DataSnapshot',
      'Reference.Member[once,get].ReturnValue',
    ],
    Batch: ['Firestore.Member[batch].ReturnValue', 'WriteBatch', 'Package.Member[writeBatch].ReturnValue'],
    Transaction: [
      'Firestore.Member[runTransaction].Argument[0].Parameter[0]',
      'Collection.Member[firestore].Member[runTransaction].Argument[0].Parameter[0]',
      'Package.Member[runTransaction].Argument[1].Parameter[0]',
      'Transaction',
    ],
    Database: ['Package.Member[database,getDatabase].ReturnValue', 'Package.Member[initializeApp,app].ReturnValue.Member[database].ReturnValue'],
    Reference: [
      'Database.Member[ref,refFromURL].ReturnValue',
      'Triggered.Member[ref]',
      'Reference.Member[child,push].ReturnValue',
      'Reference.Member[parent,root]',
      'Package.Member[ref,child].ReturnValue',
      'DataSnapshot.Member[ref]',
      'Reference',
      'Snapshot.Member[ref]',
      'Document.Member[child]',
    ],
    Messaging: [
      'Package.Member[messaging,getMessaging].ReturnValue',
      'Package.Member[initializeApp,app].ReturnValue.Member[messaging].ReturnValue',
      'Messaging',
    ],
    Auth: ['Package.Member[auth,getAuth].ReturnValue', 'Package.Member[initializeApp,app].ReturnValue.Member[auth].ReturnValue'],
    Bucket: [
      'Package.Member[storage,getStorage].ReturnValue.Member[bucket].ReturnValue',
      'Package.Member[Storage].Instance.Member[bucket].ReturnValue',
      'Bucket',
      'Package.Instance.Member[bucket].ReturnValue',
    ],
    File: ['Bucket.Member[file].ReturnValue', 'File'],
  },
  effects: [
    {
      at: 'Document.Member[set]',
      kind: 'database',
      verb: 'sets a document',
      write: { data: 'Call.Argument[0]', as: 'upsert', of: 'Call.This' },
    },
    {
      at: 'Document.Member[create]',
      kind: 'database',
      verb: 'creates a document',
      write: { data: 'Call.Argument[0]', as: 'upsert', of: 'Call.This' },
    },
    {
      at: 'Document.Member[update]',
      kind: 'database',
      verb: 'updates a document',
      write: { data: 'Call.Argument[0]', as: 'set' },
    },
    {
      at: 'Document.Member[delete]',
      kind: 'database',
      verb: 'deletes a document',
      write: 'delete',
    },
    { at: 'Collection.Member[add]', kind: 'database', verb: 'adds a document', write: 'insert' },
    {
      at: 'Package.Member[setDoc]',
      kind: 'database',
      verb: 'sets a document',
      write: { data: 'Call.Argument[1]', as: 'upsert', of: 'Call.Argument[0]' },
    },
    {
      at: 'Package.Member[updateDoc]',
      kind: 'database',
      verb: 'updates a document',
      write: { data: 'Call.Argument[1]', as: 'set' },
    },
    { at: 'Package.Member[addDoc]', kind: 'database', verb: 'adds a document', write: 'insert' },
    {
      at: 'Package.Member[deleteDoc,remove]',
      kind: 'database',
      verb: 'deletes a document',
      write: 'delete',
    },
    {
      at: 'Transaction.Member[set,create]',
      kind: 'database',
      verb: 'sets a document',
      write: { data: 'Call.Argument[1]', as: 'upsert', of: 'Call.Argument[0]' },
      noted: true,
    },
    {
      at: 'Transaction.Member[update]',
      kind: 'database',
      verb: 'updates a document',
      write: { data: 'Call.Argument[1]', as: 'set' },
      noted: true,
    },
    {
      at: 'Transaction.Member[delete]',
      kind: 'database',
      verb: 'deletes a document',
      write: 'delete',
      noted: true,
    },
    {
      at: 'Batch.Member[commit]',
      kind: 'database',
      verb: 'writes documents',
      write: { queued: { set: 'upsert', create: 'upsert', update: 'set', delete: 'delete' } },
    },
    {
      at: 'Firestore.Member[recursiveDelete]',
      kind: 'database',
      verb: 'deletes documents',
      write: 'delete',
    },
    {
      at: 'Reference.Member[set,update,setPriority,setWithPriority]',
      kind: 'database',
      verb: 'sets a value',
      write: { data: 'Call.Argument[0]', as: 'upsert', of: 'Call.This' },
    },
    { at: 'Reference.Member[remove]', kind: 'database', verb: 'removes a value', write: 'delete' },
    {
      at: 'Reference.Member[push]',
      kind: 'database',
      verb: 'pushes a value',
      write: 'insert',
      when: [{ option: 'Call.Argument[0]', is: 'present' }],
    },
    {
      at: 'Reference.Member[transaction]',
      kind: 'database',
      verb: 'moves a value',
      write: 'relative',
    },
    {
      at: 'Package.Member[set,update]',
      kind: 'database',
      verb: 'sets a value',
      write: { data: 'Call.Argument[1]', as: 'upsert', of: 'Call.Argument[0]' },
    },
    {
      at: 'Package.Member[push]',
      kind: 'database',
      verb: 'pushes a value',
      write: 'insert',
      when: [{ option: 'Call.Argument[1]', is: 'present' }],
    },
    {
      at: 'Messaging.Member[send,sendToTopic,sendToCondition]',
      kind: 'push',
      verb: 'sends a push notification',
      write: 'send',
    },
    {
      at: 'Messaging.Member[sendEach,sendEachForMulticast,sendMulticast,sendAll,sendToDevice]',
      kind: 'push',
      verb: 'sends a push notification',
      write: 'send',
      resolvesWithFailure: 'failed tokens come back in responses',
    },
    {
      at: 'Messaging.Member[subscribeToTopic,unsubscribeFromTopic]',
      kind: 'push',
      verb: 'changes a subscription',
      write: 'set',
    },
    {
      at: 'Auth.Member[createUser,updateUser,setCustomUserClaims,deleteUser,deleteUsers,revokeRefreshTokens]',
      kind: 'state',
      verb: 'changes a user',
      write: 'set',
    },
    {
      at: 'File.Member[save,setMetadata,makePublic,copy,createWriteStream]',
      kind: 'storage',
      verb: 'writes a file to the bucket',
      write: { named: 'Call.This.Argument[0]' },
    },
    {
      at: 'File.Member[delete,move,rename]',
      kind: 'storage',
      verb: 'removes a file from the bucket',
      write: 'delete',
    },
    {
      at: 'Bucket.Member[upload]',
      kind: 'storage',
      verb: 'uploads a file to the bucket',
      write: { named: 'Call.Argument[1].Member[destination]' },
    },
    {
      at: 'Bucket.Member[deleteFiles,combine]',
      kind: 'storage',
      verb: 'changes files in the bucket',
      write: 'set',
    },
  ],
  transactions: [
    {
      at: 'Firestore.Member[runTransaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
      retries: true,
    },
    {
      at: 'Package.Member[runTransaction]',
      callback: 'Call.Argument[1]',
      handle: 'Call.Argument[1].Parameter[0]',
      kind: 'database',
      retries: true,
    },
  ],
  harmless: [
    { at: 'Package.Member[logger].AnyMember', kind: 'log' },
    { at: 'Package.Member[log,info,warn,error,debug,write]', kind: 'log' },
    { at: 'Batch.Member[set,update,delete,create]', kind: 'other' },
    { at: 'Firestore.Member[settings]', kind: 'other' },
  ],
  otherwise: 'read',
  sources: ['@google-cloud/firestore@8.7.1 build/src', 'firebase-admin@13.10.0', '@google-cloud/storage@8.4.0'],
} as const satisfies EffectModel;
