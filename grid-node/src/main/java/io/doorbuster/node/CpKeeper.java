package io.doorbuster.node;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.CPSubsystemManagementService;
import io.doorbuster.grid.Threads;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this member one of the CP subsystem's if it is not: who joins later takes the place of one that is lost for good.
 * That one is removed at once if this member has its address, and otherwise by Hazelcast, after
 * {@code missing-cp-member-auto-removal-seconds}.
 */
final class CpKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CpKeeper.class);

    /** Past every call's own time: a promotion that is answered after the next one began would count for nothing. */
    private static final long ANSWER_SECONDS = 30;

    private final HazelcastInstance member;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cp-keeper"));

    CpKeeper(HazelcastInstance member) {
        this.member = member;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::promote, 1, 1, TimeUnit.SECONDS);
    }

    private void promote() {
        try {
            CPSubsystemManagementService cp = member.getCPSubsystem().getCPSubsystemManagementService();
            if (cp.isDiscoveryCompleted() && cp.getLocalCPMember() == null) {
                removePredecessor(cp);
                answer(cp.promoteToCPMember());
                LOG.info("is a CP member now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException notYet) {
            // Whatever the CP group has against it now, it may not in a second.
            LOG.info("not a CP member yet, trying again: {}", notYet.toString());
        }
    }

    /** Who had this address before is gone: two processes cannot have it. */
    private void removePredecessor(CPSubsystemManagementService cp)
            throws InterruptedException, ExecutionException, TimeoutException {
        Address self = member.getCluster().getLocalMember().getAddress();
        for (CPMember one : answer(cp.getCPMembers())) {
            if (one.getAddress().equals(self)) {
                LOG.info("takes the place of {} in the CP group", one);
                answer(cp.removeCPMember(one.getUuid()));
            }
        }
    }

    private static <T> T answer(CompletionStage<T> asked)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asked.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        Threads.end(thread);
    }
}
