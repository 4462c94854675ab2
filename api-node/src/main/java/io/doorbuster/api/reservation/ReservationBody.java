package io.doorbuster.api.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.doorbuster.api.http.WireId;
import io.doorbuster.inventory.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A reservation as its owner sees it.
 *
 * @param expiresIn seconds until then, rounded up; 0 once it is over
 * @param orderId once a payment has been started
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReservationBody(
        String reservationId,
        String saleId,
        String status,
        List<Integer> units,
        Instant expiresAt,
        long expiresIn,
        @Nullable String orderId) {

    static ReservationBody of(String saleId, Reservation reservation, Instant now) {
        return new ReservationBody(
                WireId.reservation(reservation.id()),
                saleId,
                reservation.state().name().toLowerCase(Locale.ROOT),
                reservation.units(),
                Instant.ofEpochMilli(reservation.expiresAtMillis()),
                expiresIn(reservation, now),
                reservation.attempts().isEmpty() ? null : WireId.order(reservation.id()));
    }

    private static long expiresIn(Reservation reservation, Instant now) {
        long millis = reservation.expiresAtMillis() - now.toEpochMilli();
        return reservation.state().bindsUnits() && millis > 0 ? (millis + 999) / 1_000 : 0;
    }
}
