import amqp from 'amqplib';
import nodemailer from 'nodemailer';

const mailer = nodemailer.createTransport({ host: 'localhost' });

export async function start(): Promise<void> {
  const connection = await amqp.connect('amqp://localhost');
  const channel = await connection.createChannel();
  await channel.consume('mails', async (message) => {
    if (message === null) return;
    channel.ack(message);
    const mail = JSON.parse(message.content.toString());
    await mailer.sendMail({ to: mail.to, subject: mail.subject, text: mail.text });
  });
}
