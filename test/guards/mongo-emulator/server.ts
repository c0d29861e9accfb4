// Not MongoDB, but as much of it as the guards' MongoDB stores touch, so that the real `mongodb` driver can be run against it where no server can be had.
// It is written from the manual and the server's error codes: one node of a replica set; one document an `_id`; filters, pipeline updates and $$NOW on this process's clock;
// sessions with retryable writes; transactions on snapshots, which end in WriteConflict where they meet, and which outlive their connection until their time is over, as the server's do.
// Not there: disks, elections, authentication, cursors, indexes, arrays and dotted paths. What it does not know it answers with an error.
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { BSON, Long, ObjectId } from 'mongodb';
import { commands, unknownFields, type Statement } from './commands.ts';
import { Database } from './data.ts';
import { notEmulated, ServerError } from './errors.ts';
import type { Doc } from './language.ts';
import { Sessions } from './sessions.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 0x10000;
const processId = new ObjectId();
const general = ['$db', 'txnNumber', 'autocommit', 'startTransaction', 'readConcern', 'writeConcern', '$readPreference'];

export function startServer({ lifetimeMs }: { readonly lifetimeMs: number }): Server {
  const database = new Database();
  const sessions = new Sessions(database, lifetimeMs);
  let connections = 0;
  return createServer((socket) => {
    const connectionId = (connections += 1);
    let rest = Buffer.alloc(0);
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        const message = rest.subarray(0, rest.readInt32LE(0));
        rest = rest.subarray(message.length);
        void reply(socket, message, (body) => (isHello(body) ? Promise.resolve(hello(socket, connectionId)) : execute(database, sessions, body)));
      }
    });
  });
}

async function reply(socket: Socket, message: Buffer, answerTo: (body: Doc) => Promise<Doc>): Promise<void> {
  const isOld = message.readInt32LE(12) === OP_QUERY;
  const body = isOld ? readQuery(message) : readMessage(message);
  if (body === null) return void socket.destroy();
  // A monitor's hello is answered when something changes, which it never does, or time is over; then again and again.
  const isWatching = isHello(body) && !isOld && (message.readUInt32LE(16) & EXHAUST_ALLOWED) !== 0;
  const isToGoOn = () => isWatching && !socket.destroyed;
  do {
    if (isWatching) await pause(Number(body['maxAwaitTimeMS']), null, { ref: false });
    const answer = await answerTo(body).then(
      (result) => ({ ...result, ok: 1 }),
      (error: unknown) => errorAnswer(error, body),
    );
    // Flags, cursor, position and number of documents; or flags and the kind of the section.
    const head = isOld ? Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]) : Buffer.from([isWatching ? MORE_TO_COME : 0, 0, 0, 0, 0]);
    const payload = Buffer.concat([head, BSON.serialize(answer)]);
    const header = Buffer.alloc(16);
    header.writeInt32LE(16 + payload.length, 0);
    header.writeInt32LE(message.readInt32LE(4), 8);
    header.writeInt32LE(isOld ? OP_REPLY : OP_MSG, 12);
    if (!socket.destroyed) socket.write(Buffer.concat([header, payload]));
  } while (isToGoOn());
}

/** A body, and lists of documents that belong into it. Checksums, and writes that nobody waits for, are not known. */
function readMessage(message: Buffer): Doc | null {
  if (message.readInt32LE(12) !== OP_MSG || (message.readUInt32LE(16) & ~EXHAUST_ALLOWED) !== 0) return null;
  const body: Doc = {};
  for (let at = 20; at < message.length;) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    at += 1 + size;
    if (kind === 0) Object.assign(body, BSON.deserialize(section));
    else body[section.toString('utf8', 4, section.indexOf(0, 4))] = documentsIn(section.subarray(section.indexOf(0, 4) + 1));
  }
  return body;
}

function documentsIn(bytes: Buffer): readonly Doc[] {
  const documents: Doc[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) documents.push(BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at))));
  return documents;
}

