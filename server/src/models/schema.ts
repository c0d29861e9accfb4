// What a model file may say. A model says what a call is, never in which order things happen; order is flow's.
// Paths use the tokens of CodeQL's models-as-data: Member[a,b], AnyMember, ReturnValue, Instance, Argument[n], Parameter[n], Element, DecoratedMember, DecoratedParameter, Subclass.
// `Awaited` needs no token: awaiting is transparent. `Package` is the module itself (default export and namespace alike); any other head is a name in `types`.
import type { EffectKind, Guarantee, GuardKind, Transport } from '../facts/vocabulary.ts';
import type { DeliveryFact } from '../facts/delivery.ts';

export type AccessPath = string;

/** A fact about configuration, read where the model says. All conditions of a row must hold. */
export type Condition =
  /**
   * Where the option stands, by its head. `Call.Argument[2].Member[noAck]`: the registration call's (or decorator's) own arguments.
   * `Consumer.Argument[0].Member[x]`: arguments of the call that made the receiver of that type. `Sibling.Consumer.Member[subscribe].Argument[0].Member[x]`: another call on the same kind of receiver nearby.
   * `Named.Package.Member[Queue].Argument[1].Member[x]`: a call anywhere in the workspace that names the same queue or topic (first argument, or `name` in an argument).
   * `Shared.Package.Member[BullModule].Member[forRoot].Argument[0].Member[x]`: a call anywhere that sets it for all queues, in a file that names the option.
   * `Added.Queue.Member[add].Argument[2].Member[x]`: a call that puts messages into the same queue, in a file that names the option.
   * `Class.Package.Member[Processor].Argument[0]`: a decorator of the class around the handler. `Trigger.Member[partialFailures]`: the infrastructure file's or CDK's event source.
   * `Bootstrap.Member[options].Member[noAck]`: what a framework's start-up file hands over (see `bootstrap`).
   * `is` a name also holds for an enum's member of that name (`Transport.RMQ`).
   */
  | { readonly option: AccessPath; readonly is: string | number | boolean | 'absent' | 'present' | 'unknown' }
  /** The installed (node_modules, lock file) or declared version of the model's package; undecided counts as the newest major. */
  | { readonly version: string }
  /** The handler function declares at least this many parameters (`done` callbacks). */
  | { readonly parameters: number }
  /** The handler calls this somewhere (acknowledges by hand, heartbeat, ...). */
  | { readonly handlerCalls: AccessPath };

export interface DeliveryRow extends Partial<
  Pick<
    DeliveryFact,
    'promise' | 'onError' | 'onCrash' | 'rejected' | 'passesOver' | 'resumes' | 'replicas' | 'partialFailures' | 'unlessReported' | 'untilIdle'
  >
> {
  readonly when?: readonly Condition[];
  readonly guarantee: Guarantee;
  readonly acknowledged: DeliveryFact['acknowledged'];
  /** One sentence for the hover: the option or default it rests on. */
  readonly why: string;
  readonly unless?: readonly string[];
}

export interface HandlerRow {
  /**
   * Where the handler function stands: `Consumer.Member[run].Argument[0].Member[eachMessage]`, `Package.Member[Process].ReturnValue.DecoratedMember`,
   * `Package.Member[WorkerHost].Subclass.Member[process]`, or `Annotated[SQSHandler]` / `Annotated[SQSEvent].Parameter[0]` for exported functions known by their type only.
   * `Typed[JsMsg]`: a function with a parameter of that exported type, which only a library that is not here can call.
   * `Deployed[sqs]`: an exported function that an infrastructure file attaches to that source. `Shaped[sqs]`: an exported function known only by the members it reads (`words`).
   */
  readonly at: AccessPath;
  /** What stands there may be the path of a file instead, whose default export is the handler. */
  readonly file?: true;
  readonly unit?: 'message' | 'batch';
  /** From the handler function to one message: `Parameter[0].Member[message]`; for a batch to its element: `Parameter[0].Member[Records].Element`. */
  readonly message: AccessPath;
  /** Where it is written how many messages a batch holds at most; more than one where nothing is: who looks at the first alone then loses the others. */
  readonly batchSize?: AccessPath;
  /** Where the topic or queue name stands (same heads as `Condition.option`), first constant wins. */
  readonly source?: readonly AccessPath[];
  readonly when?: readonly Condition[];
  /** The first row whose conditions hold; the last one has none. */
  readonly delivery: readonly DeliveryRow[];
  /** Overrides the model's transport (one package, several). */
  readonly transport?: Transport;
  /** Only these first arguments of a broad API (an emitter's `on`) make a handler. */
  readonly events?: readonly string[];
  /** `Shaped` only: members that the function reads of its event. */
  readonly words?: readonly string[];
  /** In-process listeners, timers: at the reader's leisure, reported only when asked for. */
  readonly minor?: true;
  /** Types of the package that the handler's other parameters are of, by their index, where the code names none. */
  readonly given?: Readonly<Record<number, string>>;
}

