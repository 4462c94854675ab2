-- The waiting room: who took which ticket, and how far admission came. Tickets are written by the ticket pipeline alone,
-- watermark steps by the admission pipeline, keys by the API.
--
-- tickets and watermark_steps carry no foreign keys, for V1's reason; their primary keys serve every query on them.

ALTER TABLE sales ADD COLUMN ticket_secret bytea;
COMMENT ON COLUMN sales.ticket_secret IS
    '32 bytes, never shown to anybody: the salts of the sale''s user hashes come from it. Null for sales from before waiting rooms.';

CREATE TABLE lane_positions (
    org_id     text NOT NULL,
    sale_id    text NOT NULL,
    lane       integer NOT NULL CHECK (lane >= 0),
    sequence   bigint NOT NULL DEFAULT 0,
    generation integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, sale_id, lane),
    FOREIGN KEY (org_id, sale_id) REFERENCES sales
) WITH (fillfactor = 50);
COMMENT ON TABLE lane_positions IS
    'How far each lane''s events have been written. A writer locks the row first, so that events are written exactly once.';
COMMENT ON COLUMN lane_positions.sequence IS 'Of the newest event written; the next must be one more.';
COMMENT ON COLUMN lane_positions.generation IS
    'How often the grid has set out to build the lane from this database; 0 before the first installation.';

CREATE TABLE tickets (
    org_id        text NOT NULL,
    sale_id       text NOT NULL,
    lane          integer NOT NULL,
    generation    integer NOT NULL CHECK (generation > 0),
    number        integer NOT NULL CHECK (number > 0),
    user_hash     bytea NOT NULL CHECK (octet_length(user_hash) = 16),
    window_number integer NOT NULL CHECK (window_number >= 0),
    weight        integer NOT NULL CHECK (weight > 0),
    arrived_at    timestamptz NOT NULL,
    rejoins       integer NOT NULL CHECK (rejoins >= 0),
    given_back    boolean NOT NULL,
    bound_to      bytea CHECK (octet_length(bound_to) = 16),
    PRIMARY KEY (org_id, sale_id, lane, number)
) WITH (fillfactor = 90);
COMMENT ON TABLE tickets IS
    'Every ticket as of its newest event here. A restarted grid''s lanes are rebuilt from them; the draw is published from them.';
COMMENT ON COLUMN tickets.generation IS 'Of the lane when it gave the ticket out. The ticket''s id is lane-generation-number.';
COMMENT ON COLUMN tickets.number IS '1, 2, 3 … per lane in order of arrival, without gaps.';
COMMENT ON COLUMN tickets.user_hash IS 'First 16 bytes of SHA-256(salt | holder); the holder''s salt stands in the holder''s token only.';
COMMENT ON COLUMN tickets.window_number IS 'Window of arrival; 0 is the first, which the lobby belongs to.';
COMMENT ON COLUMN tickets.weight IS 'In a weighted draw; 1 otherwise.';
COMMENT ON COLUMN tickets.arrived_at IS 'By the lane''s clock, in whole milliseconds.';
COMMENT ON COLUMN tickets.rejoins IS 'Tickets that the same holder gave back before this one.';
COMMENT ON COLUMN tickets.bound_to IS 'Hash, as in user_hash, of the user who first reserved with an anonymous ticket.';

CREATE TABLE watermark_steps (
    org_id        text NOT NULL,
    sale_id       text NOT NULL,
    step          bigint NOT NULL CHECK (step > 0),
    at            timestamptz NOT NULL,
    window_number integer NOT NULL,
    key           bigint NOT NULL,
    admitted      bigint NOT NULL CHECK (admitted >= 0),
    PRIMARY KEY (org_id, sale_id, step)
);
COMMENT ON TABLE watermark_steps IS
    'Every advance of a sale''s watermark: who is at or before it is admitted. Append-only: a trigger refuses all else.';
COMMENT ON COLUMN watermark_steps.step IS '1, 2, 3 … per sale, without gaps.';
COMMENT ON COLUMN watermark_steps.key IS
    'The 64 bits of an unsigned number: key # (-9223372036854775808) orders as it does.';
COMMENT ON COLUMN watermark_steps.admitted IS 'Tickets at or before the watermark, those given back included.';

CREATE FUNCTION refuse_change_of_watermark_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'watermark_steps is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER watermark_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON watermark_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_watermark_steps();

CREATE TABLE room_token_keys (
    kid        text PRIMARY KEY,
    secret     bytea NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE room_token_keys IS
    'What waiting-room tokens and session cookies are signed with, one row a day; shared by all API nodes.';
COMMENT ON COLUMN room_token_keys.secret IS 'Whoever reads it can forge tickets.';
