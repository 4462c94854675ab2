package io.doorbuster.api.grid;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.WireId;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;

/** What the grid's refusals are in HTTP. The one place that says so. */
public final class Refusals {
    private Refusals() {}

    /** The reservation of an accepted command; anything else is thrown as the problem that it is for the caller. */
    public static Reservation accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted.reservation();
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw problem(refused.refusal());
        }
        if (outcome instanceof Outcome.CapReached cap) {
            throw new Problem(ErrorCode.CAP_REACHED, "a buyer may have " + cap.cap() + " of this sale's units")
                    .with("cap", cap.cap())
                    .with("reservationId", WireId.reservation(cap.latest()));
        }
        throw new IllegalStateException("not an answer to a buyer's command: " + outcome);
    }

    public static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case NOT_STARTED -> new Problem(ErrorCode.NOT_STARTED, "the sale has not started yet");
            case ENDED -> new Problem(ErrorCode.SALE_ENDED, "the sale has ended");
            case CANCELLED -> new Problem(ErrorCode.SALE_ENDED, "the sale was cancelled");
            case PAUSED -> new Problem(ErrorCode.PAUSED, "the merchant has paused the sale");
            case RECOVERING -> new Problem(ErrorCode.RECOVERING, "the sale is being brought back; nothing is lost");
            case BACKLOGGED -> new Problem(ErrorCode.BACKLOGGED, "too much work is waiting; come again in a moment");
            case QUANTITY_ABOVE_CAP -> Problem.invalid("quantity", "must not be above the sale's perUserCap");
            case IDEMPOTENCY_MISMATCH ->
                new Problem(ErrorCode.IDEMPOTENCY_MISMATCH, "this Idempotency-Key came before, with another body");
            case NOT_FOUND -> Problem.notFound("reservation");
            case GONE ->
                new Problem(
                        ErrorCode.RESERVATION_EXPIRED, "the reservation has expired or was released; reserve again");
            case PAYMENT_IN_PROGRESS ->
                new Problem(ErrorCode.PAYMENT_IN_PROGRESS, "a payment for the reservation is under way");
            case TOO_MANY_ATTEMPTS ->
                new Problem(ErrorCode.TOO_MANY_ATTEMPTS, "the reservation has had its last attempt to pay");
            case WRONG_STATE -> new Problem(ErrorCode.ALREADY_PAID, "the reservation is paid");
            case NOTHING_TO_GIVE -> throw new IllegalStateException("only buckets ask buckets for units");
        };
    }
}
