// Knex's own client for better-sqlite3, of which a proof changes the driver.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';
  export default class BetterSqlite3Client extends Knex.Client {
    _driver(): unknown;
  }
}
