package io.doorbuster.api.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.doorbuster.api.http.WireId;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import io.doorbuster.ledger.OrderStore.OrderRow;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders as they go over the wire. */
final class OrderBody {
    private OrderBody() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record OfBuyer(
            String orderId,
            String saleId,
            String reservationId,
            String status,
            List<Integer> units,
            Money amount,
            @Nullable String reason,
            Instant createdAt) {}

    /** @param attempt the latest one */
    static Object ofBuyer(SaleDefinition sale, Reservation reservation, Attempt attempt) {
        return new OfBuyer(
                WireId.order(reservation.id()),
                sale.saleId(),
                WireId.reservation(reservation.id()),
                OrderStatus.of(attempt.state()).word(),
                reservation.units(),
                sale.price().times(reservation.quantity()),
                attempt.reason(),
                Instant.ofEpochMilli(reservation.reservedAtMillis()));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record OfMerchant(
            String orderId,
            String saleId,
            String reservationId,
            String userId,
            String status,
            List<Integer> units,
            Money amount,
            @Nullable String paymentRef,
            @Nullable String reason,
            boolean gridDurable,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant disputedAt) {}

    static Object ofMerchant(OrderRow row) {
        return new OfMerchant(
                WireId.order(row.orderId()),
                row.saleId(),
                WireId.reservation(row.orderId()),
                row.userId(),
                row.status(),
                row.units(),
                row.amount(),
                row.paymentRef(),
                row.reason(),
                row.gridDurable(),
                row.createdAt(),
                row.updatedAt(),
                row.disputedAt());
    }

    /** The row, as the grid has moved it on since. */
    static Object ofMerchant(OrderRow row, Attempt attempt, Instant now) {
        return ofMerchant(new OrderRow(
                row.orgId(),
                row.saleId(),
                row.orderId(),
                row.bucket(),
                row.userId(),
                row.units(),
                OrderStatus.of(attempt.state()).word(),
                row.amount(),
                attempt.reference(),
                attempt.reason(),
                row.gridDurable(),
                row.createdAt(),
                now,
                row.disputedAt()));
    }
}
