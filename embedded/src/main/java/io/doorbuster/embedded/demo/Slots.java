package io.doorbuster.embedded.demo;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the buyers that are active at once. Who holds a unit goes first, else its hold would expire behind a queue of
 * strangers; who only asks again goes last. Thread-safe; a turn runs on the thread that made room for it.
 */
final class Slots {
    enum Rank {
        HOLDING,
        /** May have been admitted. */
        POLLING,
        ARRIVING,
        ASKING_AGAIN
    }

    private final Map<Rank, ArrayDeque<Runnable>> queues = new EnumMap<>(Rank.class);
    private int free;

    Slots(int size) {
        this.free = size;
        for (Rank rank : Rank.values()) {
            queues.put(rank, new ArrayDeque<>());
        }
    }

    /** Runs {@code turn} as soon as there is room; who has had its turn calls {@link #leave} once. */
    void enter(Rank rank, Runnable turn) {
        synchronized (this) {
            if (free == 0) {
                queues.getOrDefault(rank, new ArrayDeque<>()).addLast(turn);
                return;
            }
            free--;
        }
        turn.run();
    }

    void leave() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        for (ArrayDeque<Runnable> queue : queues.values()) {
            Runnable turn = queue.pollFirst();
            if (turn != null) {
                return turn;
            }
        }
        free++;
        return null;
    }
}
