package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many units each buyer has that count against the cap. Derived from the reservations. */
final class UserHoldings {
    private record Holding(int units, UUID latest) {}

    private final Map<String, Holding> byUser = new Object2ObjectOpenHashMap<>();

    int unitsOf(String userId) {
        Holding holding = byUser.get(userId);
        return holding == null ? 0 : holding.units();
    }

    @Nullable
    UUID latestOf(String userId) {
        Holding holding = byUser.get(userId);
        return holding == null ? null : holding.latest();
    }

    void add(Reservation reservation) {
        byUser.put(
                reservation.userId(),
                new Holding(unitsOf(reservation.userId()) + reservation.quantity(), reservation.id()));
    }

    void remove(Reservation reservation) {
        byUser.computeIfPresent(
                reservation.userId(),
                (user, holding) -> holding.units() == reservation.quantity()
                        ? null
                        : new Holding(holding.units() - reservation.quantity(), holding.latest()));
    }
}
