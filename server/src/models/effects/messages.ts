// SMS, push, chat and multi-channel notifiers: what reaches a person shows each time it is sent.
import type { EffectModel } from '../schema.ts';

export const twilio = {
  format: 1,
  package: ['twilio', 'nestjs-twilio'],
  types: {
    Client: ['Package.ReturnValue', 'Package.Member[Twilio].Instance', 'Package.Member[TwilioService].Instance.Member[client]', 'Package.Instance'],
  },
  effects: [
    {
      at: 'Client.Member[messages,calls].Member[create]',
      kind: 'sms',
      verb: 'sends a text or makes a call',
      write: 'send',
    },
    {
      at: 'Client.AnyMember.AnyMember.ReturnValue.AnyMember.Member[create]',
      kind: 'sms',
      verb: 'sends a text',
      write: 'send',
    },
    {
      at: 'Client.Member[verify].AnyMember.ReturnValue.Member[verifications].Member[create]',
      kind: 'sms',
      verb: 'sends a code',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['twilio@6.2.0 lib/base/RequestClient.js'],
} as const satisfies EffectModel;

export const otherSms = {
  format: 1,
  package: ['@vonage/server-sdk', '@vonage/messages', 'nexmo', 'messagebird', 'plivo', 'africastalking', 'telnyx', 'sinch'],
  types: {
    Client: ['Package.Member[Vonage,Messages,Client].Instance', 'Package.Member[initClient].ReturnValue', 'Package.ReturnValue', 'Package.Instance'],
  },
  effects: [
    {
      at: 'Client.Member[messages,sms,message,calls].Member[send,create,sendSms]',
      kind: 'sms',
      verb: 'sends a text',
      write: 'send',
    },
    { at: 'Client.Member[send]', kind: 'sms', verb: 'sends a text', write: 'send' },
  ],
  otherwise: 'read',
  sources: ['@vonage/messages@1.24', 'messagebird@4.0.1', 'plivo@4.79.0'],
} as const satisfies EffectModel;

export const push = {
  format: 1,
  package: [
    'web-push',
    'expo-server-sdk',
    '@onesignal/node-onesignal',
    'onesignal-node',
    'apn',
    '@parse/node-apn',
    'node-pushnotifications',
    'pusher',
    '@pusher/push-notifications-server',
    'ably',
    'node-gcm',
    'fcm-node',
    'pushover-notifications',
  ],
  types: {
    Client: ['Package', 'Package.Member[Expo,DefaultApi,Client,Provider,Rest,Realtime,Sender].Instance', 'Package.Instance'],
  },
  effects: [
    {
      at: 'Client.Member[sendNotification,sendPushNotificationsAsync,createNotification,createNotificationWithRetry,send,trigger,triggerBatch,sendToUser,publishToInterests,publishToUsers]',
      kind: 'push',
      verb: 'sends a push notification',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[idempotency_key]', lifetime: 'for 30 days' },
    },
    {
      at: 'Client.Member[channels].Member[get].ReturnValue.Member[publish]',
      kind: 'push',
      verb: 'publishes in real time',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[id]', lifetime: 'for about 2 minutes' },
    },
  ],
  otherwise: 'read',
  sources: ['web-push@3.6.7 src/web-push-lib.js', 'expo-server-sdk@7.2.0', '@onesignal/node-onesignal@5.18.0', 'pusher@5.3.4', 'ably@2.28.0'],
} as const satisfies EffectModel;

export const slack = {
  format: 1,
  package: ['@slack/web-api', '@slack/webhook', '@slack/bolt'],
  types: {
    Client: ['Package.Member[WebClient].Instance', 'Package.Member[App].Instance.Member[client]'],
    Webhook: ['Package.Member[IncomingWebhook].Instance'],
  },
  effects: [
    {
      at: 'Client.Member[chat].Member[postMessage,postEphemeral,scheduleMessage,meMessage]',
      kind: 'chat',
      verb: 'posts to Slack',
      write: 'send',
    },
    {
      at: 'Client.Member[files].Member[upload,uploadV2]',
      kind: 'chat',
      verb: 'uploads to Slack',
      write: 'send',
    },
    { at: 'Client.Member[apiCall]', kind: 'chat', verb: 'calls Slack', write: 'send' },
    {
      at: 'Client.Member[conversations].Member[create,open,invite,archive]',
      kind: 'chat',
      verb: 'changes a Slack channel',
      write: 'set',
    },
    {
      at: 'Client.Member[chat].Member[update,delete]',
      kind: 'chat',
      verb: 'updates a Slack message',
      write: 'set',
    },
    {
      at: 'Client.Member[reactions,views,pins].Member[add,remove,publish,open,update]',
      kind: 'chat',
      verb: 'updates Slack',
      write: 'set',
    },
    { at: 'Webhook.Member[send]', kind: 'chat', verb: 'posts to Slack', write: 'send' },
  ],
  otherwise: 'read',
  sources: ['@slack/web-api@8.2.0 dist/WebClient.js', '@slack/webhook@8.0.2'],
} as const satisfies EffectModel;

export const chat = {
  format: 1,
  package: [
    'discord.js',
    'telegraf',
    'grammy',
    'node-telegram-bot-api',
    '@line/bot-sdk',
    'botbuilder',
    'discord-webhook-node',
    'whatsapp-web.js',
    'nestjs-telegraf',
  ],
  types: {
    Bot: [
      'Package.Member[Telegraf,Bot,Client,Telegram,TelegramBot,Webhook,MessagingApiClient,Api].Instance',
      'Package.Instance',
      'Package.Member[InjectBot].ReturnValue',
      'Bot.Member[telegram,api]',
      'Package.Member[messagingApi].Member[MessagingApiClient].Instance',
      'Telegraf',
      'Telegram',
      'Api',
    ],
    Channel: [
      'TextChannel',
      'User',
      'Message',
      'Bot.Member[channels,users].Member[cache].Member[get].ReturnValue',
      'Bot.Member[channels,users].Member[fetch].ReturnValue',
      'Package.Member[WebhookClient].Instance',
      'Channel.Member[channel]',
    ],
  },
  effects: [
    {
      at: 'Bot.Member[sendMessage,sendPhoto,sendDocument,sendVideo,sendAudio,sendMediaGroup,forwardMessage,copyMessage,pushMessage,replyMessage,broadcast,multicast,send]',
      kind: 'chat',
      verb: 'sends a chat message',
      write: 'send',
    },
    {
      at: 'Bot.Member[editMessageText,deleteMessage,pinChatMessage,setMyCommands]',
      kind: 'chat',
      verb: 'edits a chat message',
      write: 'set',
    },
    {
      at: 'Channel.Member[send,reply]',
      kind: 'chat',
      verb: 'sends a chat message',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[nonce]', lifetime: 'for a few minutes' },
    },
    {
      at: 'Channel.Member[edit,delete,react]',
      kind: 'chat',
      verb: 'edits a chat message',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: ['discord.js@14.28.1 src/structures/MessagePayload.js', 'telegraf@4.16.3', 'grammy@1.46.0'],
} as const satisfies EffectModel;

export const notifiers = {
  format: 1,
  package: [
    '@novu/node',
    '@novu/api',
    '@knocklabs/node',
    '@trycourier/courier',
    'notifme-sdk',
    'nodemailer-notifme',
    'notifications-node-client',
    '@magicbell/core',
    'magicbell',
  ],
  types: {
    Client: [
      'Package.Member[Novu,Knock,CourierClient,NotifyClient,MagicBell].Instance',
      'Package.Instance',
      'Package.Member[CourierClient].ReturnValue',
      'Package.Member[Courier].Instance',
    ],
  },
  effects: [
    {
      at: 'Client.Member[trigger,triggerBulk,bulkTrigger,triggerBroadcast,broadcast]',
      kind: 'push',
      verb: 'triggers a notification',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[transactionId]', 'Call.Argument[1].Member[transactionId]'],
      },
    },
    {
      at: 'Client.Member[workflows].Member[trigger]',
      kind: 'push',
      verb: 'triggers a notification',
      write: 'send',
      key: { at: 'Call.Argument[2].Member[idempotencyKey]', lifetime: 'for 24 hours' },
    },
    { at: 'Client.Member[send]', kind: 'email', verb: 'sends a notification', write: 'send' },
    {
      at: 'Client.Member[send].Member[message]',
      kind: 'push',
      verb: 'sends a notification',
      write: 'send',
      key: { at: 'Call.Argument[1].Member[headers].Member[Idempotency-Key]' },
    },
    { at: 'Client.Member[sendEmail]', kind: 'email', verb: 'sends a mail', write: 'send' },
    { at: 'Client.Member[sendSms]', kind: 'sms', verb: 'sends a text', write: 'send' },
    {
      at: 'Client.Member[sendLetter,sendPrecompiledLetter]',
      kind: 'other',
      verb: 'sends a letter',
      write: 'send',
    },
    {
      at: 'Client.Member[subscribers,users,objects].Member[identify,update,delete,set,setCredentials,setOnlineStatus]',
      kind: 'http',
      verb: 'updates a subscriber',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: [
    '@novu/api@3.19.1 funcs/trigger.js',
    '@knocklabs/node@1.35.0 client.js',
    '@trycourier/courier@7.10.2',
    'notifme-sdk@1.16 lib/index.js',
    'notifications-node-client',
  ],
} as const satisfies EffectModel;
