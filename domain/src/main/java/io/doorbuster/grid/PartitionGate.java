package io.doorbuster.grid;

/** Whether a member may decide over the entries of a partition now; {@code docs/concurrency.md}, "Fencing". Thread-safe. */
@FunctionalInterface
public interface PartitionGate {
    /** For a member that is alone by design: nobody else could decide. */
    PartitionGate OPEN = partition -> true;

    PartitionGate CLOSED = partition -> false;

    /** Asked on the partition's thread, just before entries change or are read. */
    boolean mayDecide(int partition);

    /** Whether it has been closed for longer than a partition takes to change hands, so that nobody should wait for it. */
    default boolean isClosedForLong() {
        return false;
    }
}
