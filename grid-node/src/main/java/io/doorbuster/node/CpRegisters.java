package io.doorbuster.node;

import com.hazelcast.cp.CPSubsystem;
import com.hazelcast.cp.IAtomicLong;
import io.doorbuster.fencing.CpCall;
import io.doorbuster.fencing.Register;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The registers of the fencing protocol: each is an {@link IAtomicLong} of the CP group {@code default}. One thread's. */
final class CpRegisters {
    /** Partitions, and the leases of members that come and go; past it all are looked up again. */
    private static final int MAX_KNOWN = 4_096;

    private static final long UNCHANGED = 0;

    private final CPSubsystem cp;
    private final Map<Register, IAtomicLong> known = new HashMap<>();

    CpRegisters(CPSubsystem cp) {
        this.cp = cp;
    }

    /** Blocks when a register is asked for the first time. Fails with whatever Hazelcast has against it. */
    CompletionStage<Long> send(CpCall call) {
        IAtomicLong register = known(call.register());
        if (call instanceof CpCall.CompareAndSet change) {
            return register.compareAndSetAsync(change.expected(), change.next())
                    .thenApplyAsync(changed -> changed ? CpCall.CHANGED : UNCHANGED, Runnable::run);
        } else if (call instanceof CpCall.Increment) {
            return register.incrementAndGetAsync();
        }
        return register.getAsync();
    }

    private IAtomicLong known(Register register) {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(register, asked -> cp.getAtomicLong(asked.name()));
    }
}
