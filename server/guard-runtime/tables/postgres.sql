CREATE TABLE message_lease (
  key text PRIMARY KEY,
  token text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done')),
  lease_until timestamptz NOT NULL,
  fingerprint text,
  result text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX message_lease_expires_at ON message_lease (expires_at);
CREATE TABLE message_inbox (
  handler text,
  event text,
  handled_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (handler, event)
);
CREATE INDEX message_inbox_handled_at ON message_inbox (handled_at);
-- Purge both from a scheduled job:
-- DELETE FROM message_lease WHERE expires_at < now();
-- DELETE FROM message_inbox WHERE handled_at < now() - interval '30 days';
