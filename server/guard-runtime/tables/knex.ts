import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('message_lease', (table) => {
    table.text('key').primary();
    table.text('token').notNullable();
    table.text('state').notNullable();
    table.timestamp('lease_until', { useTz: true }).notNullable();
    table.text('fingerprint');
    table.text('result');
    table.timestamp('expires_at', { useTz: true }).notNullable().index();
  });
  await knex.schema.createTable('message_inbox', (table) => {
    table.text('handler');
    table.text('event');
    table.timestamp('handled_at', { useTz: true }).notNullable().defaultTo(knex.fn.now()).index();
    table.primary(['handler', 'event']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('message_inbox');
  await knex.schema.dropTable('message_lease');
}
