import nodemailer from 'nodemailer';

export const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST, port: 587 });
