// Every effect model: adding a library touches its file and one line here.
import type { EffectModel } from '../schema.ts';
import { awsV2 } from './aws-v2.ts';
import { awsMessaging, awsMail, s3, awsOther, powertoolsParameters } from './aws.ts';
import { awsMetrics } from './aws-monitoring.ts';
import { azure, azureOutputs } from './azure.ts';
import { kafka, platformaticKafka, rdkafka, kafkaNode, noKafka, amqp, cloudamqp, nestSqs, golevelup, nats, mqtt, pubsub } from './brokers.ts';
import { browsers } from './browsers.ts';
import { cloudflare } from './cloudflare.ts';
import { dapr } from './dapr.ts';
import { drizzle } from './drizzle.ts';
import { dynamodb, dynamoMappers, electrodb } from './dynamodb.ts';
import { ffcMessaging } from './ffc-messaging.ts';
import { files, processes, threads, remoteFiles, workbooks } from './files.ts';
import { firebase } from './firebase.ts';
import { fooFooMq } from './foo-foo-mq.ts';
import { graphql } from './graphql.ts';
import { fetchApi, fetchRetry, axios, got, otherHttp, nodeHttp } from './http.ts';
import { bull, bullmq, kue } from './bull.ts';
import { graphileWorker, pgBoss, workflowEngines } from './jobs.ts';
import { knex } from './knex.ts';
import { knock } from './knock.ts';
import { kurrentdb } from './kurrentdb.ts';
import { kysely } from './kysely.ts';
import { nodemailer, sendgrid, resend, otherMail } from './mail.ts';
import { twilio, otherSms, push, slack, chat, notifiers } from './messages.ts';
import { mikroOrm } from './mikro-orm.ts';
import { mongodb } from './mongodb.ts';
import { mongoose } from './mongoose.ts';
import { mysql } from './mysql.ts';
import { neo4j } from './neo4j.ts';
import { nestAxios } from './nest-axios.ts';
import { nestMicroservices } from './nestjs-microservices.ts';
import { objection } from './objection.ts';
import { logs, metrics, analytics, consoleAndTimers } from './observability.ts';
import { paypal, adyen, square, mollie, otherPayments } from './payments.ts';
import { pg } from './pg.ts';
import { postgres } from './postgres.ts';
import { prisma } from './prisma.ts';
import { pure } from './pure.ts';
import { rabbi } from './rabbi.ts';
import { redis, redisOm, caches } from './redis.ts';
import { rhea } from './rhea.ts';
import { octokit, languageModels, chains, businessApis } from './saas.ts';
import { sanity } from './sanity.ts';
import { elasticsearch, otherSearch } from './search-indexes.ts';
import { sequelize } from './sequelize.ts';
import { sockets } from './sockets.ts';
import { sqlite, otherSql } from './sqlite.ts';
import { stompit, stompjs } from './stomp.ts';
import { stripe } from './stripe.ts';
import { supabase } from './supabase.ts';
import { typeorm } from './typeorm.ts';
import { baileys } from './whatsapp.ts';

/** Libraries whose calls change something outside the process, or are known not to. */
export const allEffectModels: readonly EffectModel[] = [
  awsV2,
  awsMessaging,
  awsMail,
  s3,
  awsOther,
  awsMetrics,
  powertoolsParameters,
  azure,
  azureOutputs,
  kafka,
  platformaticKafka,
  rdkafka,
  kafkaNode,
  noKafka,
  amqp,
  cloudamqp,
  nestSqs,
  golevelup,
  nestMicroservices,
  nats,
  mqtt,
  pubsub,
  browsers,
  cloudflare,
  dapr,
  drizzle,
  dynamodb,
  dynamoMappers,
  electrodb,
  ffcMessaging,
  files,
  workbooks,
  processes,
  threads,
  remoteFiles,
  firebase,
  fooFooMq,
  graphql,
  fetchApi,
  fetchRetry,
  axios,
  got,
  otherHttp,
  nodeHttp,
  bullmq,
  bull,
  kue,
  pgBoss,
  graphileWorker,
  workflowEngines,
  knex,
  kurrentdb,
  kysely,
  nodemailer,
  sendgrid,
  resend,
  otherMail,
  knock,
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
  neo4j,
  nestAxios,
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
  rabbi,
  redis,
  redisOm,
  caches,
  rhea,
  octokit,
  languageModels,
  chains,
  businessApis,
  sanity,
  elasticsearch,
  otherSearch,
  sequelize,
  sockets,
  sqlite,
  otherSql,
  stompit,
  stompjs,
  stripe,
  supabase,
  typeorm,
  baileys,
];
