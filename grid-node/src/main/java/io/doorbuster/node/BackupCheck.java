package io.doorbuster.node;

import com.hazelcast.partition.PartitionService;
import io.doorbuster.grid.Threads;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this member's partitions have their backups, complete. Hazelcast's answer takes a while, so it is asked beside. */
final class BackupCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupCheck.class);

    private final PartitionService partitions;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "fence-backups"));
    private Set<UUID> members = Set.of();

    /** Grows with every list of members: one that was there before is another time, with other backups. */
    private int round;

    private volatile int inSyncIn;
    private volatile boolean asking;

    BackupCheck(PartitionService partitions) {
        this.partitions = partitions;
    }

    /** What was found since this list of members is there; asks again if that is nothing yet. For one thread. */
    boolean inSync(Set<UUID> present) {
        if (!members.equals(present)) {
            members = Set.copyOf(present);
            round++;
        }
        if (inSyncIn == round) {
            return true;
        }
        if (!asking) {
            asking = true;
            int asked = round;
            thread.execute(() -> ask(asked));
        }
        return false;
    }

    private void ask(int asked) {
        try {
            if (partitions.isLocalMemberSafe()) {
                inSyncIn = asked;
            }
        } catch (RuntimeException failed) {
            LOG.debug("no answer about backups", failed);
        } finally {
            asking = false;
        }
    }

    @Override
    public void close() {
        Threads.end(thread);
    }
}
