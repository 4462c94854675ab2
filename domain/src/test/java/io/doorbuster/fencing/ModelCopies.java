package io.doorbuster.fencing;

import io.doorbuster.fencing.ModelMember.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How copies of partitions are made, moved and repaired. A migration is one step at both of its ends. */
final class ModelCopies {
    private final ModelWorld world;
    private final Consumer<ModelMember> tellOthers;

    ModelCopies(ModelWorld world, Consumer<ModelMember> tellOthers) {
        this.world = world;
        this.tellOthers = tellOthers;
    }

    /** A partition without a backup gets one; its primary copies it in one step between two batches. */
    void copyToNewBackup(ModelMember master) {
        for (int partition = 0; partition < master.table.length; partition++) {
            Replicas now = master.table[partition];
            ModelMember primary = world.find(now.primary());
            if (now.backup() != null || primary == null || master.list.size() < 2) {
                continue;
            }
            List<UUID> others = new ArrayList<>(master.list);
            others.remove(now.primary());
            ModelMember target = world.find(others.get(world.random.nextInt(others.size())));
            if (target != null && mayMove(master, primary, target, now, partition)) {
                target.copies[partition] = primary.copies[partition].copy();
                commit(
                        List.of(primary, target, master),
                        partition,
                        new Replicas(now.version() + 1, primary.id, target.id));
                tellOthers.accept(master);
            }
        }
    }

    /** A planned migration: backup and primary change places. */
    boolean swap(int partition) {
        for (ModelMember master : world.members) {
            Replicas now = master.table[partition];
            ModelMember primary = world.find(now.primary());
            ModelMember target = world.find(now.backup());
            if (master.up
                    && master.isMaster()
                    && primary != null
                    && target != null
                    && mayMove(master, primary, target, now, partition)) {
                target.copies[partition] = primary.copies[partition].copy();
                commit(
                        List.of(primary, target, master),
                        partition,
                        new Replicas(now.version() + 1, target.id, primary.id));
                tellOthers.accept(master);
                return true;
            }
        }
        return false;
    }

    private boolean mayMove(ModelMember master, ModelMember primary, ModelMember target, Replicas now, int partition) {
        return follows(master, primary)
                && follows(master, target)
                && world.talk(primary, target)
                && primary.batches == 0
                && primary.table[partition].equals(now);
    }

    private boolean follows(ModelMember master, ModelMember member) {
        return world.talk(master, member) && member.list.equals(master.list);
    }

    private static void commit(List<ModelMember> concerned, int partition, Replicas replicas) {
        concerned.forEach(member -> member.table[partition] = replicas);
    }

    /** Anti-entropy: a backup that missed something is given the whole again. */
    void repair(ModelMember primary) {
        for (int partition = 0; partition < primary.table.length; partition++) {
            ModelMember backup = agreeingBackup(primary, partition);
            if (backup != null && !backup.copies[partition].equalsReplica(primary.copies[partition])) {
                backup.copies[partition] = primary.copies[partition].copy();
            }
        }
    }

    private @Nullable ModelMember agreeingBackup(ModelMember primary, int partition) {
        ModelMember backup = world.find(primary.table[partition].backup());
        boolean agree = backup != null
                && primary.isPrimary(partition)
                && world.talk(primary, backup)
                && primary.list.contains(backup.id)
                && backup.list.contains(primary.id)
                && backup.table[partition].equals(primary.table[partition]);
        return agree ? backup : null;
    }

    /** What {@code PartitionService.isLocalMemberSafe} asks. */
    boolean backupsInSync(ModelMember member) {
        for (int partition = 0; partition < member.table.length; partition++) {
            if (member.isPrimary(partition)) {
                ModelMember backup = agreeingBackup(member, partition);
                if (backup == null || !backup.copies[partition].equalsReplica(member.copies[partition])) {
                    return false;
                }
            }
        }
        return true;
    }
}
