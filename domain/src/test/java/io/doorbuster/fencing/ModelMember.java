package io.doorbuster.fencing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A process: its clock, its list of members, its partition table, its copies, its driver. */
final class ModelMember {
    /** A line of the partition table. */
    record Replicas(
            int version, @Nullable UUID primary, @Nullable UUID backup) {}

    final int index;
    final double rate;
    final long originNanos;

    /** After so long it drops a member that it does not hear. Not the same for all, so that one still believes. */
    final long silentNanos;

    private final FenceTiming timing;
    UUID id;
    MemberFence fence;

    /** By age: the first is the master. */
    List<UUID> list;

    int listVersion;
    Replicas[] table;
    ModelReplica[] copies;
    final Map<UUID, Long> heardNanos = new HashMap<>();
    final Map<UUID, Integer> disowned = new HashMap<>();
    boolean up = true;
    int lives;
    long pausedUntilMillis;
    final List<Runnable> waiting = new ArrayList<>();

    /** Batches between their check and the choice of their backups. */
    int batches;

    /** What the driver saw when it looked last, and what a renewal's answer took; some flaws go by them. */
    Set<UUID> seenByDriver = Set.of();

    long answerTookNanos;
    final Map<Integer, Long> passedMillis = new HashMap<>();

    ModelMember(
            int index, double rate, long originNanos, long silentNanos, FenceTiming timing, UUID id, int partitions) {
        this.index = index;
        this.rate = rate;
        this.originNanos = originNanos;
        this.silentNanos = silentNanos;
        this.timing = timing;
        this.id = id;
        this.list = List.of(id);
        this.fence = new MemberFence(partitions, FencingModel.MEMBERS, timing);
        this.table = new Replicas[partitions];
        this.copies = new ModelReplica[partitions];
        forget();
    }

    /** A new member of the cluster, in the same process or in another, which knows nothing. */
    void startAnew(UUID newId) {
        id = newId;
        list = List.of(newId);
        listVersion = 0;
        lives++;
        batches = 0;
        waiting.clear();
        heardNanos.clear();
        disowned.clear();
        passedMillis.clear();
        answerTookNanos = 0;
        seenByDriver = Set.of();
        fence = new MemberFence(table.length, FencingModel.MEMBERS, timing);
        forget();
    }

    private void forget() {
        for (int partition = 0; partition < table.length; partition++) {
            table[partition] = new Replicas(0, null, null);
            copies[partition] = new ModelReplica();
        }
    }

    long nanos(long nowMillis) {
        return originNanos + (long) (nowMillis * 1_000_000 * rate);
    }

    boolean runs(long nowMillis) {
        return up && nowMillis >= pausedUntilMillis;
    }

    boolean isPrimary(int partition) {
        return id.equals(table[partition].primary());
    }

    boolean isMaster() {
        return list.get(0).equals(id);
    }

    Set<UUID> members() {
        return Set.copyOf(list);
    }

    BitSet primaries() {
        BitSet primaries = new BitSet();
        for (int partition = 0; partition < table.length; partition++) {
            primaries.set(partition, isPrimary(partition));
        }
        return primaries;
    }

    void heardAll(long nowMillis) {
        list.forEach(member -> heardNanos.put(member, nanos(nowMillis)));
    }
}
