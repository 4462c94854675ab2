package io.doorbuster.api.reconciliation;

import io.doorbuster.api.http.WireId;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What one walk over the grid's reservations found. Not thread-safe: the walk goes bucket by bucket. */
final class Tally {
    /** A list that nobody reads to its end helps nobody. */
    static final int MAX_DIFFERENCES = 1_000;

    private final SaleDefinition sale;
    private final BitSet bound = new BitSet();
    private final BitSet paid = new BitSet();
    private final Map<OrderStatus, Long> orders = new EnumMap<>(OrderStatus.class);
    private final Map<UUID, Reservation> suspects = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final Set<UUID> seen = new HashSet<>();
    private long paidAmount;
    private boolean truncated;

    Tally(SaleDefinition sale) {
        this.sale = sale;
    }

    /** Counts a page of reservations and keeps those that differ from the ledger's, to look at them again. */
    void add(List<Reservation> page, Map<UUID, Reservation> ledger) {
        for (Reservation reservation : page) {
            seen.add(reservation.id());
            count(reservation);
            if (Comparison.of(reservation, ledger.get(reservation.id())).isPresent()) {
                suspect(reservation);
            }
        }
    }

    void suspect(Reservation reservation) {
        if (suspects.size() < MAX_DIFFERENCES) {
            suspects.put(reservation.id(), reservation);
        } else {
            truncated = true;
        }
    }

    private void count(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        if (attempt != null) {
            OrderStatus status = OrderStatus.of(attempt.state());
            orders.merge(status, 1L, Long::sum);
            if (status == OrderStatus.PAID) {
                paidAmount += sale.price().amount() * reservation.quantity();
                paid.set(reservation.units().get(0));
            }
        }
        if (!reservation.state().bindsUnits()) {
            return;
        }
        for (int unit : reservation.units()) {
            if (bound.get(unit)) {
                difference(Difference.of(
                        Difference.Kind.UNIT_SOLD_TWICE,
                        Integer.toString(unit),
                        WireId.reservation(reservation.id()),
                        null));
            }
            bound.set(unit);
        }
    }

    void difference(Difference difference) {
        if (differences.size() < MAX_DIFFERENCES) {
            differences.add(difference);
        } else {
            truncated = true;
        }
    }

    List<Reservation> suspects() {
        return List.copyOf(suspects.values());
    }

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    boolean truncated() {
        return truncated;
    }

    /** Whether the walk met this reservation in the grid. */
    boolean knows(UUID id) {
        return seen.contains(id);
    }

    /** The first unit of each paid order. */
    BitSet paid() {
        return paid;
    }

    int reservations() {
        return seen.size();
    }

    /** Orders by status, and the money that was moved and not sent back. */
    Map<String, Object> payments() {
        Map<String, Object> body = new LinkedHashMap<>();
        for (OrderStatus status : OrderStatus.values()) {
            body.put(status.word(), orders.getOrDefault(status, 0L));
        }
        body.put(
                "paidAmount",
                Map.of("amount", paidAmount, "currency", sale.price().currency()));
        return body;
    }
}
