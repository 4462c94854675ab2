package io.doorbuster.inventory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of a bucket. Every command may be repeated: a second run returns what the first did, and
 * a command that was refused has changed nothing.
 */
public sealed interface Command {
    Outcome applyTo(InventoryBucket bucket, long nowMillis);

    /**
     * Holds units for a buyer.
     *
     * @param id becomes the reservation's id
     * @param quantity 1 to the sale's cap
     */
    record Reserve(UUID id, String userId, int quantity, long fingerprint) implements Command {
        public Reserve {
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity must be at least 1, not " + quantity);
            }
        }

        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.reserve(this, nowMillis);
        }
    }

    /** Gives a hold back. */
    record Release(UUID reservationId, String userId) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.release(this, nowMillis);
        }
    }

    /** Reads one reservation. */
    record Find(UUID reservationId, String userId) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.find(this);
        }
    }

    /** Starts an attempt to pay; from here the reservation is an order too. */
    record StartPayment(UUID reservationId, String userId, UUID attemptId, long fingerprint) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.startPayment(this, nowMillis);
        }
    }

    /**
     * Records what became of an attempt, as the provider tells it now. It may take back what it said: after AUTHORISED,
     * DECLINED means that the authorisation lapsed or was cancelled, and the units are held again, or free. After DECLINED
     * or WITHDRAWN, AUTHORISED sells late, with other units if need be; refused where that cannot be, so that the caller
     * gives the money back and then records UNDONE, which is final. So neither of the others may be recorded from an answer that is older than the last one.
     *
     * @param attempt 1-based number of the attempt
     * @param reason why it was declined, withdrawn or undone or is unknown; with CAPTURED, why its refund failed, and only then
     */
    record RecordPayment(
            UUID reservationId,
            int attempt,
            AttemptState state,
            boolean chargedBeforeDurable,
            @Nullable String reference,
            @Nullable String reason)
            implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.recordPayment(this, nowMillis);
        }
    }

    /** Hands out payments whose fate is unknown; each comes again, later and later, until it is recorded. */
    record ClaimUnresolved(int limit) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.claimUnresolved(limit, nowMillis);
        }
    }

    /** Lets the clock act: holds expire, silent payments become unknown. */
    record Tick() implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.tick(nowMillis);
        }
    }

    /** Takes over a newer version of the sale's definition. */
    record Configure(BucketTerms terms) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.configure(terms, nowMillis);
        }
    }

    /** Opens a bucket that is complete, or closes one whose sale is being rebuilt. */
    record SetOpen(boolean open) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.setOpen(open, nowMillis);
        }
    }

    /** Asks for units for another bucket. */
    record Give(int to) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.give(to);
        }
    }

    /** Takes units in. */
    record Receive(Transfer transfer) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.receive(transfer);
        }
    }

    /** Ends a transfer that was received. */
    record Settle(int generation, int to, long sequence) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.settle(this);
        }
    }

    /** Reads the transfers that nobody has settled. */
    record ReadOpenTransfers() implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.openTransfers();
        }
    }

    /**
     * Reads events that the ledger may lack.
     *
     * @param afterSequence read on from here; 0 for the oldest
     */
    record ReadOutbox(long afterSequence, int limit) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.readOutbox(afterSequence, limit);
        }
    }

    /** Says that the ledger has every event up to {@code sequence}. */
    record Acknowledge(long sequence) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.acknowledge(sequence);
        }
    }

    /**
     * Reads reservations in the order in which they were made.
     *
     * @param after read on from here; null for the first page
     */
    record ReadReservations(@Nullable UUID after, int limit) implements Command {
        @Override
        public Outcome applyTo(InventoryBucket bucket, long nowMillis) {
            return bucket.readReservations(after, limit);
        }
    }
}
