package io.doorbuster.node;

import com.hazelcast.cp.CPSubsystem;
import com.hazelcast.cp.IAtomicLong;
import io.doorbuster.fencing.CpCall;
import io.doorbuster.fencing.Register;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** The registers of the fencing protocol: each is an {@link IAtomicLong} of the CP group {@code default}. One thread's. */
final class CpRegisters implements AutoCloseable {
    /** Partitions, and the leases of members that come and go; past it all are looked up again. */
    private static final int MAX_KNOWN = 4_096;

    private static final long UNCHANGED = 0;

    private final CPSubsystem cp;
    private final Map<Register, CompletableFuture<IAtomicLong>> known = new HashMap<>();

    /** Looking a register up blocks, for as long as the CP subsystem's own group has no leader. */
    private final ExecutorService lookUps =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "fence-registers"));

    CpRegisters(CPSubsystem cp) {
        this.cp = cp;
    }

    /**
     * Fails with whatever Hazelcast has against it.
     *
     * @param givenUp whether nobody waits for it any more, should its register only be found then: it is not sent
     */
    CompletionStage<Long> send(CpCall call, BooleanSupplier givenUp) {
        return known(call.register())
                .thenCompose(register -> givenUp.getAsBoolean()
                        ? CompletableFuture.failedStage(new CancellationException("given up"))
                        : send(call, register));
    }

    /** Never one of Hazelcast's own futures: {@code thenCompose} waits for those for ever. */
    private static CompletionStage<Long> send(CpCall call, IAtomicLong register) {
        if (call instanceof CpCall.CompareAndSet change) {
            return register.compareAndSetAsync(change.expected(), change.next())
                    .thenApplyAsync(changed -> changed ? CpCall.CHANGED : UNCHANGED, Runnable::run);
        } else if (call instanceof CpCall.Increment) {
            return register.incrementAndGetAsync().thenApplyAsync(id -> id, Runnable::run);
        }
        return register.getAsync().thenApplyAsync(value -> value, Runnable::run);
    }

    private CompletableFuture<IAtomicLong> known(Register register) {
        CompletableFuture<IAtomicLong> found = known.get(register);
        if (found != null && !found.isCompletedExceptionally()) {
            return found;
        }
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        CompletableFuture<IAtomicLong> lookUp =
                CompletableFuture.supplyAsync(() -> cp.getAtomicLong(register.name()), lookUps);
        known.put(register, lookUp);
        return lookUp;
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
    }
}
