-- What payment providers tell by themselves: events that their webhooks bring, and disputes that come out of them. Written
-- by the API.
--
-- No foreign keys, for V1's reason and another: an event may name a sale that is not ours.

CREATE TABLE provider_events (
    provider    text NOT NULL,
    event_id    text NOT NULL,
    type        text NOT NULL,
    object_id   text NOT NULL,
    livemode    boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    deliveries  integer NOT NULL DEFAULT 1 CHECK (deliveries > 0),
    org_id      text,
    sale_id     text,
    order_id    uuid,
    handled_at  timestamptz,
    outcome     text,
    PRIMARY KEY (provider, event_id),
    CONSTRAINT provider_events_outcome_when_handled CHECK (num_nulls(handled_at, outcome) IN (0, 2))
) WITH (fillfactor = 70);
CREATE INDEX provider_events_to_prune ON provider_events (received_at) WHERE handled_at IS NOT NULL;
COMMENT ON TABLE provider_events IS
    'Events of payment providers, each once, noted before anything is done about it. Not their bodies: those hold personal data.';
COMMENT ON COLUMN provider_events.event_id IS 'The provider''s; a repeated delivery has the same one.';
COMMENT ON COLUMN provider_events.object_id IS 'The provider''s name for the payment, charge or dispute that the event is about.';
COMMENT ON COLUMN provider_events.livemode IS 'Whether real money is meant; false for the provider''s test mode.';
COMMENT ON COLUMN provider_events.created_at IS 'By the provider''s clock.';
COMMENT ON COLUMN provider_events.received_at IS 'Of the first delivery, by the API''s clock.';
COMMENT ON COLUMN provider_events.deliveries IS 'How often the provider has sent it.';
COMMENT ON COLUMN provider_events.order_id IS 'As the event names it, with org_id and sale_id; null if it does not.';
COMMENT ON COLUMN provider_events.handled_at IS
    'When all that follows from the event was durable. Until then the provider is answered 5xx and sends it again.';
COMMENT ON COLUMN provider_events.outcome IS 'What came of it, in a word or two.';

CREATE TABLE disputes (
    org_id     text NOT NULL,
    sale_id    text NOT NULL,
    order_id   uuid NOT NULL,
    provider   text NOT NULL,
    dispute_id text NOT NULL,
    amount     bigint NOT NULL CHECK (amount >= 0),
    currency   text NOT NULL,
    reason     text NOT NULL,
    opened_at  timestamptz NOT NULL,
    PRIMARY KEY (org_id, sale_id, order_id, provider, dispute_id)
);
COMMENT ON TABLE disputes IS
    'Payments that their buyers'' banks have called back. The order stays what it is: answering is the merchant''s business.';
COMMENT ON COLUMN disputes.amount IS 'Disputed, in the currency''s minor units; may be less than the order''s.';
COMMENT ON COLUMN disputes.reason IS 'In the provider''s words.';
COMMENT ON COLUMN disputes.opened_at IS 'By the provider''s clock.';
