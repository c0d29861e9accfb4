// Mail: every sending shows. Of these receivers only Resend, Loops, Brevo and HubSpot deduplicate on a key.
import type { EffectModel } from '../schema.ts';

export const nodemailer = {
  format: 1,
  package: ['nodemailer', '@nestjs-modules/mailer', 'nodemailer-express-handlebars', 'email-templates'],
  types: {
    Transport: ['Package.Member[createTransport].ReturnValue', 'Transporter', 'Mail', 'Package.Member[MailerService].Instance', 'Package.Instance'],
  },
  effects: [{ at: 'Transport.Member[sendMail,send]', kind: 'email', verb: 'sends a mail', write: 'send' }],
  otherwise: 'read',
  sources: ['nodemailer@10.6.0 lib/mailer', '@nestjs-modules/mailer@2.3.7 dist/mailer.service.js'],
} as const satisfies EffectModel;

export const sendgrid = {
  format: 1,
  package: ['@sendgrid/mail', '@ntegral/nestjs-sendgrid', '@sendgrid/client'],
  types: {
    Mail: [
      'Package',
      'Package.Member[MailService].Instance',
      'Package.Member[InjectSendGrid].ReturnValue',
      'SendGridService',
      'Package.Member[SendGridService].Instance',
    ],
  },
  effects: [{ at: 'Mail.Member[send,sendMultiple]', kind: 'email', verb: 'sends a mail', write: 'send' }],
  otherwise: 'pure',
  sources: ['@sendgrid/mail@8.1.6 src/mail.d.ts'],
} as const satisfies EffectModel;

export const resend = {
  format: 1,
  package: ['resend', 'nestjs-resend'],
  types: { Client: ['Package.Member[Resend,ResendService].Instance'] },
  effects: [
    {
      at: 'Client.Member[emails,batch].Member[send,create]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      key: { at: 'Call.Argument[1].Member[idempotencyKey]', lifetime: 'for 24 hours' },
      resolvesWithFailure: 'resend never rejects: test the error in the result',
    },
    { at: 'Client.Member[send]', kind: 'email', verb: 'sends a mail', write: 'send' },
    {
      at: 'Client.Member[broadcasts].Member[send,create]',
      kind: 'email',
      verb: 'sends a broadcast',
      write: 'send',
      resolvesWithFailure: 'resend never rejects: test the error in the result',
    },
    {
      at: 'Client.Member[contacts].Member[create,update,remove]',
      kind: 'http',
      verb: 'changes a contact',
      write: 'upsert',
      resolvesWithFailure: 'resend never rejects: test the error in the result',
    },
  ],
  otherwise: 'read',
  sources: ['resend@6.38.0 dist/index.cjs', 'https://resend.com/docs/dashboard/emails/idempotency-keys'],
} as const satisfies EffectModel;

export const otherMail = {
  format: 1,
  package: [
    'postmark',
    'mailgun.js',
    'mailgun-js',
    'loops',
    'customerio-node',
    '@getbrevo/brevo',
    'sib-api-v3-sdk',
    '@mailchimp/mailchimp_transactional',
    'node-mailjet',
    'mailersend',
    'emailjs',
    '@emailjs/nodejs',
    'plunk-node',
    '@plunk/node',
    'sparkpost',
    'mailtrap',
    'zeptomail',
  ],
  types: {
    Client: [
      'Package.Member[ServerClient,Client,LoopsClient,APIClient,TrackClient,BrevoClient,TransactionalEmailsApi,MailerSend,MailtrapClient,SMTPClient].Instance',
      'Package.Instance',
      'Package.ReturnValue',
      'Package.Instance.Member[client].ReturnValue',
      'Package.Member[apiConnect,connect].ReturnValue',
      'Package',
    ],
  },
  effects: [
    {
      at: 'Client.Member[messages].ReturnValue.Member[send]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
    },
    {
      at: 'Client.Member[messages,email,emails,transmissions,transactionalEmails].Member[create,send,sendTemplate,sendRaw,sendTransacEmail]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[headers].Member[idempotencyKey]', 'Call.Argument[0].Member[headers].Member[Idempotency-Key]'],
      },
    },
    {
      at: 'Client.Member[sendEmail,sendEmailWithTemplate,sendEmailBatch,sendEmailBatchWithTemplates,sendTransactionalEmail,sendTransacEmail,send,sendPush,sendSMS,sendInboxMessage,triggerBroadcast,sendEvent]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      key: { at: ['Call.Argument[0].Member[headers].Member[Idempotency-Key]'] },
    },
    {
      at: 'Client.Member[post].ReturnValue.Member[request]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
    },
    {
      at: 'Client.Member[createContact,updateContact,identify,suppress,addDevice,destroy]',
      kind: 'http',
      verb: 'changes a contact',
      write: 'upsert',
    },
    {
      at: 'Client.Member[request].Member[put,destroy]',
      kind: 'http',
      verb: 'changes a contact',
      write: 'upsert',
    },
    {
      at: 'Client.Member[request].Member[post]',
      kind: 'http',
      verb: 'sends a request to the mail service',
      write: 'send',
    },
    {
      at: 'Client.Member[track,trackAnonymous]',
      kind: 'email',
      verb: 'reports an event that may send a mail',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['postmark@5.1.0', 'mailgun.js@14.0.1', 'loops@7.3.0', 'customerio-node@4.4.0', '@getbrevo/brevo@6.0.3', '@mailchimp/mailchimp_transactional@1.4.1'],
} as const satisfies EffectModel;
