package io.doorbuster.fencing;

import io.doorbuster.fencing.ModelMember.Replicas;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Three members, a CP group, two partitions with a backup each, buyers, and everything that can go wrong. The members run
 * the real {@link MemberFence} and {@link DecisionGate}. One seed, one run; it throws when a promise is broken.
 */
final class FencingModel {
    static final int MEMBERS = 3;
    static final int PARTITIONS = 2;

    /** By how much a clock may run wrong: what the default margin covers. */
    private static final double WRONG_RATE = 0.0526;

    /** Well within a lease, and well after it. */
    private static final int QUICK_TO_DROP_MILLIS = 700;

    private static final int SLOW_TO_DROP_MILLIS = 4_000;
    private static final long CALM_MILLIS = 2_000;
    private static final long FAULTS_UNTIL_MILLIS = 16_000;

    /** After the last fault everything must sell again by then: lists, joining, copies, a lease to wait out. */
    private static final long HEALED_AFTER_MILLIS = 13_000;

    private final ModelWorld world;
    private final ModelHistory history = new ModelHistory();
    private final ModelCluster cluster;
    private final ModelDriver driver;
    private final ModelSales sales;
    private boolean copiesLost;

    FencingModel(long seed, Flaw flaw) {
        world = new ModelWorld(seed);
        Random random = world.random;
        FenceTiming timing = flaw == Flaw.NO_MARGIN
                ? new FenceTiming(
                        FenceTiming.DEFAULT.ttlNanos(),
                        0,
                        FenceTiming.DEFAULT.renewEveryNanos(),
                        FenceTiming.DEFAULT.patienceNanos(),
                        FenceTiming.DEFAULT.readEveryNanos())
                : FenceTiming.DEFAULT;
        for (int index = 0; index < MEMBERS; index++) {
            double rate = random.nextBoolean() ? 1 - WRONG_RATE : 1 + WRONG_RATE;
            int silentMillis = (random.nextBoolean() ? QUICK_TO_DROP_MILLIS : SLOW_TO_DROP_MILLIS)
                    + random.nextInt(QUICK_TO_DROP_MILLIS);
            long silentNanos = TimeUnit.MILLISECONDS.toNanos(silentMillis);
            world.members.add(new ModelMember(
                    index, rate, random.nextLong() >> 2, silentNanos, timing, world.newId(), PARTITIONS));
        }
        cluster = new ModelCluster(world, flaw, () -> copiesLost = true, this::start);
        driver = new ModelDriver(world, cluster, flaw);
        sales = new ModelSales(world, history, flaw, PARTITIONS);
        join();
    }

    private void join() {
        List<UUID> list = world.members.stream().map(member -> member.id).toList();
        for (ModelMember member : world.members) {
            member.list = list;
            member.listVersion = 1;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                member.table[partition] =
                        new Replicas(1, list.get(partition % MEMBERS), list.get((partition + 1) % MEMBERS));
            }
            member.heardAll(0);
            start(member);
        }
        sales.start();
    }

    private void start(ModelMember member) {
        cluster.start(member);
        driver.start(member);
    }

    ModelWorld world() {
        return world;
    }

    ModelCluster cluster() {
        return cluster;
    }

    ModelHistory history() {
        return history;
    }

    /** Tells whether it came to its end; not if some partition lost all copies, which is another promise. */
    boolean run() {
        world.run(CALM_MILLIS);
        ModelFaults faults = new ModelFaults(world, cluster, driver);
        faults.start();
        while (world.now() < FAULTS_UNTIL_MILLIS && !copiesLost) {
            world.run(world.now() + 100);
        }
        faults.heal();
        while (world.now() < FAULTS_UNTIL_MILLIS + HEALED_AFTER_MILLIS && !copiesLost) {
            world.run(world.now() + 100);
        }
        copiesLost |= world.members.stream().anyMatch(member -> member.fence.isOutside());
        if (!copiesLost) {
            checkEnd();
        }
        return !copiesLost;
    }

    private void checkEnd() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long silentMillis = world.now() - history.lastDecisionMillis(partition);
            if (silentMillis > 1_000) {
                throw new AssertionError("partition " + partition + " is stranded since " + silentMillis + " ms");
            }
            for (ModelMember member : world.members) {
                if (member.isPrimary(partition) && member.list.size() == MEMBERS) {
                    history.checkKept(partition, member.copies[partition]);
                }
            }
        }
    }
}
