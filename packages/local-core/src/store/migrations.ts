/** What brings the tables from one `user_version` to the next. Entries are only ever added. */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      governance_event_id TEXT NOT NULL UNIQUE,
      agent_id TEXT NOT NULL,
      agent_name TEXT NOT NULL,
      received_at TEXT NOT NULL,
      event_type TEXT NOT NULL,
      workflow_id TEXT NOT NULL,
      run_id TEXT NOT NULL,
      workflow_type TEXT NOT NULL,
      activity_id TEXT,
      activity_type TEXT,
      verdict TEXT NOT NULL,
      event_json TEXT NOT NULL,
      verdict_json TEXT NOT NULL
    )`,
    'CREATE INDEX events_by_run ON events (workflow_id, run_id)',
    `CREATE TABLE approvals (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      agent_id TEXT NOT NULL,
      agent_name TEXT NOT NULL,
      workflow_id TEXT NOT NULL,
      run_id TEXT NOT NULL,
      activity_id TEXT NOT NULL,
      subject TEXT NOT NULL,
      workflow_type TEXT NOT NULL,
      activity_type TEXT NOT NULL,
      governance_event_id TEXT NOT NULL,
      policy_id TEXT,
      policy_reason TEXT,
      created_at TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      decision TEXT CHECK (decision IN ('approved', 'rejected')),
      decision_reason TEXT,
      decided_by TEXT,
      decided_at TEXT,
      UNIQUE (agent_id, workflow_id, run_id, activity_id, subject)
    )`,
  ],
];
