package io.doorbuster.fencing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Time, processes and the network between them. A process that is paused does nothing; what comes meanwhile waits. */
final class ModelWorld {
    private record Event(long atMillis, long order, Runnable action) {}

    private static final int LOST_PER_MILLE = 15;
    private static final int DOUBLED_PER_MILLE = 20;
    private static final int SLOW_PER_MILLE = 30;
    private static final int SLOW_MILLIS = 500;
    private static final int QUICK_MILLIS = 12;

    final Random random;
    final List<ModelMember> members = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::order));
    private final boolean[][] cut = new boolean[FencingModel.MEMBERS][FencingModel.MEMBERS];
    private long nowMillis;
    private long orders;
    boolean quiet;

    ModelWorld(long seed) {
        random = new Random(seed);
    }

    long now() {
        return nowMillis;
    }

    /** Runs whatever is due before {@code untilMillis}. */
    void run(long untilMillis) {
        while (!events.isEmpty() && events.element().atMillis() < untilMillis) {
            Event next = events.remove();
            nowMillis = next.atMillis();
            next.action().run();
        }
        nowMillis = untilMillis;
    }

    void at(long delayMillis, Runnable action) {
        events.add(new Event(nowMillis + delayMillis, orders++, action));
    }

    /** In a process: not if it dies before, and not while it is paused. */
    void at(long delayMillis, ModelMember member, Runnable action) {
        int life = member.lives;
        at(delayMillis, () -> inLife(member, life, action));
    }

    private void inLife(ModelMember member, int life, Runnable action) {
        if (!member.up || member.lives != life) {
            return;
        }
        if (member.runs(nowMillis)) {
            action.run();
        } else {
            member.waiting.add(() -> inLife(member, life, action));
        }
    }

    /** A tick that a process makes for as long as it lives. */
    void every(int millis, ModelMember member, Runnable action) {
        at(millis + random.nextInt(millis / 4 + 1), member, () -> {
            action.run();
            every(millis, member, action);
        });
    }

    void pause(ModelMember member, long millis) {
        if (!member.runs(nowMillis)) {
            return;
        }
        member.pausedUntilMillis = nowMillis + millis;
        int life = member.lives;
        at(millis, () -> {
            if (member.up && member.lives == life) {
                wake(member);
            }
        });
    }

    void wake(ModelMember member) {
        member.pausedUntilMillis = 0;
        List<Runnable> waiting = new ArrayList<>(member.waiting);
        member.waiting.clear();
        Collections.shuffle(waiting, random);
        waiting.forEach(action -> at(random.nextInt(QUICK_MILLIS), action));
    }

    void send(ModelMember from, ModelMember to, Runnable action) {
        if (cut[from.index][to.index] || happens(LOST_PER_MILLE)) {
            return;
        }
        deliver(to, action);
        if (happens(DOUBLED_PER_MILLE)) {
            deliver(to, action);
        }
    }

    private void deliver(ModelMember to, Runnable action) {
        at(latency(), to, action);
    }

    int latency() {
        return 1 + random.nextInt(happens(SLOW_PER_MILLE) ? SLOW_MILLIS : QUICK_MILLIS);
    }

    boolean happens(int perMille) {
        return !quiet && random.nextInt(1_000) < perMille;
    }

    void cut(int from, int to, boolean isCut) {
        cut[from][to] = isCut;
    }

    /** Whether two processes can talk now, both ways. */
    boolean talk(ModelMember one, ModelMember other) {
        return one.runs(nowMillis)
                && other.runs(nowMillis)
                && !cut[one.index][other.index]
                && !cut[other.index][one.index];
    }

    @Nullable
    ModelMember find(@Nullable UUID id) {
        for (ModelMember member : members) {
            if (member.id.equals(id)) {
                return member;
            }
        }
        return null;
    }

    UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
