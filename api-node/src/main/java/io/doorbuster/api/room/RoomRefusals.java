package io.doorbuster.api.room;

import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneRefusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a waiting room's refusals are in HTTP. The one place that says so. */
final class RoomRefusals {
    /** A holder who has given that many tickets back gets no other; the number of seconds only keeps scripts slow. */
    private static final long TOO_MANY_RETRY_SEC = 60;

    private RoomRefusals() {}

    static Problem problem(LaneRefusal refusal, SaleDefinition sale, Instant now) {
        return switch (refusal) {
            case NOT_OPEN -> notOpen(sale, now);
            case ENDED -> Refusals.problem(Refusal.ENDED);
            case RECOVERING -> recovering();
            case BACKLOGGED -> Refusals.problem(Refusal.BACKLOGGED);
            case FULL -> new Problem(ErrorCode.UNAVAILABLE, "the waiting room has as many tickets as it can take");
            case TOO_MANY_REJOINS ->
                new Problem(ErrorCode.RATE_LIMITED, "too many tickets of this sale were taken and given back")
                        .retryAfterSec(TOO_MANY_RETRY_SEC);
            case NOT_FOUND -> RoomTokens.invalid("its ticket is not known any more; join again");
            case GIVEN_BACK -> givenBack();
            case TAKEN -> RoomTokens.invalid("somebody else has reserved with it");
            case WRONG_STATE -> throw new IllegalStateException("a lane was asked for what it cannot do");
        };
    }

    static Problem notOpen(SaleDefinition sale, Instant now) {
        return new Problem(
                        ErrorCode.NOT_STARTED,
                        "the waiting room opens " + Phase.LOBBY_TIME.toMinutes() + " minutes before the sale starts")
                .retryAfterSec(secondsUntil(sale.startAt().minus(Phase.LOBBY_TIME), now));
    }

    static Problem recovering() {
        return new Problem(ErrorCode.RECOVERING, "the waiting room is being brought up; no place is lost");
    }

    static Problem soldOut() {
        return new Problem(ErrorCode.SOLD_OUT, "every unit is sold");
    }

    static Problem givenBack() {
        return RoomTokens.invalid("its ticket was given back; join again");
    }

    /** Why nobody can reserve at the moment, admitted or not; null while the sale is open. */
    static @Nullable Problem closed(SaleDefinition sale, Phase phase, Instant now) {
        return switch (phase) {
            case SCHEDULED, LOBBY ->
                Refusals.problem(Refusal.NOT_STARTED).retryAfterSec(secondsUntil(sale.startAt(), now));
            case PAUSED -> Refusals.problem(Refusal.PAUSED);
            case RECOVERING -> Refusals.problem(Refusal.RECOVERING);
            case SOLD_OUT -> soldOut();
            case ENDED -> Refusals.problem(Refusal.ENDED);
            case CANCELLED -> Refusals.problem(Refusal.CANCELLED);
            case OPEN -> null;
        };
    }

    private static long secondsUntil(Instant then, Instant now) {
        return Math.max(1, (Duration.between(now, then).toMillis() + 999) / 1_000);
    }
}
