package io.doorbuster.stripesim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line of the journal: all that one request changed, so that a crash keeps either all of it or nothing. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Entry(
        @Nullable List<Intent> intents,
        @Nullable List<Refund> refunds,
        @Nullable List<Event> events,
        @Nullable Answered answered,
        @Nullable String delivered,
        @Nullable String forgotten) {

    static Entry ofDelivered(String event) {
        return new Entry(null, null, null, null, event, null);
    }

    static Entry ofForgotten(String intent) {
        return new Entry(null, null, null, null, null, intent);
    }

    static <T> List<T> orNone(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
