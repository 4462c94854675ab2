-- Units whose money went back may be sold again, and what a reservation or a unit was, it need not stay.

ALTER TABLE sales ADD COLUMN resell_refunded boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sales.resell_refunded IS 'Whether units whose money went back are on sale again.';

COMMENT ON TABLE sold_units IS
    'Who owns which unit now: a lapsed authorisation, or a refund where refunded units are sold again, takes the row away. The primary key is the last line against selling a unit twice.';
COMMENT ON COLUMN reservations.units IS
    'What it binds or, when it is over, what it had. Sold late, after it was over, it may get other units, as many.';
COMMENT ON COLUMN ledger_positions.abandoned IS
    'Reservations that were released or expired and did not come back: those that bind no units.';
COMMENT ON COLUMN ledger_positions.declined IS 'Payment attempts that were declined, or whose authorisation lapsed.';
