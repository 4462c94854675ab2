package io.doorbuster.inventory;

import org.roaringbitmap.RoaringBitmap;

/** Gives free units to the sale's other buckets and takes theirs. */
final class UnitExchange {
    private final Standing standing;
    private final ReservationBook book;
    private final Transfers transfers;
    private final Revision revision;

    UnitExchange(Standing standing, ReservationBook book, Transfers transfers, Revision revision) {
        this.standing = standing;
        this.book = book;
        this.transfers = transfers;
        this.revision = revision;
    }

    /**
     * Half of what may go, so that a crowd at one bucket does not dry out the next. A unit may go only once the ledger
     * knows that it is free: otherwise a rebuild could find it bound in two buckets.
     */
    Outcome give(int to) {
        if (to < 0 || to >= standing.terms().buckets()) {
            throw new IllegalArgumentException(
                    "bucket " + to + " of " + standing.terms().buckets());
        }
        Transfer already = transfers.openTo(to);
        if (already != null) {
            return new Outcome.Given(already);
        }
        if (!standing.isOpen() || to == standing.terms().bucket()) {
            return new Outcome.Refused(Refusal.NOTHING_TO_GIVE);
        }
        RoaringBitmap movable = book.free().units().clone();
        book.outbox().pending().forEach(event -> event.reservation().units().forEach(movable::remove));
        int available = movable.getCardinality();
        if (available == 0) {
            return new Outcome.Refused(Refusal.NOTHING_TO_GIVE);
        }
        int amount = Math.min(InventoryBucket.MAX_TRANSFER_UNITS, (available + 1) / 2);
        RoaringBitmap going = movable.limit(amount);
        book.free().remove(going);
        Transfer transfer =
                new Transfer(standing.generation(), standing.terms().bucket(), to, transfers.nextSequenceTo(to), going);
        transfers.send(transfer);
        revision.changed();
        return new Outcome.Given(transfer);
    }

    Outcome receive(Transfer transfer) {
        if (transfer.to() != standing.terms().bucket()) {
            throw new IllegalArgumentException(
                    "bucket " + standing.terms().bucket() + " is not the taker of " + transfer);
        }
        if (transfer.generation() != standing.generation()) {
            // Sent before the sale was rebuilt: the rebuilt buckets have its units already.
            return new Outcome.Refused(Refusal.WRONG_STATE);
        }
        if (transfers.receive(transfer)) {
            transfers.settleReturned(transfer.units());
            book.free().add(transfer.units());
            revision.changed();
        }
        return new Outcome.Done();
    }

    Outcome settle(Command.Settle command) {
        if (command.generation() != standing.generation()) {
            // Sequences started anew: this one may be the number of another transfer.
            return new Outcome.Refused(Refusal.WRONG_STATE);
        }
        if (transfers.settle(command.to(), command.sequence()) != null) {
            revision.changed();
        }
        return new Outcome.Done();
    }
}
