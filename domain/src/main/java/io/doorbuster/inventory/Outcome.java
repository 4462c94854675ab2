package io.doorbuster.inventory;

import java.util.List;
import java.util.UUID;

/** What a command led to. */
public sealed interface Outcome {
    /**
     * The reservation as the command left it, or as an earlier run of the same command had left it.
     *
     * @param sequence of the bucket's newest event, at or after the reservation's own: durable up to here means that
     *     the reservation is
     * @param repeated whether this command changed nothing because it had run before
     */
    record Accepted(Reservation reservation, long sequence, boolean repeated) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}

    /**
     * The bucket has fewer free units than asked for; another may have them.
     *
     * @param free units that it has
     */
    record Dry(int free) implements Outcome {}

    /**
     * The buyer would have more units than the cap.
     *
     * @param latest the buyer's newest reservation
     */
    record CapReached(int cap, UUID latest) implements Outcome {}

    /** Payments handed out to be resolved. */
    record Unresolved(List<Reservation> reservations) implements Outcome {
        public Unresolved {
            reservations = List.copyOf(reservations);
        }
    }

    record Given(Transfer transfer) implements Outcome {}

    /** Open transfers of a bucket, for whoever drives them to their end. */
    record OpenTransfers(List<Transfer> transfers) implements Outcome {
        public OpenTransfers {
            transfers = List.copyOf(transfers);
        }
    }

    record Events(List<Event> events) implements Outcome {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** A page of the bucket's reservations; the last page is shorter than the limit. */
    record Page(List<Reservation> reservations) implements Outcome {
        public Page {
            reservations = List.copyOf(reservations);
        }
    }

    /** Done, or done before; there is nothing to tell. */
    record Done() implements Outcome {}
}
