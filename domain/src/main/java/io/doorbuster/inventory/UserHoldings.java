package io.doorbuster.inventory;

import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many units each buyer has that count against the cap. Derived from the reservations, and from their order alone, so
 * that it is the same on a replica that was restored.
 */
final class UserHoldings {
    /** Ids in the order in which the reservations were made; nearly always one, and never more than the cap. */
    private record Holding(int units, List<UUID> ids) {
        Holding with(Reservation reservation) {
            List<UUID> more = new ArrayList<>(ids);
            more.add(reservation.id());
            return new Holding(units + reservation.quantity(), List.copyOf(more));
        }

        @Nullable
        Holding without(Reservation reservation) {
            if (ids.size() == 1) {
                return null;
            }
            List<UUID> fewer = new ArrayList<>(ids);
            fewer.remove(reservation.id());
            return new Holding(units - reservation.quantity(), List.copyOf(fewer));
        }
    }

    private static final Holding NONE = new Holding(0, List.of());

    private final Map<String, Holding> byUser = new Object2ObjectOpenHashMap<>();

    int unitsOf(String userId) {
        Holding holding = byUser.get(userId);
        return holding == null ? 0 : holding.units();
    }

    /** Oldest first. */
    List<UUID> reservationsOf(String userId) {
        return byUser.getOrDefault(userId, NONE).ids();
    }

    @Nullable
    UUID latestOf(String userId) {
        Holding holding = byUser.get(userId);
        return holding == null ? null : holding.ids().get(holding.ids().size() - 1);
    }

    void add(Reservation reservation) {
        byUser.compute(reservation.userId(), (user, holding) -> (holding == null ? NONE : holding).with(reservation));
    }

    void remove(Reservation reservation) {
        byUser.computeIfPresent(reservation.userId(), (user, holding) -> holding.without(reservation));
    }
}