/** Code of the workspace's own that fetches messages and settles them: the function around it is the handler, or the functions it hands each message on to. */
export interface LoopRow {
  /** The call that fetches, or the class of the command object sent for it. */
  readonly at: AccessPath;
  /** `at` is then a command's class: the call is any method of this name given such an object. */
  readonly carriedBy?: string;
  /** From the result to one message: `Member[Messages].Element`. */
  readonly message: AccessPath;
  /** It is a consumer only where what it gives is gone through: it may as well be listened to. */
  readonly iterated?: true;
  /** It is a consumer only where one of these is called in the same file (else it peeks, or drains in a test); absent means always. */
  readonly settledBy?: readonly AccessPath[];
  readonly unit?: 'message' | 'batch';
  readonly source?: readonly AccessPath[];
  readonly delivery: readonly DeliveryRow[];
  readonly transport?: Transport;
}

/** Route handlers that check the sender's signature: nothing registers them as consumers, so they are known by the header they read and the check they make. */
export interface WebhookRow {
  /** Last names of calls that check a signature. */
  readonly verifies: RegExp;
  /** Packages whose objects check one by a method that begins with `verify`, `unwrap` or `receive`. */
  readonly checkers: readonly string[];
  readonly functions: Readonly<Record<string, RegExp>>; // by package, the calls that are handed a function which answers requests
  /** Functions of those packages that take the whole request, whichever headers it has. */
  readonly request: RegExp;
  /** Names of the headers that carry one. */
  readonly header: RegExp;
  /** Those that one sender alone uses: who reads one is sent that sender's events, whether it checks them or not. */
  readonly senders: RegExp;
  /** Methods of a checker that run what listens to the event: a route that calls one is no handler of its own. */
  readonly handedOver: RegExp;
  /** What a sender asks of an address before it sends events there: `hub.challenge` in a GET, SNS's `SubscriptionConfirmation` in a POST. */
  readonly challenges: RegExp;
  /** A file is looked at only if it has one of these. */
  readonly words: readonly string[];
  /** Handlers that answer by a call, and those whose return is the answer. */
  readonly answered: HandlerRow;
  readonly returned: HandlerRow;
  /** The sender does not try again. */
  readonly unrepeated: HandlerRow;
  readonly pushed: { readonly answered: HandlerRow; readonly returned: HandlerRow }; // the same two, where a push subscription is the sender
}

/** Where a framework's start-up says which transport its handlers are on. */
export interface BootstrapRow {
  /** Where a registration names one of several transports: `Call.Argument[1]`. */
  readonly chosenBy?: AccessPath;
  /** Types of the package that only handlers of one transport get as a parameter, with that transport's name in the start-up: `RmqContext`, `RMQ`. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** The options object: `Package.Member[NestFactory].Member[createMicroservice].Argument[1]`. */
  readonly at: AccessPath;
}

