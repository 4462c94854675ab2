package io.doorbuster.waitingroom;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * A room of 1,000,000: memory per ticket, and the time to join, to draw, to publish and to answer. Not a test, run by hand.
 * The first round is the warm-up.
 */
final class RoomMeasurement {
    private static final int TICKETS = 1_000_000;
    private static final int SLICE = 10_000;
    private static final int CALLS = 1_000_000;
    private static final DrawSecrets SECRETS = new DrawSecrets(ScriptedLanes.SEED, new byte[32]);

    /** Keeps results alive, so that nothing is optimised away. */
    private static long sink;

    private RoomMeasurement() {}

    public static void main(String[] args) {
        for (int round = 1; round <= 3; round++) {
            System.out.println("round " + round);
            new RoomMeasurement().run();
        }
        perLaneSizes();
        System.out.println("(" + sink % 2 + ")");
    }

    private void run() {
        long before = usedBytes();
        List<WaitingRoomLane> lanes = lanes();
        long nanos = cpuNanos();
        fill(lanes, TICKETS);
        report("join, ns", (double) (cpuNanos() - nanos) / TICKETS);
        nanos = cpuNanos();
        fill(lanes, TICKETS);
        report("join again, ns", (double) (cpuNanos() - nanos) / TICKETS);
        long inLanes = usedBytes() - before;
        report("bytes per waiting ticket, lanes", (double) inLanes / TICKETS);

        RoomAdmission room = new RoomAdmission("acme", OneLane.SALE, false, SECRETS, null, List.of());
        nanos = cpuNanos();
        read(lanes, room);
        report("read, keys and draw, ms", (cpuNanos() - nanos) / 1e6);
        long all = usedBytes() - before;
        report("bytes per waiting ticket, queue", (double) (all - inLanes) / TICKETS);
        report("heap for lanes and queue, MB", all / 1e6);
        view(room);
        admit(room);
        nanos = cpuNanos();
        sink += FrozenLane.of(lanes.get(0)).thaw().revision();
        report("one lane copied and restored, ms", (cpuNanos() - nanos) / 1e6);
        parts();
        sink += lanes.size();
    }

    private static List<WaitingRoomLane> lanes() {
        List<WaitingRoomLane> lanes = new ArrayList<>();
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            lanes.add(OneLane.fresh(new LaneTerms(
                    1,
                    OneLane.SALE,
                    lane,
                    new Windows(OneLane.START, 30_000, 500),
                    OneLane.OPENS,
                    OneLane.END,
                    false)));
        }
        return lanes;
    }

    private static void fill(List<WaitingRoomLane> lanes, int tickets) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < tickets; i++) {
            UserHash user = new UserHash(random.nextLong(), random.nextLong());
            WaitingRoomLane lane = lanes.get((int) Long.remainderUnsigned(user.high(), lanes.size()));
            sink += lane.apply(new LaneCommand.Join(user, 1), OneLane.START + i / 50)
                    .hashCode();
            if (i % 1_000 == 999) {
                lanes.forEach(each ->
                        each.apply(new LaneCommand.Acknowledge(each.summary(0).lastSequence()), OneLane.START));
            }
        }
    }

    private static void read(List<WaitingRoomLane> lanes, RoomAdmission room) {
        for (WaitingRoomLane lane : lanes) {
            int after = 0;
            LaneArrivals slice;
            do {
                slice = OneLane.drain(lane, after, SLICE, OneLane.START + 60_000);
                room.accept(slice);
                after += slice.size();
            } while (slice.size() > 0);
        }
    }

    private static void view(RoomAdmission room) {
        AdmissionSignals shut = new AdmissionSignals(false, 1, 1, 1, 0, 0, 0);
        RoomView view = room.tick(1, shut).view();
        int views = 200;
        long nanos = cpuNanos();
        for (int i = 0; i < views; i++) {
            view = room.tick(i, shut).view();
        }
        report("view of the full room, us", (cpuNanos() - nanos) / 1e3 / views);
        report("samples in it", view.ranks().windows().length);
        RankTable ranks = view.ranks();
        SplittableRandom random = new SplittableRandom(2);
        perCall("RankTable.ahead, ns", i -> sink += ranks.ahead(new Place(0, random.nextLong())));
    }

    private static void admit(RoomAdmission room) {
        AdmissionSignals open = new AdmissionSignals(true, 1_000, 1e9, 1_000_000, 0, 0, 0);
        long nanos = cpuNanos();
        int ticks = 0;
        RoomView view = room.tick(0, open).view();
        while (view.waiting() > 0 && ticks < 100_000) {
            ticks++;
            view = room.tick(ticks * 1_000L, open).view();
        }
        report("tick with a view, us", (cpuNanos() - nanos) / 1e3 / ticks);
        report("admitted", (double) view.admitted());
    }

    private static void parts() {
        DrawKeys plain = ScriptedLanes.keys(false);
        DrawKeys weighted = ScriptedLanes.keys(true);
        perCall("DrawKeys.key, ns", i -> sink += plain.key(new TicketId(3, 1, i), 1));
        perCall("DrawKeys.key weighted, ns", i -> sink += weighted.key(new TicketId(3, 1, i), 3));
        Places places = new Places();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < TICKETS; i++) {
            places.add(0, random.nextLong(), i);
        }
        long nanos = cpuNanos();
        places.sort(0);
        report("sort of 1,000,000, ms", (cpuNanos() - nanos) / 1e6);
        sink += places.ticket(0);
    }

    /** Where in its arrays' growth a lane stands makes the difference. */
    private static void perLaneSizes() {
        System.out.printf("%14s %14s%n", "tickets/lane", "bytes/ticket");
        double[] worst = new double[1];
        for (int tickets = 50_000; tickets <= 400_000; tickets = tickets * 11 / 10) {
            long before = usedBytes();
            List<WaitingRoomLane> lanes = lanes();
            fill(lanes, tickets * LaneKey.LANES);
            double bytes = (double) (usedBytes() - before) / tickets / LaneKey.LANES;
            worst[0] = Math.max(worst[0], bytes);
            System.out.printf("%14d %14.1f%n", tickets, bytes);
            sink += Arrays.hashCode(lanes.get(0).snapshot().windows());
        }
        report("worst", worst[0]);
    }

    private static void perCall(String what, IntConsumer call) {
        long nanos = cpuNanos();
        for (int i = 1; i <= CALLS; i++) {
            call.accept(i);
        }
        report(what, (double) (cpuNanos() - nanos) / CALLS);
    }

    private static void report(String what, double figure) {
        System.out.printf("%-34s %,12.1f%n", what, figure);
    }

    /** Of this thread: neither the collector nor other processes count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
