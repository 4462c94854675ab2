-- The ledger: what every sale has durably become. Merchants' definitions are written by the API; everything else is
-- written by the ledger pipeline alone, one transaction per batch of events.
--
-- Hot tables (reservations, orders, sold_units, sale_events) carry no foreign keys: each insert would pay a look-up for
-- what ledger_positions already guarantees, since no event is written before its bucket's position row exists.

CREATE TABLE organisations (
    org_id     text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE organisations IS 'Who sells. A row appears with the organisation''s first sale.';

CREATE TABLE sales (
    org_id                  text NOT NULL REFERENCES organisations,
    sale_id                 text NOT NULL UNIQUE,
    version                 integer NOT NULL CHECK (version > 0),
    sku_id                  text NOT NULL,
    title                   text NOT NULL,
    price_amount            bigint NOT NULL CHECK (price_amount >= 0),
    price_currency          text NOT NULL,
    stock                   integer NOT NULL CHECK (stock BETWEEN 1 AND 10000000),
    start_at                timestamptz NOT NULL,
    end_at                  timestamptz NOT NULL,
    per_user_cap            integer NOT NULL CHECK (per_user_cap > 0),
    reservation_ttl_sec     integer NOT NULL CHECK (reservation_ttl_sec > 0),
    fairness_rule           text NOT NULL,
    fairness_window_ms      integer NOT NULL,
    fairness_lottery_sec    integer NOT NULL,
    fairness_weights        jsonb NOT NULL,
    admission_per_sec       integer NOT NULL,
    low_stock_threshold     integer,
    before_charge_ms        integer NOT NULL,
    when_ledger_down        text NOT NULL CHECK (when_ledger_down IN ('PROCEED', 'REFUSE')),
    state                   text NOT NULL CHECK (state IN ('ON', 'PAUSED', 'CANCELLED')),
    message                 text,
    buckets                 integer NOT NULL CHECK (buckets > 0),
    draw_commitment         text NOT NULL,
    draw_seed               bytea NOT NULL,
    stock_remaining_durable integer NOT NULL,
    generation              integer NOT NULL DEFAULT 0,
    idempotency_key         text,
    fingerprint             bigint NOT NULL,
    created_at              timestamptz NOT NULL,
    PRIMARY KEY (org_id, sale_id),
    UNIQUE (org_id, idempotency_key),
    CONSTRAINT sales_end_after_start CHECK (end_at > start_at),
    CONSTRAINT sales_stock_remaining_possible CHECK (stock_remaining_durable BETWEEN 0 AND stock)
) WITH (fillfactor = 50);
CREATE INDEX sales_newest_first ON sales (org_id, created_at DESC, sale_id DESC);
CREATE INDEX sales_by_end ON sales (end_at);
COMMENT ON COLUMN sales.version IS '1 on creation, one more with each change; changes compare and set it.';
COMMENT ON COLUMN sales.price_amount IS 'Price of one unit in the currency''s minor units.';
COMMENT ON COLUMN sales.stock IS 'Units 1..stock are on sale. Only ever grows.';
COMMENT ON COLUMN sales.fairness_weights IS 'Tickets per loyalty tier: {"gold": 3}.';
COMMENT ON COLUMN sales.before_charge_ms IS 'How long a checkout waits for its order to be in this database before it charges.';
COMMENT ON COLUMN sales.buckets IS 'Over how many grid entries the units are spread. Fixed at creation.';
COMMENT ON COLUMN sales.draw_commitment IS 'Hex SHA-256 of draw_seed; published from the start.';
COMMENT ON COLUMN sales.draw_seed IS 'Secret until the sale has ended; never show it before.';
COMMENT ON COLUMN sales.stock_remaining_durable IS
    'stock less the units that reservations in this database bind (HELD, PAYING, UNKNOWN, SOLD).';
COMMENT ON COLUMN sales.generation IS
    'How often the grid has set out to build the sale from this database; 0 before the first installation.';
COMMENT ON COLUMN sales.fingerprint IS 'Of the creating request''s body: the same idempotency_key with another one is refused.';

CREATE TABLE ledger_positions (
    org_id       text NOT NULL,
    sale_id      text NOT NULL,
    bucket       integer NOT NULL CHECK (bucket >= 0),
    sequence     bigint NOT NULL DEFAULT 0,
    reservations bigint NOT NULL DEFAULT 0,
    paid         bigint NOT NULL DEFAULT 0,
    abandoned    bigint NOT NULL DEFAULT 0,
    declined     bigint NOT NULL DEFAULT 0,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, sale_id, bucket),
    FOREIGN KEY (org_id, sale_id) REFERENCES sales
) WITH (fillfactor = 50);
COMMENT ON TABLE ledger_positions IS
    'How far each bucket''s events have been written. A writer locks the row first, so that events are written exactly once.';
