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
 * {@code missing-cp-member-auto-removal-seconds}. A member that was away for longer than that still believes that it has its
 * place, and cannot be told otherwise: it has to begin anew.
 */
final class CpKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CpKeeper.class);

    /** Past every call's own time: a promotion that is answered after the next one began would count for nothing. */
    private static final long ANSWER_SECONDS = 30;

    /** A question to the group, so not at every turn. */
    private static final int TURNS_BETWEEN_LOOKS = 5;

    private final HazelcastInstance member;
    private final Runnable lostVote;
    private int turns;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cp-keeper"));

    CpKeeper(HazelcastInstance member, Runnable lostVote) {
        this.member = member;
        this.lostVote = lostVote;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::turn, 1, 1, TimeUnit.SECONDS);
    }

    private void turn() {
        try {
            CPSubsystemManagementService cp = member.getCPSubsystem().getCPSubsystemManagementService();
            if (!cp.isDiscoveryCompleted()) {
                return;
            }
            CPMember self = cp.getLocalCPMember();
            if (self == null) {
                removePredecessor(cp);
                answer(cp.promoteToCPMember());
                LOG.info("is a CP member now");
            } else if (++turns % TURNS_BETWEEN_LOOKS == 0
                    && answer(cp.getCPMembers()).stream()
                            .noneMatch(one -> one.getUuid().equals(self.getUuid()))) {
                lostVote.run();
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
