package io.doorbuster.fencing;

import io.doorbuster.fencing.ModelMember.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Buyers, who ask, ask again and give back; and the partition's thread, which checks, applies, replicates and answers. */
final class ModelSales {
    private static final int COPIES = 2;
    private static final int LARGEST_STOCK = 40;
    private static final int BUYER_MILLIS = 60;
    private static final int MAX_PENDING = 30;
    private static final int PAUSED_PER_MILLE = 6;
    private static final int LONGEST_PAUSE_MILLIS = 9_000;
    private static final long QUEUE_MILLIS = 5_000;

    private record Wish(int partition, long reservation, boolean release) {}

    private final ModelWorld world;
    private final ModelHistory history;
    private final Flaw flaw;
    private final int partitions;
    private final int stock;
    private final int givenBackPerMille;
    private final List<Wish> pending = new ArrayList<>();
    private long reservations;

    ModelSales(ModelWorld world, ModelHistory history, Flaw flaw, int partitions) {
        this.world = world;
        this.history = history;
        this.flaw = flaw;
        this.partitions = partitions;
        this.stock = 4 + world.random.nextInt(LARGEST_STOCK);
        this.givenBackPerMille = world.random.nextInt(4) == 0 ? 400 : 60;
    }

    void start() {
        world.at(BUYER_MILLIS, () -> {
            buy();
            start();
        });
    }

    private void buy() {
        int partition = world.random.nextInt(partitions);
        List<Long> live = history.live(partition);
        Wish wish;
        if (!live.isEmpty() && world.random.nextInt(1_000) < givenBackPerMille) {
            long reservation = live.get(world.random.nextInt(live.size()));
            history.releasing(reservation);
            wish = new Wish(partition, reservation, true);
        } else {
            wish = new Wish(partition, ++reservations, false);
        }
        pending.add(wish);
        ask(wish);
        ask(pending.get(world.random.nextInt(pending.size())));
        if (pending.size() > MAX_PENDING) {
            pending.remove(0);
        }
    }

    /** A client knows the partition table, or an old one. */
    private void ask(Wish wish) {
        for (ModelMember member : world.members) {
            if (member.isPrimary(wish.partition())) {
                world.at(world.latency(), member, () -> check(member, wish));
            }
        }
    }

    private void check(ModelMember member, Wish wish) {
        if (!member.isPrimary(wish.partition()) || !passes(member, wish.partition())) {
            return;
        }
        member.batches++;
        maybePause(member);
        world.at(0, member, () -> apply(member, wish));
    }

    private boolean passes(ModelMember member, int partition) {
        DecisionGate gate = member.fence.gate();
        long nowNanos = member.nanos(world.now());
        long trustedNanos = flaw == Flaw.LEASE_FROM_ANSWER ? nowNanos - member.answerTookNanos : nowNanos;
        Set<UUID> members = flaw == Flaw.LIST_NOT_COMPARED ? member.seenByDriver : member.members();
        boolean passes = gate.mayDecide(partition, trustedNanos, members);
        if (passes) {
            member.passedMillis.put(partition, world.now());
        } else if (flaw == Flaw.CHECKED_ONCE_PER_QUEUE) {
            passes = gate.epoch(partition) != 0
                    && world.now() - member.passedMillis.getOrDefault(partition, -QUEUE_MILLIS) < QUEUE_MILLIS;
        }
        if (passes) {
            history.decides(partition, gate.epoch(partition), member.index, world.now());
        }
        return passes;
    }

    private void maybePause(ModelMember member) {
        if (world.happens(PAUSED_PER_MILLE)) {
            world.pause(member, 1 + world.random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }

    private void apply(ModelMember member, Wish wish) {
        ModelReplica copy = member.copies[wish.partition()];
        OptionalInt unit = copy.unitOf(wish.reservation());
        if (wish.release()) {
            finish(member, wish, copy.decide(wish.reservation(), ModelReplica.RELEASED));
        } else if (unit.isPresent() && flaw == Flaw.REPEATS_NOT_REPLICATED) {
            member.batches--;
            answer(wish, unit.getAsInt());
        } else if (unit.isPresent() && !copy.isClosed(wish.reservation())) {
            finish(member, wish, copy.decide(wish.reservation(), unit.getAsInt()));
        } else if (copy.free(stock).isPresent() && !copy.isClosed(wish.reservation())) {
            int free = copy.free(stock).getAsInt();
            finish(member, wish, copy.decide(wish.reservation(), free));
        } else {
            member.batches--;
        }
    }

    private void finish(ModelMember member, Wish wish, ModelReplica.Change change) {
        maybePause(member);
        world.at(0, member, () -> replicate(member, wish, change));
    }

    /** What {@code OperationBackupHandler} does: with no backup in the table or in the list it waits for none. */
    private void replicate(ModelMember member, Wish wish, ModelReplica.Change change) {
        member.batches--;
        Replicas replicas = member.table[wish.partition()];
        UUID backupId = replicas.backup();
        if (flaw == Flaw.NO_BACKUP) {
            answer(wish, change.unit());
        }
        if (backupId == null || !member.list.contains(backupId)) {
            history.acknowledged(wish.partition(), wish.reservation(), change.unit(), 1);
            return;
        }
        ModelMember backup = world.find(backupId);
        if (backup != null) {
            UUID primary = member.id;
            world.send(member, backup, () -> replay(primary, backup, backupId, wish, change));
        }
    }

    /** What {@code Backup} does: only a member may send it, and only this copy may take it. It does not ask who is primary. */
    private void replay(UUID from, ModelMember backup, UUID backupId, Wish wish, ModelReplica.Change change) {
        boolean accepts = backup.id.equals(backupId)
                && backup.list.contains(from)
                && backupId.equals(backup.table[wish.partition()].backup());
        if (accepts && backup.copies[wish.partition()].replay(change)) {
            world.at(world.latency(), backup, () -> answer(wish, change.unit()));
        }
    }

    private void answer(Wish wish, int unit) {
        world.at(world.latency(), () -> {
            boolean wanted = pending.remove(wish);
            if (wanted && !wish.release()) {
                history.acknowledged(wish.partition(), wish.reservation(), unit, COPIES);
            }
        });
    }
}
