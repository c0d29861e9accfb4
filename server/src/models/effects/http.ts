// HTTP clients: the method decides (GET is a read, PUT and DELETE are absolute), and an Idempotency-Key header where the receiver honours it.
import type { EffectModel } from '../schema.ts';

/** Where an idempotency header may stand in a request's configuration. */
export const keys = (config: string) =>
  [
    `${config}.Member[headers].Member[Idempotency-Key]`,
    `${config}.Member[headers].Member[idempotency-key]`,
    `${config}.Member[headers].Member[X-Idempotency-Key]`,
    `${config}.Member[headers].Member[PayPal-Request-Id]`,
    `${config}.Member[headers].Member[Cko-Idempotency-Key]`,
    `${config}.Member[headers].Member[Upstash-Deduplication-Id]`,
    `${config}.Member[headers].Member[X-Idempotence-Uuid]`,
  ] as const;
/** Grants of OAuth by which a client asks for a token for itself (RFC 6749, 4.4; RFC 7523, 2.1). */
export const tokenGrants = /\bgrant_?type\b[^;]{0,60}\b(?:client_credentials|urn:ietf:params:oauth:grant-type:jwt-bearer)\b/i;
export const honoured = 'as long as the receiver honours the key';

export const fetchApi = {
  format: 1,
  package: ['global', 'node-fetch', 'cross-fetch', 'undici', 'isomorphic-fetch', 'node-fetch-native', 'make-fetch-happen'],
  types: {
    Fetch: ['Package.Member[fetch]', 'Package'],
    Dispatcher: [
      'Package.Member[Client,Pool,BalancedPool,RoundRobinPool,Agent,EnvHttpProxyAgent,ProxyAgent,RetryAgent].Instance',
      'Package.Member[getGlobalDispatcher].ReturnValue',
      'Dispatcher.Member[compose].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Package.Member[fetch]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[1].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Package',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[1].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Package.Member[request,stream]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[1].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Dispatcher.Member[request,stream]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[0].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[0]'), lifetime: honoured },
    },
  ],
  otherwise: 'pure',
  sources: ['WHATWG fetch', 'undici@8.12.4 types/api.d.ts, types/dispatcher.d.ts', 'node-fetch@3.3.2 src/index.js'],
} as const satisfies EffectModel;

