-- Sales that ended long ago and are needed once more: for a refund, or for late news of a payment.

ALTER TABLE sales ADD COLUMN recalled_at timestamptz;
CREATE INDEX sales_recalled ON sales (recalled_at) WHERE recalled_at IS NOT NULL;
COMMENT ON COLUMN sales.recalled_at IS 'When the sale was last brought back into the grid after it had left; null if never.';
