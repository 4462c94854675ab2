package io.doorbuster.fencing;

import java.util.Random;

/** What goes wrong, and when. */
final class ModelFaults {
    private static final int PAUSE_MILLIS = 10_000;
    private static final int CUT_MILLIS = 12_000;
    private static final int DOWN_MILLIS = 6_000;
    /** A kill in the middle of other trouble often ends the run: no copy is left. */
    private static final int RECKLESS_PER_MILLE = 150;

    private static final int LEADERLESS_MILLIS = 4_000;

    private final ModelWorld world;
    private final ModelCluster cluster;
    private final ModelDriver driver;
    private boolean over;

    ModelFaults(ModelWorld world, ModelCluster cluster, ModelDriver driver) {
        this.world = world;
        this.cluster = cluster;
        this.driver = driver;
    }

    void start() {
        world.at(200 + world.random.nextInt(7_000), () -> {
            if (!over) {
                strike();
                start();
            }
        });
    }

    private void strike() {
        Random random = world.random;
        ModelMember victim = world.members.get(random.nextInt(FencingModel.MEMBERS));
        int other = (victim.index + 1 + random.nextInt(FencingModel.MEMBERS - 1)) % FencingModel.MEMBERS;
        switch (random.nextInt(8)) {
            case 0, 1 -> isolate(victim.index, true, true);
            case 2 -> isolate(victim.index, random.nextBoolean(), false);
            case 3 -> cut(victim.index, other, random.nextBoolean());
            case 4, 5 -> world.pause(victim, 200 + random.nextInt(PAUSE_MILLIS));
            case 6 -> kill(victim);
            default -> {
                if (random.nextBoolean()) {
                    driver.loseLeader(300 + random.nextInt(LEADERLESS_MILLIS));
                } else {
                    cluster.copies().swap(random.nextInt(FencingModel.PARTITIONS));
                }
            }
        }
    }

    private void isolate(int victim, boolean out, boolean both) {
        for (int other = 0; other < FencingModel.MEMBERS; other++) {
            if (other != victim) {
                cut(out ? victim : other, out ? other : victim, both);
            }
        }
    }

    private void cut(int from, int to, boolean both) {
        world.cut(from, to, true);
        if (both) {
            world.cut(to, from, true);
        }
        world.at(300 + world.random.nextInt(CUT_MILLIS), () -> {
            world.cut(from, to, false);
            world.cut(to, from, false);
        });
    }

    private void kill(ModelMember victim) {
        boolean everyCopyIsTwofold = world.members.stream()
                .allMatch(member -> member.up
                        && member.list.size() == FencingModel.MEMBERS
                        && cluster.copies().backupsInSync(member));
        boolean may = everyCopyIsTwofold || world.happens(RECKLESS_PER_MILLE);
        if (!may || !victim.up) {
            return;
        }
        victim.up = false;
        victim.lives++;
        world.at(1_000 + world.random.nextInt(DOWN_MILLIS), () -> revive(victim));
    }

    private void revive(ModelMember victim) {
        if (!victim.up) {
            victim.up = true;
            victim.pausedUntilMillis = 0;
            cluster.restart(victim);
        }
    }

    /** No more faults; what was broken is whole. */
    void heal() {
        over = true;
        world.quiet = true;
        for (ModelMember member : world.members) {
            for (ModelMember other : world.members) {
                world.cut(member.index, other.index, false);
            }
            revive(member);
            world.wake(member);
        }
    }
}