/** `fetchRetry(fetch, defaults)` gives a function in the place of `fetch`. */
export const fetchRetry = {
  format: 1,
  package: ['fetch-retry'],
  types: { Fetch: ['Package.ReturnValue'] },
  effects: [
    {
      at: 'Fetch',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[1].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
  ],
  otherwise: 'pure',
  sources: ['fetch-retry@6.0.0 index.js, index.d.ts'],
} as const satisfies EffectModel;

export const axios = {
  format: 1,
  package: ['axios', 'axios-retry', 'axios-https-proxy-fix', 'retry-axios'],
  types: {
    Axios: [
      'Package',
      'Package.Member[create].ReturnValue',
      'Package.Member[Axios].Instance',
      'AxiosInstance',
      'AxiosStatic',
      'Axios.Member[create].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Axios.Member[post,postForm]',
      kind: 'http',
      verb: 'posts to an HTTP API',
      write: { http: 'Call', default: 'POST' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
    },
    {
      at: 'Axios.Member[patch,patchForm]',
      kind: 'http',
      verb: 'patches through an HTTP API',
      write: { http: 'Call', default: 'PATCH' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
    },
    {
      at: 'Axios.Member[put,putForm]',
      kind: 'http',
      verb: 'puts to an HTTP API',
      write: { http: 'Call', default: 'PUT' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
    },
    {
      at: 'Axios.Member[delete]',
      kind: 'http',
      verb: 'deletes through an HTTP API',
      write: { http: 'Call', default: 'DELETE' },
    },
    {
      at: 'Axios.Member[request]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[0].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[0]'), lifetime: honoured },
    },
    {
      at: 'Axios',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: {
        http: ['Call.Argument[0].Member[method]', 'Call.Argument[1].Member[method]'],
        default: 'GET',
      },
      key: { at: [...keys('Call.Argument[0]'), ...keys('Call.Argument[1]')], lifetime: honoured },
    },
  ],
  harmless: [{ at: 'Axios.Member[create,interceptors,isAxiosError,defaults]', kind: 'other' }],
  otherwise: 'read',
  sources: ['axios@1.21.1 lib/core/Axios.js, lib/core/methodList.js'],
} as const satisfies EffectModel;

export const got = {
  format: 1,
  package: ['got', 'ky', 'ky-universal', 'wretch', 'ofetch'],
  types: {
    Got: ['Package', 'Package.Member[got,ofetch,$fetch]', 'Package.Member[extend,create].ReturnValue', 'Got.Member[extend,create].ReturnValue', 'KyInstance'],
  },
  effects: [
    {
      at: 'Got.Member[post]',
      kind: 'http',
      verb: 'posts to an HTTP API',
      write: { http: 'Call', default: 'POST' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Got.Member[patch]',
      kind: 'http',
      verb: 'patches through an HTTP API',
      write: { http: 'Call', default: 'PATCH' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Got.Member[put]',
      kind: 'http',
      verb: 'puts to an HTTP API',
      write: { http: 'Call', default: 'PUT' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Got.Member[delete]',
      kind: 'http',
      verb: 'deletes through an HTTP API',
      write: { http: 'Call', default: 'DELETE' },
    },
    {
      at: 'Got',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: {
        http: ['Call.Argument[1].Member[method]', 'Call.Argument[0].Member[method]'],
        default: 'GET',
      },
      key: { at: [...keys('Call.Argument[0]'), ...keys('Call.Argument[1]')], lifetime: honoured },
    },
  ],
  otherwise: 'read',
  sources: ['got@16.1.0 dist/source/core/options.js', 'ky@2.1.0 distribution/utils/normalize.js'],
} as const satisfies EffectModel;

export const otherHttp = {
  format: 1,
  package: ['superagent', 'request', 'request-promise', 'request-promise-native', 'needle', '@hapi/wreck', 'phin', 'centra', 'bent', 'supertest'],
  types: {
    Request: ['Package', 'Package.Member[defaults,agent].ReturnValue', 'Package.Member[Client].Instance'],
  },
  effects: [
    {
      at: 'Request.Member[post]',
      kind: 'http',
      verb: 'posts to an HTTP API',
      write: { http: 'Call', default: 'POST' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Request.Member[patch]',
      kind: 'http',
      verb: 'patches through an HTTP API',
      write: { http: 'Call', default: 'PATCH' },
      key: { at: keys('Call.Argument[1]'), lifetime: honoured },
    },
    {
      at: 'Request.Member[put]',
      kind: 'http',
      verb: 'puts to an HTTP API',
      write: { http: 'Call', default: 'PUT' },
    },
    {
      at: 'Request.Member[delete,del]',
      kind: 'http',
      verb: 'deletes through an HTTP API',
      write: { http: 'Call', default: 'DELETE' },
    },
    {
      at: 'Request.Member[request]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[0]', default: 'GET' },
    },
    {
      at: 'Request',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: {
        http: ['Call.Argument[0].Member[method]', 'Call.Argument[1].Member[method]', 'Call.Argument[0]'],
        default: 'GET',
      },
      key: { at: [...keys('Call.Argument[0]'), ...keys('Call.Argument[1]')], lifetime: honoured },
    },
  ],
  otherwise: 'read',
  sources: ['superagent@10.4.2 lib/request-base.js', 'request@2.88.2 request.js', '@hapi/wreck lib/index.js'],
} as const satisfies EffectModel;

export const nodeHttp = {
  format: 1,
  package: ['http', 'https', 'http2', 'follow-redirects'],
  effects: [
    {
      at: 'Package.Member[request]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: {
        http: ['Call.Argument[0].Member[method]', 'Call.Argument[1].Member[method]'],
        default: 'GET',
      },
      key: { at: [...keys('Call.Argument[0]'), ...keys('Call.Argument[1]')], lifetime: honoured },
      fireAndForget: true,
    },
    {
      at: 'Package.Member[http,https].Member[request]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: {
        http: ['Call.Argument[0].Member[method]', 'Call.Argument[1].Member[method]'],
        default: 'GET',
      },
      fireAndForget: true,
    },
  ],
  otherwise: 'read',
  sources: ['https://nodejs.org/api/http.html'],
} as const satisfies EffectModel;
