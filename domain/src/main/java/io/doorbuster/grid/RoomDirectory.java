package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What admission has published of each room, and the steps of watermarks that went out while the ledger was away.
 * Thread-safe.
 */
public final class RoomDirectory {
    private final IMap<String, RoomView> rooms;
    private final IMap<String, WatermarkStep> steps;
    private final Executor callbacks;

    /** @param callbacks runs what follows an answer */
    public RoomDirectory(HazelcastInstance grid, Executor callbacks) {
        this.rooms = grid.getMap(GridConfig.ROOMS);
        this.steps = grid.getMap(GridConfig.STEPS);
        this.callbacks = callbacks;
    }

    /**
     * Publishes news of a room that has begun, unless that would move its step or its watermark back.
     *
     * @return whether it was published; fails with {@link GridUnavailableException}
     */
    public CompletableFuture<Boolean> publish(RoomView view) {
        return GridCalls.call(
                () -> rooms.submitToKey(view.saleId(), new Guarded<>(new Publish<>(Publish.ROOM, view))), callbacks);
    }

    /** Publishes a room that has no view yet; otherwise as {@link #publish}. */
    public CompletableFuture<Boolean> begin(RoomView view) {
        return GridCalls.call(
                () -> rooms.submitToKey(view.saleId(), new Guarded<>(new Publish<>(Publish.NEW_ROOM, view))),
                callbacks);
    }

    /** The published room, if there is one. Fails with {@link GridUnavailableException}. */
    public CompletableFuture<Optional<RoomView>> find(String saleId) {
        return GridCalls.call(() -> rooms.getAsync(saleId), callbacks).thenApply(Optional::ofNullable);
    }

    /** Takes a room out of the directory; blocks. */
    public void remove(String saleId) {
        rooms.delete(saleId);
    }

    /** Keeps steps in the grid until the ledger has them; blocks. */
    public void keep(Collection<WatermarkStep> unwritten) {
        Map<String, WatermarkStep> byKey = new HashMap<>();
        unwritten.forEach(step -> byKey.put(keyOf(step), step));
        steps.putAll(byKey);
    }

    /** Steps of all rooms that the ledger may lack, ascending within each; blocks. */
    public List<WatermarkStep> kept() {
        return steps.values().stream()
                .sorted(Comparator.comparingLong(WatermarkStep::step))
                .toList();
    }

    /** The ledger has these steps; blocks. */
    public void release(Collection<WatermarkStep> written) {
        written.forEach(step -> steps.delete(keyOf(step)));
    }

    private static String keyOf(WatermarkStep step) {
        return step.saleId() + "/" + step.step();
    }
}
