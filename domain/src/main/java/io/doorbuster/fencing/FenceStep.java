package io.doorbuster.fencing;

/** What is to be done next about one partition. */
public sealed interface FenceStep {
    /** Nothing: not ours, and not to be ours. */
    record Idle() implements FenceStep {}

    /** It is held, under this epoch. */
    record Hold(int epoch) implements FenceStep {}

    /** Look up who owns it. */
    record Read() implements FenceStep {}

    /** Look up how the owner's lease stands. */
    record Look(int leaseId) implements FenceStep {}

    /** The owner lives and was told to hand over. */
    record AwaitHandOver() implements FenceStep {}

    record Revoke(int leaseId, LeaseRecord record) implements FenceStep {}

    /** The owner's lease was revoked; it may still be acted under until then. */
    record AwaitEnd(long untilNanos) implements FenceStep {}

    record Claim(Ownership from, Ownership to) implements FenceStep {}

    record HandOver(Ownership from, Ownership to) implements FenceStep {}
}
