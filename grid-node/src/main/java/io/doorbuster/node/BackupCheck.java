package io.doorbuster.node;

import com.hazelcast.partition.PartitionService;
import io.doorbuster.grid.Threads;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this member's partitions have their backups, complete. Hazelcast's answer takes a while, so it is asked beside. */
final class BackupCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupCheck.class);

    private final PartitionService partitions;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "fence-backups"));
    private volatile @Nullable Set<UUID> inSyncAmong;
    private volatile boolean asking;

    BackupCheck(PartitionService partitions) {
        this.partitions = partitions;
    }

    /** What was found since this list of members is there; asks again if that is nothing yet. */
    boolean inSync(Set<UUID> members) {
        if (members.equals(inSyncAmong)) {
            return true;
        }
        if (!asking) {
            asking = true;
            thread.execute(() -> ask(members));
        }
        return false;
    }

    private void ask(Set<UUID> members) {
        try {
            if (partitions.isLocalMemberSafe()) {
                inSyncAmong = members;
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
