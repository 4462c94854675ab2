package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.WaitingRoomLane;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Sends commands to the lanes of waiting rooms, see {@link EntryClient}. Thread-safe; callers never block. */
public final class LaneClient implements AutoCloseable {
    private final EntryClient<LaneKey, WaitingRoomLane, LaneCommand, LaneOutcome, LaneSummary> lanes;

    /** @param callbacks runs what follows an answer; two threads are enough, and none of it may block */
    public LaneClient(HazelcastInstance grid, Executor callbacks) {
        lanes = new EntryClient<>(Lanes.KIND, grid, callbacks);
    }

    /**
     * Sends one command.
     *
     * @return {@link LaneRefusal#BACKLOGGED} if too many commands wait, {@link LaneRefusal#RECOVERING} if the grid has no
     *     such lane; fails with {@link GridUnavailableException} if nobody knows what became of the command
     */
    public CompletableFuture<LaneOutcome> submit(LaneKey key, LaneCommand command) {
        return lanes.submit(key, command);
    }

    /** Asks for a lane's summary; empty if the grid has no such lane. Fails as {@link #submit} does. */
    public CompletableFuture<Optional<LaneSummary>> refresh(LaneKey key) {
        return lanes.refresh(key);
    }

    /** Puts a lane into the grid unless there is one; for members that rebuild a room. Fails as {@link #submit}. */
    public CompletableFuture<Boolean> install(LaneKey key, WaitingRoomLane lane) {
        return lanes.install(key, lane);
    }

    /** Takes a lane out if the ledger has all of it; answers whether there is none now. Fails as {@link #submit}. */
    public CompletableFuture<Boolean> remove(LaneKey key) {
        return lanes.remove(key);
    }

    /** The lanes of a sale's room. */
    public static List<LaneKey> keysOf(SaleDefinition sale) {
        return IntStream.range(0, LaneKey.LANES)
                .mapToObj(lane -> new LaneKey(sale.orgId(), sale.saleId(), lane))
                .toList();
    }

    /** Drops what is remembered of an idle lane. */
    public void forget(LaneKey key) {
        lanes.forget(key);
    }

    /** Commands under way still get their answers. */
    @Override
    public void close() {
        lanes.close();
    }
}