/** A call that settles the message. */
export interface SettleRow {
  readonly at: AccessPath;
  readonly does: 'acknowledge' | 'reject';
  /** For `acknowledge`: the broker is told later, when the handler has ended or on a timer; until then a crash or a rebalance brings the message again. */
  readonly stored?: true;
  /** `at` is then a command's class: the call is any method of this name given such an object. */
  readonly carriedBy?: string;
  /** `at` is then no call but a status that the handler returns, and this the value that stands for it. */
  readonly returned?: number | string;
  /** For `reject`: where the requeue flag stands, and what it means when absent. */
  readonly requeue?: { readonly at: AccessPath; readonly default: boolean } | boolean;
  /** Settles only with this value there, or the package's constant of that name: a visibility time-out of zero hands the message back, any other keeps it for longer. */
  readonly only?: { readonly at: AccessPath; readonly is: number | string };
  /** For `reject`: what no requeue leads to, where it is not the delivery's `rejected`. */
  readonly to?: 'parked';
  /** `at` is the type of a callback in Node's manner, or a method that is called so: it is told the error. */
  readonly told?: true;
  /** For a callback that is told the error: what the argument beside it, one plan or a list of them, makes of the message. Without this the message comes again. */
  readonly recovery?: {
    readonly argument: number;
    /** The first that some plan fulfils; the message is rejected where none does. */
    readonly plans: readonly { readonly member: string; readonly is: string | boolean; readonly without?: string; readonly to: 'redelivery' | 'parked' }[];
  };
}

/** An identifier that arrives with the message. */
export interface IdentityRow {
  /** From one message: `Member[key]`, `Member[properties].Member[messageId]`. */
  readonly at: AccessPath;
  readonly stable: 'redelivery' | 'delivery-scoped';
  /** Only on messages of this transport, where one package carries several. */
  readonly transport?: Transport;
  /** Stable, but no key by itself: a bag of headers, a time that two events can share. */
  readonly isKey?: false;
  /** Also the same when the producer publishes the event twice. */
  readonly coversDuplicatePublish?: boolean;
  /** How to write it as an expression on the message `m`: `${m}.properties.messageId`. Filled in from `at` when absent. */
  readonly expression?: string;
}

export interface TransportModel {
  readonly format: 1;
  /** npm name(s); the first is shown. Subpaths belong to it. */
  readonly package: string | readonly string[];
  readonly versions?: string;
  readonly transport: Transport;
  /** A widely used package, few of whose users consume messages: a file is looked at only if it also has one of these words. */
  readonly words?: readonly string[];
  readonly types?: Readonly<Record<string, AccessPath | readonly AccessPath[]>>;
  /** Methods that nothing but one of its objects has, each with the type of that object: known by it where nothing in sight makes the object. */
  readonly knownBy?: Readonly<Record<string, string>>;
  readonly handlers: readonly HandlerRow[];
  readonly loops?: readonly LoopRow[];
  readonly webhooks?: WebhookRow;
  readonly bootstrap?: readonly BootstrapRow[];
  readonly settles?: readonly SettleRow[];
  readonly identity?: readonly IdentityRow[];
  /** Evidence: package@version file, or a documentation page. */
  readonly sources: readonly string[];
}

/** How a write behaves when it is done twice; the words of effects-stores (set, insert, relative, upsert, delete). */
export type Write =
  | 'send' // reaches someone: every repetition shows
  | 'insert' // a new row; shows unless its unique key comes from the message
  | 'set' // absolute write: can't be observed if selector and values come from the message, constants or the clock
  | 'upsert' // as set
  | 'delete'
  | 'relative' // depends on the stored value (increment, push): shows
  | { readonly sql: AccessPath; readonly unknown?: 'read' } // classify the text; to a warehouse, one that stands nowhere in sight is a question
  | { readonly mongoUpdate: AccessPath } // $set is absolute, $inc relative
  // look at the written object: { increment: 1 }, values computed from a read row; `unique`: look-ups of the same table that take unique fields only, and where those stand;
  // `key`: the one field that is unique in every collection, where other names (`id`) say nothing; `of`: what it is written to, which may be new on each run
  | {
      readonly data: AccessPath;
      readonly as: 'insert' | 'set' | 'upsert';
      readonly key?: string;
      readonly of?: AccessPath;
      readonly unique?: { readonly methods: readonly string[]; readonly at: AccessPath };
    }
  | { readonly dynamo: AccessPath } // a command object: Put is absolute, Update by its expression
  | { readonly queued: Readonly<Record<string, 'set' | 'upsert' | 'delete'>> } // carries out what was queued on its receiver by these methods, each given what it writes to and its data
  | { readonly http: AccessPath | readonly AccessPath[]; readonly default: string } // decided by the method found there: GET is a read, PUT and DELETE are absolute, `default` where none is given
  | { readonly saved: AccessPath } // an entity or document that is saved: new (insert) or loaded and changed (set)
  | { readonly chained: Readonly<Record<string, 'insert' | 'set' | 'upsert' | 'delete' | 'relative'>> } // a fluent chain: the last of these methods that occurs in it decides; its first argument is the data
  | { readonly named: AccessPath } // bytes written under a name: absolute if the name is made of the message and constants
  | { readonly keyed: readonly AccessPath[] } // a value of a key-value store, under these names (a key, a member of a set): absolute if they are made of the message and constants, and the value not of what the key held
  | { readonly script: AccessPath } // a script that runs in Redis, judged by the commands in its text
  | { readonly graphql: AccessPath } // a mutation in the document's text shows, a query is a read
  | { readonly cypher: AccessPath } // a statement to a graph database: classify the text
  | { readonly shell: AccessPath }; // a command line: only well-known reading commands are reads

