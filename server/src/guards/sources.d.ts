// Made when bundling, from server/guard-runtime.
declare module 'guard-sources' {
  /** The text of each file, by its path there: `core.ts`, `stores/postgres.ts`, `tables/postgres.sql`. */
  export const sources: Readonly<Record<string, string>>;
}
