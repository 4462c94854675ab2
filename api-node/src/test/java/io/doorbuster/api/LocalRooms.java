package io.doorbuster.api;

import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.LaneTerms;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.WatermarkStep;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** Waiting rooms in this process: the real lanes, and an admission that tests move by hand. */
final class LocalRooms {
    /** Tickets read at a time: more than any test has. */
    private static final int ALL = 1_000_000;

    private final Clock clock;
    private final Map<String, DrawSecrets> secrets = new HashMap<>();
    private final Map<LaneKey, WaitingRoomLane> lanes = new HashMap<>();
    private final Map<String, List<WatermarkStep>> steps = new HashMap<>();

    LocalRooms(Clock clock) {
        this.clock = clock;
    }

    private record Waiter(Place place, boolean left) {}

    synchronized void install(SaleDefinition sale) {
        if (sale.fairness().rule() == Fairness.Rule.NONE) {
            return;
        }
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            LaneTerms terms = LaneTerms.of(sale, lane);
            lanes.computeIfAbsent(
                            new LaneKey(sale.orgId(), sale.saleId(), lane),
                            key -> WaitingRoomLane.rebuild(terms, 1, List.of(), 0, -1))
                    .apply(new LaneCommand.Configure(terms), clock.millis());
        }
        secrets.putIfAbsent(sale.saleId(), new DrawSecrets(new byte[32], new byte[32]));
        steps.computeIfAbsent(sale.saleId(), id -> new ArrayList<>());
    }

    synchronized void use(String saleId, DrawSecrets ofSale) {
        secrets.put(saleId, ofSale);
    }

    synchronized LaneOutcome submit(LaneKey key, LaneCommand command) {
        WaitingRoomLane lane = lanes.get(key);
        return lane == null ? new LaneOutcome.Refused(LaneRefusal.RECOVERING) : lane.apply(command, clock.millis());
    }

    /** Closes the windows that are over and admits everybody in them. */
    synchronized void admitClosed(SaleDefinition sale) {
        RoomView view = view(sale);
        moveTo(sale, Place.endOf(view.closedThrough()));
    }

    /** Admits the next one of those whose window is closed. */
    synchronized void admitOne(SaleDefinition sale) {
        RoomView view = view(sale);
        moveTo(
                sale,
                waiters(sale, drained(sale)).stream()
                        .map(Waiter::place)
                        .filter(place -> !view.isAdmitted(place) && view.isDrawn(place.window()))
                        .findFirst()
                        .orElseThrow());
    }

    private void moveTo(SaleDefinition sale, Place watermark) {
        List<WatermarkStep> history = history(sale.saleId());
        long admitted = waiters(sale, drained(sale)).stream()
                .filter(waiter -> !waiter.place().isAfter(watermark))
                .count();
        history.add(new WatermarkStep(
                sale.orgId(), sale.saleId(), history.size() + 1L, clock.millis(), watermark, admitted));
    }

    synchronized List<WatermarkStep> history(String saleId) {
        return Objects.requireNonNull(steps.get(saleId));
    }

    private List<LaneArrivals> drained(SaleDefinition sale) {
        List<LaneArrivals> drained = new ArrayList<>();
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            LaneOutcome outcome =
                    submit(new LaneKey(sale.orgId(), sale.saleId(), lane), new LaneCommand.Drain(0, ALL, -1));
            drained.add(((LaneOutcome.Drained) outcome).arrivals());
        }
        return drained;
    }

    private List<Waiter> waiters(SaleDefinition sale, List<LaneArrivals> drained) {
        DrawKeys keys = new DrawKeys(
                Objects.requireNonNull(secrets.get(sale.saleId())).seed(),
                sale.saleId(),
                sale.fairness().rule() == Fairness.Rule.WEIGHTED);
        List<Waiter> waiters = new ArrayList<>();
        for (LaneArrivals lane : drained) {
            RoaringBitmap left = Objects.requireNonNull(lane.left());
            for (int i = 0; i < lane.size(); i++) {
                waiters.add(new Waiter(
                        new Place(lane.windows()[i], keys.key(lane.ticket(i), lane.weights()[i])),
                        left.contains(lane.ticket(i).number())));
            }
        }
        waiters.sort((one, other) -> one.place().compareTo(other.place()));
        return waiters;
    }

    synchronized RoomView view(SaleDefinition sale) {
        List<LaneArrivals> drained = drained(sale);
        List<Waiter> all = waiters(sale, drained);
        List<WatermarkStep> history = history(sale.saleId());
        Place watermark = history.isEmpty()
                ? Place.BEFORE_ALL
                : history.get(history.size() - 1).watermark();
        List<Place> waiting = all.stream()
                .filter(waiter -> !waiter.left() && waiter.place().isAfter(watermark))
                .map(Waiter::place)
                .toList();
        RankTable ranks = new RankTable(
                waiting.stream().mapToInt(Place::window).toArray(),
                waiting.stream().mapToLong(Place::key).toArray(),
                IntStream.range(0, waiting.size()).toArray(),
                waiting.size());
        return new RoomView(
                sale.orgId(),
                sale.saleId(),
                history.size(),
                watermark,
                all.size(),
                all.stream()
                        .filter(waiter -> !waiter.place().isAfter(watermark))
                        .count(),
                drained.stream().mapToInt(LaneArrivals::closedThrough).min().orElse(-1),
                ranks,
                10,
                1,
                drained.stream()
                        .map(lane -> Objects.requireNonNull(lane.left()))
                        .toList(),
                Objects.requireNonNull(secrets.get(sale.saleId())),
                clock.millis());
    }
}
