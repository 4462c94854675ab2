package io.doorbuster.fencing;

import io.doorbuster.fencing.ModelMember.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hazelcast, as far as the argument depends on it. Each member has a list of members and a partition table of its own. The
 * oldest that is not suspected removes who was silent, promotes backups and publishes; others follow it if they know it.
 * Who finds itself outside starts anew and joins.
 */
final class ModelCluster {
    private static final int TICK_MILLIS = 200;
    private static final int JOIN_PER_MILLE = 300;

    /** Heartbeats refused in a row; one may be from before a list arrived. */
    private static final int DISOWNED_OFTEN = 5;

    private final ModelWorld world;
    private final Flaw flaw;
    private final Runnable copiesLost;
    private final Consumer<ModelMember> starting;
    private final ModelCopies copies;

    /**
     * @param copiesLost told when a partition has no copy left
     * @param starting told of a process that begins to run
     */
    ModelCluster(ModelWorld world, Flaw flaw, Runnable copiesLost, Consumer<ModelMember> starting) {
        this.world = world;
        this.flaw = flaw;
        this.copiesLost = copiesLost;
        this.starting = starting;
        this.copies = new ModelCopies(world, this::tellOthers);
    }

    ModelCopies copies() {
        return copies;
    }

    void start(ModelMember member) {
        world.every(TICK_MILLIS, member, () -> tick(member));
    }

    private void tick(ModelMember member) {
        for (ModelMember other : world.members) {
            UUID otherId = other.id;
            if (other != member && member.list.contains(otherId)) {
                UUID id = member.id;
                world.send(member, other, () -> heartbeat(member, id, other));
            }
        }
        if (member.batches == 0 || flaw == Flaw.LIST_SHRINKS_UNDER_A_BATCH) {
            dropTheSilent(member);
        }
        if (member.batches == 0) {
            joinTheLarger(member);
        }
        if (member.isMaster()) {
            copies.copyToNewBackup(member);
            tellOthers(member);
        }
        copies.repair(member);
    }

    private void heartbeat(ModelMember from, UUID fromId, ModelMember to) {
        if (to.list.contains(fromId)) {
            to.heardNanos.put(fromId, to.nanos(world.now()));
            to.disowned.remove(fromId);
        } else {
            UUID toId = to.id;
            world.send(to, from, () -> from.disowned.merge(toId, 1, Integer::sum));
        }
    }

    private void dropTheSilent(ModelMember member) {
        long nowNanos = member.nanos(world.now());
        List<UUID> left = new ArrayList<>(member.list);
        left.removeIf(other -> !other.equals(member.id)
                && (member.disowned.getOrDefault(other, 0) >= DISOWNED_OFTEN
                        || nowNanos - member.heardNanos.getOrDefault(other, nowNanos) >= member.silentNanos));
        if (left.size() == member.list.size() || !left.get(0).equals(member.id)) {
            return;
        }
        boolean wasMaster = member.isMaster();
        Replicas[] table = member.table.clone();
        for (UUID other : left) {
            ModelMember asked = world.find(other);
            if (wasMaster || asked == member) {
                continue;
            }
            if (asked == null || !world.talk(member, asked) || !asked.list.contains(member.id)) {
                return; // asks again later, or drops it too
            }
            newest(table, asked.table);
        }
        publish(member, left, without(table, left));
    }

    private static void newest(Replicas[] into, Replicas[] from) {
        for (int partition = 0; partition < into.length; partition++) {
            into[partition] = from[partition].version() > into[partition].version() ? from[partition] : into[partition];
        }
    }

    private Replicas[] without(Replicas[] table, List<UUID> left) {
        Replicas[] repaired = table.clone();
        for (int partition = 0; partition < table.length; partition++) {
            UUID primary = stay(table[partition].primary(), left);
            UUID backup = stay(table[partition].backup(), left);
            boolean same = primary != null && (backup != null || table[partition].backup() == null);
            if (!same) {
                repaired[partition] = new Replicas(
                        table[partition].version() + 1,
                        primary == null ? backup : primary,
                        primary == null ? null : backup);
            }
            if (repaired[partition].primary() == null && left.size() > 1) {
                copiesLost.run();
            }
        }
        return repaired;
    }

    private static @Nullable UUID stay(@Nullable UUID replica, List<UUID> left) {
        return left.contains(replica) ? replica : null;
    }

    private void publish(ModelMember master, List<UUID> list, Replicas[] table) {
        int version = master.listVersion + 1;
        master.listVersion = version;
        list.stream()
                .filter(id -> !master.list.contains(id))
                .forEach(id -> master.heardNanos.put(id, master.nanos(world.now())));
        master.list = List.copyOf(list);
        master.table = table.clone();
        tellOthers(master);
    }

    private void tellOthers(ModelMember master) {
        List<UUID> list = master.list;
        int version = master.listVersion;
        Replicas[] table = master.table.clone();
        UUID masterId = master.id;
        for (ModelMember other : world.members) {
            UUID otherId = other.id;
            if (other != master && list.contains(otherId)) {
                world.send(master, other, () -> follow(other, otherId, masterId, list, version, table));
            }
        }
    }

    private void follow(ModelMember member, UUID id, UUID masterId, List<UUID> list, int version, Replicas[] table) {
        boolean busy = member.batches > 0 && flaw != Flaw.LIST_SHRINKS_UNDER_A_BATCH;
        if (busy || !member.id.equals(id)) {
            return;
        }
        boolean joining = member.list.size() == 1 && member.listVersion == 0;
        boolean knows = member.list.contains(masterId)
                && (member.list.get(0).equals(masterId) || !list.contains(member.list.get(0)));
        if (version > member.listVersion && (joining || knows)) {
            member.listVersion = version;
            list.stream()
                    .filter(other -> !member.list.contains(other))
                    .forEach(other -> member.heardNanos.put(other, member.nanos(world.now())));
            member.list = list;
            newest(member.table, table);
        } else if (version == member.listVersion && list.equals(member.list)) {
            newest(member.table, table);
        }
    }

    private void joinTheLarger(ModelMember member) {
        for (ModelMember other : world.members) {
            ModelMember master = world.find(other.list.get(0));
            boolean apart = !other.list.contains(member.id);
            boolean larger = other.list.size() > member.list.size()
                    || (other.list.size() == member.list.size() && other.index < member.index);
            if (other != member
                    && master != null
                    && apart
                    && larger
                    && world.talk(member, other)
                    && world.talk(member, master)
                    && world.random.nextInt(1_000) < JOIN_PER_MILLE) {
                if (member.listVersion > 0) {
                    restart(member);
                }
                UUID id = member.id;
                world.send(member, master, () -> admit(master, id));
                return;
            }
        }
    }

    /** A member that joins knows nothing, be it a new process or one that was outside for a while. */
    void restart(ModelMember member) {
        member.startAnew(world.newId());
        starting.accept(member);
    }

    private void admit(ModelMember master, UUID id) {
        if (master.isMaster() && !master.list.contains(id) && world.find(id) != null && master.batches == 0) {
            List<UUID> list = new ArrayList<>(master.list);
            list.add(id);
            publish(master, list, master.table);
            for (Replicas replicas : master.table) {
                if (replicas.primary() == null) {
                    copiesLost.run();
                }
            }
        }
    }
}
