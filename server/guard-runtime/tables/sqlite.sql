CREATE TABLE message_lease (
  key TEXT PRIMARY KEY NOT NULL,
  token TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done')),
  lease_until INTEGER NOT NULL,
  fingerprint TEXT,
  result TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE message_inbox (
  handler TEXT NOT NULL,
  event TEXT NOT NULL,
  handled_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (handler, event)
) WITHOUT ROWID;
-- Purge both from a scheduled job:
-- DELETE FROM message_lease WHERE expires_at < unixepoch() * 1000;
-- DELETE FROM message_inbox WHERE handled_at < datetime('now', '-30 days');
