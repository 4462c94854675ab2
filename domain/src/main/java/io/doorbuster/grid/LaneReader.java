package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Phase;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.WaitingRoomLane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains this member's own lanes for admission, from the lobby until some time after the end. Each reader begins at the
 * first ticket, and with it each run of admission. Calls block. Not thread-safe.
 */
public final class LaneReader {
    private static final Logger LOG = LoggerFactory.getLogger(LaneReader.class);

    /** Tickets of one lane in one go: a copy of 100 KB, well under a millisecond of the partition's thread. */
    private static final int MAX_TICKETS = 16_384;

    /** How long admission goes on after the end, so that late polls see what became of everybody. */
    public static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    /** How often sales are looked for whose lobby has opened. */
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How far a lane was read. */
    private record Position(int generation, int afterNumber, int closedThrough, long leftRevision) {
        static final Position START = new Position(0, 0, LaneArrivals.NO_NEWS, -1);

        boolean isNewsTo(Position before) {
            return afterNumber != before.afterNumber
                    || leftRevision != before.leftRevision
                    || (closedThrough != LaneArrivals.NO_NEWS && closedThrough != before.closedThrough);
        }
    }

    private final IMap<String, WaitingRoomLane> lanes;
    private final SaleDirectory directory;
    private final LocalPartitions local;
    private final GridContext context;
    private final Map<LaneKey, Position> positions = new HashMap<>();
    private List<LaneKey> lanesOfOpenRooms = List.of();
    private long sweptAtNanos = System.nanoTime() - SWEEP_NANOS;

    public LaneReader(HazelcastInstance member) {
        this.lanes = Lanes.KIND.entries(member);
        // It only reads all definitions at once, which needs no callbacks.
        this.directory = new SaleDirectory(member, Runnable::run);
        this.local = new LocalPartitions(member);
        this.context = GridContext.of(member);
    }

    /** What is new in every lane; closes the windows that are over. */
    public List<DrainedLane> read() {
        Map<LaneKey, CompletionStage<BatchReply<WaitingRoomLane, LaneCommand, LaneOutcome, LaneSummary>>> asked =
                new LinkedHashMap<>();
        for (LaneKey key : candidates()) {
            if (local.owns(key)) {
                Position from = positions.getOrDefault(key, Position.START);
                LaneCommand drain = new LaneCommand.Drain(from.afterNumber(), MAX_TICKETS, from.leftRevision());
                // All are sent before the first is waited for: their backups' answers arrive together.
                asked.put(key, lanes.submitToKey(key.toString(), new CommandBatch<>(Lanes.KIND, List.of(drain))));
            } else {
                positions.remove(key);
            }
        }
        List<DrainedLane> drained = new ArrayList<>();
        asked.forEach((key, answer) -> {
            LaneArrivals arrivals = await(key, answer);
            if (arrivals != null) {
                drained.add(new DrainedLane(key, arrivals));
            }
        });
        return drained;
    }

    private @Nullable LaneArrivals await(
            LaneKey key, CompletionStage<BatchReply<WaitingRoomLane, LaneCommand, LaneOutcome, LaneSummary>> answer) {
        try {
            if (answer.toCompletableFuture().join().outcomes().get(0) instanceof LaneOutcome.Drained drained) {
                return advance(key, drained.arrivals()) ? drained.arrivals() : null;
            }
            positions.remove(key);
        } catch (CompletionException moved) {
            // Asked again in a moment, from where it was: reading changes nothing but what time would change anyway.
            LOG.debug("lane {} was not drained", key, moved);
        }
        return null;
    }

    private boolean advance(LaneKey key, LaneArrivals arrivals) {
        Position before = positions.getOrDefault(key, Position.START);
        int generation = arrivals.generationStarts().length;
        if (before.generation() != 0 && before.generation() != generation) {
            // Rebuilt from the ledger: what was read is perhaps not there any more.
            positions.remove(key);
            return false;
        }
        int closedThrough = arrivals.closedThrough();
        Position now = new Position(
                generation,
                before.afterNumber() + arrivals.size(),
                closedThrough == LaneArrivals.NO_NEWS ? before.closedThrough() : closedThrough,
                arrivals.leftRevision());
        positions.put(key, now);
        return now.isNewsTo(before);
    }

    private List<LaneKey> candidates() {
        if (System.nanoTime() - sweptAtNanos >= SWEEP_NANOS) {
            Instant now = context.clock().instant();
            lanesOfOpenRooms = directory.all().stream()
                    .filter(sale -> isDrained(sale, now))
                    .flatMap(sale -> LaneClient.keysOf(sale).stream())
                    .toList();
            positions.keySet().retainAll(lanesOfOpenRooms);
            sweptAtNanos = System.nanoTime();
        }
        return lanesOfOpenRooms;
    }

    private static boolean isDrained(SaleDefinition sale, Instant now) {
        return sale.fairness().rule() != Fairness.Rule.NONE
                && !now.isBefore(sale.startAt().minus(Phase.LOBBY_TIME))
                && now.isBefore(sale.endAt().plus(KEPT_AFTER_END));
    }
}
