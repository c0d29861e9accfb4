// The server's error answers, with the codes of its `error_codes.yml`.
const codes = {
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidOptions: 72,
  WriteConflict: 112,
  ConflictingOperationInProgress: 117,
  InvalidPipelineOperator: 168,
  IncompleteTransactionHistory: 217,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  NotImplemented: 238,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  DuplicateKey: 11_000,
  Location16020: 16_020,
  Location17276: 17_276,
  Location40324: 40_324,
  IDLUnknownField: 40_415,
  Location50768: 50_768,
} as const;

export class ServerError extends Error {
  readonly code: number;
  constructor(
    readonly codeName: keyof typeof codes,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.code = codes[codeName];
  }
}

/** What the server would know and this emulator does not. */
export function notEmulated(what: string): never {
  throw new ServerError('NotImplemented', `the emulator does not know ${what}`);
}
