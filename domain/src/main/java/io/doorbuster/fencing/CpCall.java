package io.doorbuster.fencing;

/** One call of the CP group. Every one may be repeated when its answer was lost: the registers only move forward. */
public sealed interface CpCall {
    Register register();

    record Get(Register register) implements CpCall {}

    /** Adds 1; answers the new value. */
    record Increment(Register register) implements CpCall {}

    /** Answers 1 if the register had {@code expected} and now has {@code next}, otherwise 0. */
    record CompareAndSet(Register register, long expected, long next) implements CpCall {}

    /** A call's answer to {@link CompareAndSet} that changed the register. */
    long CHANGED = 1;
}