/** All paths below that start with `Call` are relative to the effect's call (`Call.This` is its receiver, `Argument[last]` its last argument; `Chain.Member[m]` is another call of its fluent chain), those that start with `Command` to the `new` that made the command object (see `carriedBy`). */
export interface EffectRow {
  readonly at: AccessPath;
  /**
   * `at` is then the class of a command object, `Package.Member[PutObjectCommand].Instance`, and the effect takes place at any call of a method of this name (`send`)
   * whose first argument is such an object, whatever it is called on. So is what a function made for it: `Package.Member[output].Member[cosmosDB].ReturnValue`.
   */
  readonly carriedBy?: string;
  /** Only as the tag of a template: called, it makes a part of one. */
  readonly tag?: true;
  /** All must hold, else the call is what `otherwise` says. */
  readonly when?: readonly Condition[];
  readonly kind: EffectKind;
  /** What it does, third person: "charges the card", "publishes to Kafka". */
  readonly verb: string;
  readonly write: Write;
  /** An idempotency key the receiver deduplicates on, and for how long. */
  readonly key?: {
    readonly at: AccessPath | readonly AccessPath[];
    /** Keys that count only where another option stands beside them. */
    readonly together?: readonly { readonly at: AccessPath; readonly with: AccessPath }[];
    /** Where it stands in an overload without the name in front: there, the first argument is an object. */
    readonly unnamed?: AccessPath;
    readonly lifetime?: string;
    /** The receiver counts it up: what a store or the receiver answered is the next one on a redelivery. */
    readonly counted?: true;
  };
  /** Where the transaction handle or session stands when it is not the receiver, the first that does: `Call.Argument[1].Member[session]`. */
  readonly transaction?: AccessPath | readonly AccessPath[];
  /** Paths of files: where each of them lies in the folder for temporary files, the call counts as a read. */
  readonly temporary?: AccessPath | readonly AccessPath[];
  /** Where the file is named that is not found there afterwards: a listing (`EffectModel.lists`) leaves it out. */
  readonly takes?: AccessPath;
  /** What it writes goes by itself after some time (always, or where one of these paths is given): it may be no more than the fill of a cache. */
  readonly expires?: true | readonly AccessPath[];
  /** Not sent until awaited or subscribed. */
  readonly lazy?: boolean;
  /** Resolves with a failure inside that the caller must look at (unprocessed items, allSettled-like): what is in there. An HTTP status is not meant: an answer came. */
  readonly resolvesWithFailure?: string;
  /** Returns nothing to wait for; failures are not seen (plain amqplib publish), or only by a callback that takes the error first (mqtt's publish). */
  readonly fireAndForget?: true | 'without-callback';
  /** A method of the same receiver that waits for all that was sent so and rejects if one of them failed. */
  readonly confirmedBy?: string;
  /** Only noted: the commit of its transaction does it, waits for it and fails if it fails. */
  readonly noted?: true;
  /** The platform does it once the handler has succeeded, and lets the delivery fail where that fails: there is nothing to wait for. */
  readonly byPlatform?: true;
}

