package io.doorbuster.api.checkout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.WireId;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a checkout answers for each state that its attempt can be in. */
final class CheckoutAnswers {
    private CheckoutAnswers() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Body(
            String orderId,
            String reservationId,
            String status,
            @Nullable List<Integer> units,
            @Nullable Boolean requiresAction,
            @Nullable String clientSecret) {}

    static Answer of(Subject subject) {
        Reservation reservation = subject.reservation();
        Attempt attempt = subject.attempt();
        String reason = attempt.reason() == null ? "no reason given" : attempt.reason();
        return switch (attempt.state()) {
            case STARTED, ACTION_REQUIRED, UNKNOWN, AUTHORISED -> pending(reservation.id());
            case CAPTURED, REFUNDING, REFUNDED ->
                Answer.json(
                        201,
                        new Body(
                                WireId.order(reservation.id()),
                                WireId.reservation(reservation.id()),
                                OrderStatus.of(attempt.state()).word(),
                                reservation.units(),
                                null,
                                null));
            case DECLINED ->
                throw new Problem(ErrorCode.PAYMENT_DECLINED, "the provider declined the payment: " + reason)
                        .with("reason", reason)
                        .with("orderId", WireId.order(reservation.id()))
                        .with("reservationId", WireId.reservation(reservation.id()))
                        .with(
                                "expiresAt",
                                Instant.ofEpochMilli(reservation.expiresAtMillis())
                                        .toString());
            case WITHDRAWN ->
                throw new Problem(
                        ErrorCode.UNAVAILABLE,
                        "this attempt was given up before the provider was asked; try again with a new"
                                + " Idempotency-Key");
            case UNDONE -> throw new Problem(ErrorCode.RESERVATION_EXPIRED, reason);
        };
    }

    static Answer pending(UUID id) {
        return Answer.json(
                202, new Body(WireId.order(id), WireId.reservation(id), OrderStatus.PENDING.word(), null, null, null));
    }

    static Answer actionRequired(Reservation reservation, String clientSecret) {
        return Answer.json(
                202,
                new Body(
                        WireId.order(reservation.id()),
                        WireId.reservation(reservation.id()),
                        OrderStatus.PENDING.word(),
                        reservation.units(),
                        true,
                        clientSecret));
    }
}