COMMENT ON COLUMN ledger_positions.sequence IS 'Of the newest event written; the next must be one more.';
COMMENT ON COLUMN ledger_positions.abandoned IS 'Reservations that were released or expired.';
COMMENT ON COLUMN ledger_positions.declined IS 'Payment attempts that were declined.';

CREATE TABLE reservations (
    org_id           text NOT NULL,
    sale_id          text NOT NULL,
    reservation_id   uuid NOT NULL,
    bucket           integer NOT NULL,
    user_id          text NOT NULL,
    units            integer[] NOT NULL,
    state            text NOT NULL
        CHECK (state IN ('HELD', 'PAYING', 'UNKNOWN', 'SOLD', 'RELEASED', 'EXPIRED')),
    reserved_at      timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    fingerprint      bigint NOT NULL,
    attempts         jsonb NOT NULL,
    updated_sequence bigint NOT NULL,
    PRIMARY KEY (org_id, sale_id, reservation_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE reservations IS 'Every reservation as of its newest event here. A restarted grid is rebuilt from those that bind units.';
COMMENT ON COLUMN reservations.state IS 'HELD, PAYING, UNKNOWN and SOLD bind the units; RELEASED and EXPIRED have given them back.';
COMMENT ON COLUMN reservations.attempts IS
    'Attempts to pay, oldest first: [{id, fingerprint, state, chargedBeforeDurable, reference?, reason?}].';
COMMENT ON COLUMN reservations.updated_sequence IS 'Sequence, within the bucket, of the newest event of this reservation.';

CREATE TABLE orders (
    org_id       text NOT NULL,
    sale_id      text NOT NULL,
    order_id     uuid NOT NULL,
    bucket       integer NOT NULL,
    user_id      text NOT NULL,
    units        integer[] NOT NULL,
    status       text NOT NULL CHECK (status IN ('pending', 'paid', 'refunding', 'refunded', 'declined')),
    amount       bigint NOT NULL CHECK (amount >= 0),
    currency     text NOT NULL,
    payment_ref  text,
    reason       text,
    attempts     integer NOT NULL CHECK (attempts > 0),
    grid_durable boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (org_id, sale_id, order_id)
) WITH (fillfactor = 70);
CREATE INDEX orders_newest_first ON orders (org_id, sale_id, created_at DESC, order_id DESC);
CREATE INDEX orders_unsettled ON orders (org_id, sale_id) WHERE status IN ('pending', 'refunding');
COMMENT ON TABLE orders IS 'Reservations whose payment was at least tried.';
COMMENT ON COLUMN orders.order_id IS 'The reservation''s id.';
COMMENT ON COLUMN orders.status IS
    'Of the latest attempt. declined: the reservation may live on and be paid by a further attempt.';
COMMENT ON COLUMN orders.amount IS 'Price times units, in the currency''s minor units.';
COMMENT ON COLUMN orders.payment_ref IS 'The payment provider''s name for the latest attempt''s payment.';
COMMENT ON COLUMN orders.grid_durable IS
    'The latest attempt was charged while only the grid had the order: this database was away or late.';
COMMENT ON INDEX orders_unsettled IS 'Keeps sales with open payments in the grid after their end.';

CREATE TABLE sold_units (
    org_id   text NOT NULL,
    sale_id  text NOT NULL,
    unit     integer NOT NULL CHECK (unit > 0),
    order_id uuid NOT NULL,
    user_id  text NOT NULL,
    sold_at  timestamptz NOT NULL,
    PRIMARY KEY (org_id, sale_id, unit)
);
COMMENT ON TABLE sold_units IS 'Who owns which unit. The primary key is the last line against selling a unit twice.';

CREATE TABLE sale_events (
    org_id         text NOT NULL,
    sale_id        text NOT NULL,
    bucket         integer NOT NULL,
    sequence       bigint NOT NULL,
    at             timestamptz NOT NULL,
    type           text NOT NULL,
    reservation_id uuid NOT NULL,
    user_id        text NOT NULL,
    units          integer[] NOT NULL,
    attempt        integer,
    payment_ref    text,
    reason         text,
    PRIMARY KEY (org_id, sale_id, bucket, sequence)
);
COMMENT ON TABLE sale_events IS 'Everything that happened, in order per bucket. Append-only: a trigger refuses all else.';
COMMENT ON COLUMN sale_events.sequence IS '1, 2, 3 … per bucket, without gaps.';
COMMENT ON COLUMN sale_events.attempt IS 'Number of the latest attempt to pay, from 1; null before the first.';

CREATE FUNCTION refuse_change_of_sale_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sale_events is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER sale_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_sale_events();

CREATE TABLE refund_requests (
    org_id          text NOT NULL,
    idempotency_key text NOT NULL,
    sale_id         text NOT NULL,
    order_id        uuid NOT NULL,
    requested_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, idempotency_key),
    FOREIGN KEY (org_id, sale_id) REFERENCES sales
);
COMMENT ON TABLE refund_requests IS 'Which order a refund''s Idempotency-Key was first used for.';
