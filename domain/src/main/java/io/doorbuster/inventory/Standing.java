package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition;
import org.jspecify.annotations.Nullable;

/** Whether the bucket works, and by which terms. */
final class Standing {
    private final int generation;
    private final boolean recovered;
    private BucketTerms terms;
    private boolean open;

    Standing(BucketSnapshot snapshot) {
        generation = snapshot.generation();
        recovered = snapshot.recovered();
        terms = snapshot.terms();
        open = snapshot.open();
    }

    int generation() {
        return generation;
    }

    boolean isRecovered() {
        return recovered;
    }

    BucketTerms terms() {
        return terms;
    }

    boolean isOpen() {
        return open;
    }

    boolean isCancelled() {
        return terms.state() == SaleDefinition.Switch.CANCELLED;
    }

    /** Why nothing can be reserved, or null if it can. */
    @Nullable
    Refusal whyClosed(long now) {
        if (!open) {
            return Refusal.RECOVERING;
        }
        if (isCancelled()) {
            return Refusal.CANCELLED;
        }
        if (now >= terms.endAtMillis()) {
            return Refusal.ENDED;
        }
        if (terms.state() == SaleDefinition.Switch.PAUSED) {
            return Refusal.PAUSED;
        }
        return now < terms.startAtMillis() ? Refusal.NOT_STARTED : null;
    }

    /** After a rebuild, what is not here may have been lost: its buyer is told that it is gone, not that it never was. */
    Outcome notFound() {
        return new Outcome.Refused(recovered ? Refusal.GONE : Refusal.NOT_FOUND);
    }

    /** Whether these terms are news. */
    boolean isOlderThan(BucketTerms newer) {
        if (newer.version() <= terms.version()) {
            return false;
        }
        if (newer.bucket() != terms.bucket() || newer.buckets() != terms.buckets() || newer.stock() < terms.stock()) {
            throw new IllegalArgumentException("bucket " + terms + " cannot become " + newer);
        }
        return true;
    }

    void become(BucketTerms newer) {
        terms = newer;
    }

    void setOpen(boolean newOpen) {
        open = newOpen;
    }
}
