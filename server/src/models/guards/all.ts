// Every guard library's model.
export { powertoolsIdempotency } from './powertools-idempotency.ts';