/** A call that can serve as, or belongs to, a guard. */
export interface GuardRow {
  readonly at: AccessPath;
  /** `check` reads a mark, `claim` sets it if absent and says who won, `complete` sets it, `release` removes it. */
  readonly does: 'check' | 'claim' | 'complete' | 'release';
  readonly key: AccessPath;
  /** For `claim`: which result means "won". */
  readonly won?: 'truthy' | 'falsy' | 'count' | 'no-error' | 'ok';
  /** Where the expiry stands; present means lease. */
  readonly expiry?: AccessPath;
  /** Extra conditions: `{ option: 'Call.Argument[2]', is: 'NX' }`. */
  readonly when?: readonly Condition[];
  /** A claim only where its answer decides whether the work is done: what was added, or a count that is one for the first. */
  readonly asked?: 'added' | 'first';
}

export interface TransactionRow {
  /** A call that runs a callback in a transaction: handle is the callback's parameter. */
  readonly at: AccessPath;
  readonly callback?: AccessPath;
  readonly does?: 'begin' | 'offsets' | 'commit' | 'rollback';
  readonly handle?: AccessPath;
  readonly kind?: 'database' | 'kafka';
  readonly retries?: boolean;
}

export interface EffectModel {
  readonly format: 1;
  readonly package: string | readonly string[];
  readonly versions?: string;
  readonly types?: Readonly<Record<string, AccessPath | readonly AccessPath[]>>;
  readonly effects: readonly EffectRow[];
  readonly guards?: readonly GuardRow[];
  readonly transactions?: readonly TransactionRow[];
  readonly harmless?: readonly { readonly at: AccessPath; readonly kind: 'log' | 'metric' | 'trace' | 'cache' | 'other' }[];
  /** Calls that ask the store, where a call with no row is pure. */
  readonly reads?: readonly AccessPath[];
  /** Reads that list files, so that one which was taken away (`EffectRow.takes`) is not among them any more. */
  readonly lists?: readonly AccessPath[];
  /** Calls that never fail, where a call with no row is a read. */
  readonly pure?: readonly AccessPath[];
  /** Members that an application may have added: a call with no row whose name is not one of a read is not understood. */
  readonly own?: readonly AccessPath[];
  /** What a call with no row is: a fallible read (the usual), harmless, pure (can't fail either), or opaque. */
  readonly otherwise: 'read' | 'harmless' | 'pure' | 'opaque';
  readonly sources: readonly string[];
}

/** A library that guards a function handed to it. */
export interface GuardModel {
  readonly format: 1;
  readonly package: string | readonly string[];
  readonly types?: Readonly<Record<string, AccessPath | readonly AccessPath[]>>;
  readonly wraps: readonly {
    /**
     * The guarded function: `Package.Member[makeIdempotent].Argument[0]`, a decorator `Package.Member[idempotent].ReturnValue.DecoratedMember`,
     * or a middleware `Package.Member[makeHandlerIdempotent].ReturnValue`: the function it is used on (`middy(f).use(...)`).
     */
    readonly at: AccessPath;
    readonly kind: GuardKind;
    /** Where the path to the key, or the function that makes it, stands in the wrapping call; arguments of the call that made an argument follow its name. Nothing there: the whole first argument is the key. */
    readonly key?: AccessPath;
    /** Nothing there: the key is what the caller sends along, which who delivers messages does not, so that nothing is guarded. */
    readonly needsKey?: true;
    /** The decorator only marks the method: this Nest interceptor has to be used on it, its class or everywhere. */
    readonly interceptor?: AccessPath;
    /** Marks outlive the process only where code of the workspace has one of these in it. */
    readonly durable?: readonly string[];
    /** Code of the workspace that says that the work goes on unguarded while the store can't be reached. */
    readonly givesWay?: readonly string[];
    readonly expiry: 'lease' | 'none';
    /** `keep`: the claim stays as long as it would; without an expiry the error is the result. */
    readonly onError: 'release' | 'keep';
    readonly busy: 'retried' | 'skipped' | 'runs';
    readonly atomicBy: 'unique-key' | 'conditional-write' | 'nothing';
    readonly inTransaction?: boolean;
  }[];
  readonly sources: readonly string[];
}