/** The old form, in which a driver says hello. */
function readQuery(message: Buffer): Doc | null {
  const body = BSON.deserialize(message.subarray(message.indexOf(0, 20) + 9));
  return isHello(body) ? body : null;
}

const isHello = (body: Doc) => ['hello', 'ismaster', 'isMaster'].includes(Object.keys(body)[0] ?? '');

function hello(socket: Socket, connectionId: number): Doc {
  const me = `${socket.localAddress}:${socket.localPort}`;
  const member = { isWritablePrimary: true, ismaster: true, helloOk: true, setName: 'emulator', setVersion: 1, hosts: [me], primary: me, me };
  const limits = { maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000, logicalSessionTimeoutMinutes: 30 };
  const topologyVersion = { processId, counter: Long.ZERO };
  return { ...member, ...limits, minWireVersion: 0, maxWireVersion: 21, localTime: new Date(), topologyVersion, readOnly: false, connectionId };
}

async function execute(database: Database, sessions: Sessions, body: Doc): Promise<Doc> {
  const [name = ''] = Object.keys(body);
  const command = commands[name];
  if (command === undefined) throw new ServerError('CommandNotFound', `no such command: '${name}'`);
  const { [name]: target, lsid, ...fields } = body;
  unknownFields(name, fields, [...general, ...command.fields]);
  checkConcerns(name, body);
  return sessions.inTurn(lsid as Doc | undefined, async () => {
    const context = sessions.enter(name, body);
    const { transaction } = context;
    const run = (statement: Statement) => (transaction ? Promise.resolve(statement(transaction, new Date())) : runAlone(database, statement));
    const collection = database.collection(`${String(body['$db'])}.${String(target)}`);
    const answer = command.answer({ body, database, sessions, context, collection, run });
    const hasFailed = await answer.then(
      (result) => 'writeErrors' in result,
      () => true,
    );
    if (transaction && hasFailed) sessions.leave(lsid as Doc, 'aborted');
    return answer;
  });
}

/** Outside a transaction a write waits until those that are writing the same are over. */
async function runAlone(database: Database, statement: Statement): Promise<Doc> {
  for (;;) {
    const transaction = database.begin();
    try {
      const result = statement(transaction, new Date());
      database.commit(transaction);
      return result;
    } catch (error) {
      database.abort(transaction);
      if (!(error instanceof ServerError) || error.codeName !== 'WriteConflict') throw error;
      await pause(2);
    }
  }
}

function checkConcerns(name: string, { writeConcern, readConcern, autocommit, startTransaction }: Doc): void {
  const isInside = autocommit === false && !name.endsWith('Transaction');
  if (isInside && (writeConcern !== undefined || (readConcern !== undefined && startTransaction !== true))) {
    throw new ServerError('InvalidOptions', 'Concerns are set by the first command of a transaction (to read) and by its commit (to write)');
  }
  const { w = 'majority', wtimeout: _, ...rest } = (writeConcern ?? {}) as Doc;
  const { level = 'local', ...more } = (readConcern ?? {}) as Doc;
  const isKnown = (w === 1 || w === 'majority') && ['local', 'majority', 'snapshot'].includes(String(level));
  if (!isKnown || Object.keys({ ...rest, ...more }).length > 0) notEmulated(`the concern ${JSON.stringify(writeConcern ?? readConcern)}`);
}

function errorAnswer(error: unknown, { autocommit }: Doc): Doc {
  if (!(error instanceof ServerError)) return { ok: 0, code: 1, codeName: 'InternalError', errmsg: String(error) };
  const { code, codeName, message, details } = error;
  const isTransient = autocommit === false && (codeName === 'WriteConflict' || codeName === 'NoSuchTransaction');
  return { ok: 0, code, codeName, errmsg: message, ...details, ...(isTransient ? { errorLabels: ['TransientTransactionError'] } : {}) };
}
