package io.doorbuster.chaos.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One call of a buyer as it looked from outside: a line of the {@link History}.
 *
 * @param number 1, 2, 3 … in the order in which calls ended
 * @param subject the reservation, order or ticket that it was about; empty for none
 * @param key Idempotency-Key; empty for none
 * @param startNanos on the crowd's monotonic clock, as endNanos: these order calls
 * @param startMillis on the crowd's wall clock, as endMillis: these compare with times in answers
 * @param answer null unless it was answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Call(
        long number,
        String saleId,
        String buyer,
        CallKind kind,
        String node,
        String subject,
        String key,
        long startNanos,
        long endNanos,
        long startMillis,
        long endMillis,
        Ending ending,
        @Nullable Answer answer) {

    /** Whether what it asked for may have been done, or may still be. A refusal says that it was not. */
    boolean mayHaveHappened() {
        if (answer == null) {
            return ending != Ending.NOT_CONNECTED;
        }
        return answer.isSuccess() || answer.status() >= 500;
    }

    boolean succeeded() {
        return answer != null && answer.isSuccess();
    }

    /** Neither certainly done nor certainly not. */
    @JsonIgnore
    public boolean isAmbiguous() {
        return mayHaveHappened() && !succeeded();
    }

    boolean says(String state) {
        return answer != null && answer.isSuccess() && state.equals(answer.state());
    }
}
