// Every effect model: adding a library touches its file and one line here.
import type { EffectModel } from '../schema.ts';
import { awsMessaging, awsMail, s3, awsOther, awsMetrics, awsV2 } from './aws.ts';
import { kafka, rdkafka, amqp, golevelup, nestMicroservices, nats, mqtt, pubsub, azure, sockets } from './brokers.ts';
import { cloudflare } from './cloudflare.ts';
import { drizzle } from './drizzle.ts';
import { dynamodb, dynamoMappers } from './dynamodb.ts';
import { files, processes, remoteFiles } from './files.ts';
import { firebase } from './firebase.ts';
import { graphql } from './graphql.ts';
import { fetchApi, axios, nestAxios, got, otherHttp, nodeHttp } from './http.ts';
import { bullmq, bull, pgBoss, graphileWorker, workflowEngines } from './jobs.ts';
import { knex } from './knex.ts';
import { kysely } from './kysely.ts';
import { nodemailer, sendgrid, resend, otherMail } from './mail.ts';
import { twilio, otherSms, push, slack, chat, notifiers } from './messages.ts';
import { mikroOrm } from './mikro-orm.ts';
import { mongodb } from './mongodb.ts';
import { mongoose } from './mongoose.ts';
import { mysql } from './mysql.ts';
import { objection } from './objection.ts';
import { logs, metrics, analytics, consoleAndTimers } from './observability.ts';
import { paypal, adyen, square, mollie, otherPayments } from './payments.ts';
import { pg } from './pg.ts';
import { postgres } from './postgres.ts';
import { prisma } from './prisma.ts';
import { pure } from './pure.ts';
import { redis, redisOm, caches } from './redis.ts';
import { octokit, languageModels, chains, businessApis } from './saas.ts';
import { elasticsearch, otherSearch } from './search-indexes.ts';
import { sequelize } from './sequelize.ts';
import { sqlite, otherSql } from './sqlite.ts';
import { stripe } from './stripe.ts';
import { supabase } from './supabase.ts';
import { typeorm } from './typeorm.ts';

/** Libraries whose calls change something outside the process, or are known not to. */
export const allEffectModels: readonly EffectModel[] = [
  awsMessaging,
  awsMail,
  s3,
  awsOther,
  awsMetrics,
  awsV2,
  kafka,
  rdkafka,
  amqp,
  golevelup,
  nestMicroservices,
  nats,
  mqtt,
  pubsub,
  azure,
  sockets,
  cloudflare,
  drizzle,
  dynamodb,
  dynamoMappers,
  files,
  processes,
  remoteFiles,
  firebase,
  graphql,
  fetchApi,
  axios,
  nestAxios,
  got,
  otherHttp,
  nodeHttp,
  bullmq,
  bull,
  pgBoss,
  graphileWorker,
  workflowEngines,
  knex,
  kysely,
  nodemailer,
  sendgrid,
  resend,
  otherMail,
  twilio,
  otherSms,
  push,
  slack,
  chat,
  notifiers,
  mikroOrm,
  mongodb,
  mongoose,
  mysql,
  objection,
  logs,
  metrics,
  analytics,
  consoleAndTimers,
  paypal,
  adyen,
  square,
  mollie,
  otherPayments,
  pg,
  postgres,
  prisma,
  pure,
  redis,
  redisOm,
  caches,
  octokit,
  languageModels,
  chains,
  businessApis,
  elasticsearch,
  otherSearch,
  sequelize,
  sqlite,
  otherSql,
  stripe,
  supabase,
  typeorm,
];
