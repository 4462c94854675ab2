package io.doorbuster.chaos.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer said, as far as a rule asks.
 *
 * @param code of the problem; null for a success
 * @param state of the reservation, the order or the ticket, in the contract's words
 * @param units empty where the answer names none
 * @param expiresAtMillis since the epoch
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Answer(
        int status,
        @Nullable String code,
        @Nullable String reservationId,
        @Nullable String state,
        @Nullable List<Integer> units,
        @Nullable Long expiresAtMillis) {
    private static final Set<String> BINDING = Set.of("held", "paying", "unknown", "sold");
    private static final Set<String> OVER = Set.of("released", "expired");

    public Answer {
        units = units == null ? List.of() : List.copyOf(units);
    }

    public static Answer refused(int status, String code) {
        return new Answer(status, code, null, null, List.of(), null);
    }

    @JsonIgnore
    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean is(int wanted, String word) {
        return status == wanted && word.equals(code);
    }

    /** Says that a reservation binds its units. */
    @JsonIgnore
    boolean showsHold() {
        return isSuccess() && reservationId != null && state != null && BINDING.contains(state);
    }

    /** Says that a reservation is no more. */
    @JsonIgnore
    boolean showsLoss() {
        return is(404, "not_found")
                || is(410, "reservation_expired")
                || (isSuccess() && state != null && OVER.contains(state));
    }
}
