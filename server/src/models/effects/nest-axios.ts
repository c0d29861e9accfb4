// NestJS's HttpService: cold Observables, nothing is sent before someone subscribes; `axiosRef` is a plain axios.
import type { EffectModel } from '../schema.ts';
import { honoured, keys } from './http.ts';

export const nestAxios = {
  format: 1,
  package: ['@nestjs/axios', '@nestjs/common'],
  types: {
    HttpService: ['Package.Member[HttpService].Instance', 'Package.Member[HttpService].Subclass'],
    Axios: ['HttpService.Member[axiosRef]'],
  },
  effects: [
    {
      at: 'HttpService.Member[post,postForm]',
      kind: 'http',
      verb: 'posts to an HTTP API',
      write: { http: 'Call', default: 'POST' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
      lazy: true,
    },
    {
      at: 'HttpService.Member[patch,patchForm]',
      kind: 'http',
      verb: 'patches through an HTTP API',
      write: { http: 'Call', default: 'PATCH' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
      lazy: true,
    },
    {
      at: 'HttpService.Member[put,putForm]',
      kind: 'http',
      verb: 'puts to an HTTP API',
      write: { http: 'Call', default: 'PUT' },
      key: { at: keys('Call.Argument[2]'), lifetime: honoured },
      lazy: true,
    },
    {
      at: 'HttpService.Member[delete]',
      kind: 'http',
      verb: 'deletes through an HTTP API',
      write: { http: 'Call', default: 'DELETE' },
      lazy: true,
    },
    {
      at: 'HttpService.Member[request]',
      kind: 'http',
      verb: 'calls an HTTP API',
      write: { http: 'Call.Argument[0].Member[method]', default: 'GET' },
      key: { at: keys('Call.Argument[0]'), lifetime: honoured },
      lazy: true,
    },
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
  harmless: [
    { at: 'Package.Member[Logger,ConsoleLogger].AnyMember', kind: 'log' },
    { at: 'Package.Member[Logger,ConsoleLogger].Instance.AnyMember', kind: 'log' },
    { at: 'Package.Member[Logger,ConsoleLogger].Subclass.AnyMember', kind: 'log' },
  ],
  otherwise: 'pure',
  sources: ['@nestjs/axios@12.0.1 dist/http.service.js makeObservable'],
} as const satisfies EffectModel;
