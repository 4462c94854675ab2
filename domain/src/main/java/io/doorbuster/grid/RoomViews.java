package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.waitingroom.RoomView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Waiting rooms as one node sees them: read in the background while anyone looks, so that a look costs no grid call.
 * Thread-safe; callers never block.
 */
public final class RoomViews implements AutoCloseable {
    private final BackgroundViews<RoomView> views;

    /** @param callbacks runs what follows an answer; none of it may block */
    public RoomViews(HazelcastInstance grid, Executor callbacks, ScheduledExecutorService ticker) {
        views = new BackgroundViews<>(new RoomDirectory(grid, callbacks)::find, forgotten -> {}, ticker);
    }

    /**
     * The room as it was at most 0.9 s ago, usually a tenth of a second.
     *
     * @return empty if the grid knows no such room; fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Optional<RoomView>> view(String saleId) {
        return views.view(saleId);
    }

    @Override
    public void close() {
        views.close();
    }
}
