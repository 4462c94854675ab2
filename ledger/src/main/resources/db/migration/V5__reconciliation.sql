-- Reconciliation with payment providers: what was found between their books and ours, what was done about it, and which API
-- node looks after a sale that has ended. Written by the API.

CREATE TABLE payment_repairs (
    org_id      text NOT NULL,
    sale_id     text NOT NULL,
    payment_key text NOT NULL,
    kind        text NOT NULL,
    found_at    timestamptz NOT NULL,
    reference   text,
    amount      bigint NOT NULL CHECK (amount >= 0),
    currency    text NOT NULL,
    done        text,
    done_at     timestamptz,
    PRIMARY KEY (org_id, sale_id, payment_key, kind),
    FOREIGN KEY (org_id, sale_id) REFERENCES sales,
    CONSTRAINT payment_repairs_done_at_a_time CHECK (num_nulls(done, done_at) IN (0, 2))
) WITH (fillfactor = 70);
COMMENT ON TABLE payment_repairs IS
    'Differences between a sale''s orders and its payments, each once, and what was done about them. Kept for the merchant''s books.';
COMMENT ON COLUMN payment_repairs.payment_key IS 'The key under which the provider was asked for the payment: of one attempt.';
COMMENT ON COLUMN payment_repairs.kind IS 'Of difference, as the reconciliation report names it.';
COMMENT ON COLUMN payment_repairs.reference IS 'The provider''s name for the payment; null if the provider has none.';
COMMENT ON COLUMN payment_repairs.amount IS 'Of the payment, or of the order that has none, in the currency''s minor units.';
COMMENT ON COLUMN payment_repairs.done IS 'cancelled, refunded, order recorded …; null as long as nothing was.';

CREATE TABLE reconciliation_runs (
    org_id      text NOT NULL,
    sale_id     text NOT NULL,
    claimed_at  timestamptz NOT NULL,
    claimed_by  text NOT NULL,
    finished_at timestamptz,
    consistent  boolean,
    differences integer CHECK (differences >= 0),
    report      jsonb,
    PRIMARY KEY (org_id, sale_id),
    FOREIGN KEY (org_id, sale_id) REFERENCES sales,
    CONSTRAINT reconciliation_runs_report_when_finished
        CHECK (num_nulls(finished_at, consistent, differences, report) IN (0, 4))
);
COMMENT ON TABLE reconciliation_runs IS
    'The reconciliation that follows a sale''s end: one row per sale, and one API node at a time that works for it.';
COMMENT ON COLUMN reconciliation_runs.claimed_at IS 'By the clock of the node; another may take over once the lease has passed.';
COMMENT ON COLUMN reconciliation_runs.claimed_by IS 'The node that works, or has finished.';
COMMENT ON COLUMN reconciliation_runs.differences IS 'How many were found; the report may list fewer.';
