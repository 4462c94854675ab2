package io.doorbuster.embedded.demo;

import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** What all buyers of one crowd share. Thread-safe. */
final class Floor implements AutoCloseable {
    private static final int TIMER_TICK_MILLIS = 10;

    final CrowdPlan plan;
    final Connections connections;
    final SaleCalls calls;
    final BuyerTokens tokens;
    final CrowdTally tally;
    final Breaches breaches;
    final Slots slots;
    final AskingAgain askingAgain = new AskingAgain();
    final Parked parked = new Parked(this::after);
    private final HashedWheelTimer timer = new HashedWheelTimer(
            new DefaultThreadFactory("think-time", true), TIMER_TICK_MILLIS, TimeUnit.MILLISECONDS);
    private volatile boolean closed;

    Floor(
            CrowdPlan plan,
            Connections connections,
            SaleCalls calls,
            BuyerTokens tokens,
            CrowdTally tally,
            Breaches breaches) {
        this.plan = plan;
        this.connections = connections;
        this.calls = calls;
        this.tokens = tokens;
        this.tally = tally;
        this.breaches = breaches;
        this.slots = new Slots(plan.activeBuyers());
        tickAskingAgain();
    }

    private void tickAskingAgain() {
        after(AskingAgain.TICK_MILLIS, () -> {
            askingAgain.tick(System.currentTimeMillis());
            tickAskingAgain();
        });
    }

    /** Runs {@code step} later, on the timer's thread; never once the floor is closed. */
    void after(long millis, Runnable step) {
        if (closed) {
            return;
        }
        var unused = timer.newTimeout(
                timeout -> {
                    if (!closed) {
                        step.run();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** Somebody was told that the sale is over: everybody who waits asks for themselves. */
    void hurry() {
        askingAgain.hurry();
        parked.hurry();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        var unused = timer.stop();
    }
}
