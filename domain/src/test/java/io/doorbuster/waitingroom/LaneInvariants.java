package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** What must hold of a lane after every command, worked out from its snapshot. */
final class LaneInvariants {
    private LaneInvariants() {}

    static void check(WaitingRoomLane lane) {
        LaneSnapshot snapshot = lane.snapshot();
        LaneSummary summary = lane.summary(0);
        int size = snapshot.windows().length;
        Set<UserHash> waiting = new HashSet<>();
        Map<UserHash, Integer> taken = new HashMap<>();
        for (int i = 0; i < size; i++) {
            UserHash user = new UserHash(snapshot.userHigh()[i], snapshot.userLow()[i]);
            if (!snapshot.left().contains(i + 1)) {
                assertThat(waiting.add(user))
                        .as("one ticket in force for %s", user)
                        .isTrue();
            }
            assertThat(snapshot.rejoins()[i]).as("rejoins").isEqualTo((byte) (taken.merge(user, 1, Integer::sum) - 1));
            if (i > 0) {
                assertThat(snapshot.windows()[i]).as("windows").isGreaterThanOrEqualTo(snapshot.windows()[i - 1]);
                assertThat(Integer.compareUnsigned(
                                snapshot.arrivedAfterMillis()[i], snapshot.arrivedAfterMillis()[i - 1]))
                        .as("arrivals")
                        .isNotNegative();
            }
        }
        assertThat(summary.tickets()).isEqualTo(waiting.size());
        assertThat(summary.left()).isEqualTo(size - waiting.size());
        assertThat(summary.lastSequence() - summary.durableSequence()).isEqualTo(snapshot.pending().length);
        for (int number : snapshot.pending()) {
            assertThat(number).isBetween(1, size);
        }
    }

    /** The running hash after ticket {@code number}, computed from the first ticket on. */
    static String chainAfter(LaneSnapshot snapshot, int number) {
        byte[] link =
                TicketChain.start(snapshot.terms().saleId(), snapshot.terms().lane());
        for (int i = 0; i < number; i++) {
            link = TicketChain.next(
                    link,
                    LaneArrivals.id(snapshot.terms().lane(), snapshot.generationStarts(), i + 1),
                    new UserHash(snapshot.userHigh()[i], snapshot.userLow()[i]),
                    snapshot.epochMillis() + Integer.toUnsignedLong(snapshot.arrivedAfterMillis()[i]),
                    snapshot.windows()[i],
                    snapshot.weights()[i]);
        }
        return HexFormat.of().formatHex(link);
    }
}
