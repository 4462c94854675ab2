package io.doorbuster.chaos.history;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds each reservation's {@link Hold} in the calls of one sale. */
final class Holds {
    /** All calls about one reservation, and the first that showed it alive. */
    private static final class Story {
        private @Nullable Call acknowledgement;
        private @Nullable Call paid;
        private long overFromNanos = Hold.FOREVER;
        private long refundFromNanos = Hold.FOREVER;
        private final List<Call> calls = new ArrayList<>();
    }

    /** So that no sum overflows; longer than any history. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365);

    private final Leeway leeway;
    private final Map<String, Story> stories = new LinkedHashMap<>();
    private final Map<String, Hold> holds = new LinkedHashMap<>();

    /** @param calls in the order in which they ended */
    Holds(List<Call> calls, Leeway leeway) {
        this.leeway = leeway;
        for (Call call : calls) {
            String reservation = reservationOf(call);
            if (reservation != null) {
                take(call, stories.computeIfAbsent(reservation, id -> new Story()));
            }
        }
        stories.forEach((id, story) -> {
            if (story.acknowledgement != null) {
                holds.put(id, hold(id, story, story.acknowledgement));
            }
        });
    }

    /** Reservation and order are one thing under two names; the answer knows it where the question could not. */
    private static @Nullable String reservationOf(Call call) {
        if (call.answer() != null && call.answer().reservationId() != null) {
            return call.answer().reservationId();
        }
        return call.subject().startsWith("rsv_") ? call.subject() : null;
    }

    private void take(Call call, Story story) {
        story.calls.add(call);
        Answer answer = call.answer();
        switch (call.kind()) {
            case RESERVE, FIND -> {
                // One that was lost with the grid may have been made again, under the same id and with other units.
                boolean first = story.acknowledgement == null || leeway.mayLose(story.acknowledgement);
                if (first && answer != null && answer.showsHold()) {
                    story.acknowledgement = call;
                }
            }
            case RELEASE -> {
                if (call.mayHaveHappened()) {
                    story.overFromNanos = Math.min(story.overFromNanos, call.startNanos());
                }
            }
            case CHECKOUT, ORDER -> {
                if (call.says("paid") && story.paid == null) {
                    story.paid = call;
                }
            }
            case REFUND -> {
                if (call.mayHaveHappened()) {
                    story.refundFromNanos = Math.min(story.refundFromNanos, call.startNanos());
                }
            }
            case JOIN, POLL, STOCK -> {}
        }
    }

    private Hold hold(String id, Story story, Call first) {
        Answer answer = requireNonNull(first.answer());
        boolean sold = story.paid != null || "sold".equals(answer.state());
        // A payment can only make it last longer, and whether it did is known only once it is paid.
        long to = sold ? story.refundFromNanos : Math.min(story.overFromNanos, expiryNanos(first, answer));
        return new Hold(
                id,
                first.buyer(),
                requireNonNull(answer.units()),
                first.endNanos(),
                to,
                first,
                story.paid == null ? first : story.paid);
    }

    private long expiryNanos(Call first, Answer answer) {
        if (answer.expiresAtMillis() == null || leeway.mayLose(first)) {
            return first.endNanos();
        }
        long leftMillis = answer.expiresAtMillis() - leeway.clockSlackMillis() - first.endMillis();
        return first.endNanos() + TimeUnit.MILLISECONDS.toNanos(Math.min(leftMillis, LONGEST_MILLIS));
    }

    Collection<Hold> all() {
        return holds.values();
    }

    @Nullable
    Hold of(String reservationId) {
        return holds.get(reservationId);
    }

    /** Everything that was asked and answered about a reservation, in the order in which it ended. */
    List<Call> callsAbout(String reservationId) {
        Story story = stories.get(reservationId);
        return story == null ? List.of() : story.calls;
    }
}
