// What the server remembers of each logical session: its transaction, and what its retryable writes have done. A connection that closes ends neither.
import type { Database, Transaction } from './data.ts';
import { ServerError } from './errors.ts';
import type { Doc } from './language.ts';

interface Session {
  number: number;
  state: 'writing' | 'open' | 'committed' | 'aborted';
  transaction: Transaction | null;
  timer: NodeJS.Timeout | null;
  done: Map<number, Doc>;
  tail: Promise<unknown>;
}

/** What a command runs in: a transaction of the client's, or none; and, by statement, what earlier attempts at it have done. */
export type Context = Readonly<Pick<Session, 'transaction' | 'done'>>;

const writes = ['insert', 'update', 'delete'];
const endings = ['commitTransaction', 'abortTransaction'];

export class Sessions {
  private readonly sessions = new Map<string, Session>();
  constructor(
    private readonly database: Database,
    private readonly lifetimeMs: number,
  ) {}

  /** A session does one thing after the other. */
  inTurn<T>(lsid: Doc | undefined, run: () => Promise<T>): Promise<T> {
    if (lsid === undefined) return run();
    const session = this.of(lsid);
    const answer = session.tail.then(run, run);
    session.tail = answer.catch(() => null);
    return answer;
  }

  enter(name: string, { lsid, txnNumber, autocommit, startTransaction }: Doc): Context {
    if (txnNumber === undefined && autocommit === undefined && startTransaction === undefined && !endings.includes(name)) {
      return { transaction: null, done: new Map() };
    }
    if (lsid === undefined || txnNumber === undefined) throw new ServerError('InvalidOptions', 'A transaction needs a session ID and a transaction number');
    const session = this.of(lsid as Doc);
    const number = Number(txnNumber);
    if (number < session.number) throw new ServerError('TransactionTooOld', `Transaction ${session.number} has already started, it is newer than ${number}`);
    if (autocommit === undefined) this.write(session, number, name);
    else if (autocommit !== false) throw new ServerError('InvalidOptions', 'Specifying autocommit=true is not allowed.');
    else if (startTransaction === true) this.start(session, number, name);
    else this.goOn(session, number, name);
    return session;
  }

  /** The session's transaction, if it has one, is over. */
  leave(lsid: Doc, state: 'committed' | 'aborted'): void {
    this.end(this.of(lsid), state);
  }

  forget(lsid: Doc): void {
    this.leave(lsid, 'aborted');
    this.sessions.delete(nameOf(lsid));
  }

  private write(session: Session, number: number, name: string): void {
    if (!writes.includes(name)) throw new ServerError('Location50768', `txnNumber may only be provided for retryable write commands. ${name} is none.`);
    if (number > session.number) this.renumber(session, number, 'writing');
    else if (session.state !== 'writing') throw new ServerError('IncompleteTransactionHistory', `${number} is the number of a transaction`);
  }

  private start(session: Session, number: number, name: string): void {
    if (![...writes, 'find'].includes(name)) throw new ServerError('OperationNotSupportedInTransaction', `Cannot run '${name}' at the start of a transaction`);
    if (number === session.number) throw new ServerError('ConflictingOperationInProgress', `Transaction ${number} has already been started`);
    this.renumber(session, number, 'open');
    session.transaction = this.database.begin();
    session.timer = setTimeout(() => this.end(session, 'aborted'), this.lifetimeMs);
  }

  private renumber(session: Session, number: number, state: Session['state']): void {
    this.end(session, 'aborted');
    Object.assign(session, { number, state, done: new Map() });
  }

  private end(session: Session, state: 'committed' | 'aborted'): void {
    if (session.transaction === null) return;
    if (state === 'committed') this.database.commit(session.transaction);
    else this.database.abort(session.transaction);
    clearTimeout(session.timer ?? undefined);
    Object.assign(session, { state, transaction: null });
  }

  private goOn(session: Session, number: number, name: string): void {
    const isCommitted = number === session.number && session.state === 'committed';
    if (isCommitted && name === 'commitTransaction') return;
    if (isCommitted) throw new ServerError('TransactionCommitted', `Transaction ${number} has been committed.`);
    if (number > session.number || session.state !== 'open') {
      throw new ServerError('NoSuchTransaction', `Transaction ${number} is not in progress: the active one is ${session.number}, ${session.state}.`);
    }
    if (![...writes, ...endings, 'find'].includes(name)) throw new ServerError('OperationNotSupportedInTransaction', `Cannot run '${name}' in a transaction`);
  }

  private of(lsid: Doc): Session {
    const name = nameOf(lsid);
    const session = this.sessions.get(name) ?? { number: -1, state: 'aborted', transaction: null, timer: null, done: new Map(), tail: Promise.resolve() };
    this.sessions.set(name, session);
    return session;
  }
}

const nameOf = (lsid: Doc) => String(lsid['id']);
