package io.doorbuster.chaos.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger and the payment provider say about a sale once everything is at rest.
 *
 * @param cap units that one buyer may have
 * @param price of one unit, in minor units
 * @param steps of the watermark, in the order of their numbers
 */
public record SaleFacts(
        String saleId,
        int stock,
        int cap,
        long price,
        List<Reserved> reservations,
        List<Order> orders,
        List<Sold> sold,
        List<Step> steps,
        List<Payment> payments) {
    public SaleFacts {
        reservations = List.copyOf(reservations);
        orders = List.copyOf(orders);
        sold = List.copyOf(sold);
        steps = List.copyOf(steps);
        payments = List.copyOf(payments);
    }

    /** A reservation, under its id as buyers know it. */
    public record Reserved(String reservationId, String buyer, List<Integer> units, String state) {
        public Reserved {
            units = List.copyOf(units);
        }
    }

    /** An order, under the id of its reservation. */
    public record Order(String reservationId, String buyer, List<Integer> units, String status) {
        public Order {
            units = List.copyOf(units);
        }

        boolean isPaid() {
            return status.equals("paid");
        }

        /** Paid, or paid once and given back. */
        boolean wasPaid() {
            return isPaid() || status.equals("refunding") || status.equals("refunded");
        }
    }

    /** A unit's owner. */
    public record Sold(int unit, String reservationId) {}

    /** One advance of the watermark; keys are unsigned. */
    public record Step(long step, int window, long key, long admitted) {}

    /** A line of the provider's books, of one attempt to pay for a reservation. */
    public record Payment(
            String reservationId,
            int attempt,
            State state,
            long amount,
            @Nullable String reference) {
        /** As far as money goes. */
        public enum State {
            NOT_CHARGED,
            AUTHORISED,
            CAPTURED,
            REFUNDED
        }
    }
}
