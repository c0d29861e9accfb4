// Every guard library's model.
export { nestarcIdempotency } from './nestarc-idempotency.ts';
export { nestjsRedisxIdempotency } from './nestjs-redisx-idempotency.ts';
export { nodeIdempotency } from './node-idempotency.ts';
export { powertoolsIdempotency } from './powertools-idempotency.ts';
