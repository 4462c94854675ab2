package io.doorbuster.waitingroom;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One sale with a crowd, in virtual time. Buyers are let in by a {@link Control}, appear or not, reserve, pay, give up, are
 * declined; the provider pays at its own rate. Checks after every tick what must always hold.
 */
final class AdmissionSimulation {
    static final long START = 1_000_000_000;

    /** What lets buyers in; {@link AdmissionControl} or something to compare it with. */
    interface Control {
        int admit(long nowMillis, AdmissionSignals signals, int waiting);
    }

    /** @param minMillis after being let in until a buyer appears, at least; at most {@code maxMillis} */
    record Delay(long minMillis, long maxMillis) {}

    /**
     * @param shows share of those let in who ever appear
     * @param buys share of those who then reserve
     * @param quantity units of a reservation, at most
     * @param abandons share of reservations that are never paid
     * @param paymentsPerSec what is configured
     * @param slowFromMillis from the start: the provider then works at {@code slowShare} of its rate
     * @param pinned units in payment of unknown fate all the time
     */
    record World(
            long seed,
            int stock,
            int crowd,
            double shows,
            double buys,
            Delay delay,
            int quantity,
            double abandons,
            double declines,
            int admissionPerSec,
            double paymentsPerSec,
            long slowFromMillis,
            long slowToMillis,
            double slowShare,
            int pinned,
            boolean changesRate,
            boolean pauses,
            boolean restarts) {}

    record Result(
            long soldOutMillis,
            int sold,
            int waiting,
            int admitted,
            int refused,
            int peakPaying,
            int mostUndecidedUnits) {}

    private static final long HOLD_MILLIS = 30_000;
    private static final long RETRY_MILLIS = 2_000;
    private static final int RETRIES = 10;

    /** Two ticks and a cohort's width. */
    private static final long WAVE_TOLERANCE_MILLIS = 1_000;

    static final long LIMIT_MILLIS = 3_600_000;

    private enum Kind {
        APPEAR,
        RETRY,
        GIVE_BACK,
        CHECK_OUT,
        PAID
    }

    private record Event(long atMillis, long order, Kind kind, int units, int tries) {}

    private final World world;
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.atMillis() != b.atMillis()
            ? Long.compare(a.atMillis(), b.atMillis())
            : Long.compare(a.order(), b.order()));
    private final ArrayDeque<Event> payments = new ArrayDeque<>();
    private final ArrayDeque<long[]> lastSecond = new ArrayDeque<>();
    private final ArrayDeque<long[]> lastWave = new ArrayDeque<>();
    private final List<WatermarkStep> steps = new ArrayList<>();

    private final boolean obeysTheLaw;

    private long now = START;
    private long order;
    private int free;
    private int paying;
    private int sold;
    private int waiting;
    private int admitted;
    private int refused;
    private int undecidedUnits;
    private int mostUndecidedUnits;
    private int peakPaying;
    private long reservedUnits;
    private long paidOrders;
    private double providerCredit;
    private long stuckMillis;
    private double dryRounds;
    private long unitsBefore;

    /** @param obeysTheLaw whether to check its bounds too, beside what any control must keep */
    AdmissionSimulation(World world, boolean obeysTheLaw) {
        this.world = world;
        this.obeysTheLaw = obeysTheLaw;
        this.random = new Random(world.seed() * 0x9E3779B97F4A7C15L);
        this.free = world.stock() - world.pinned();
        this.paying = world.pinned();
        this.waiting = world.crowd();
    }

    int free() {
        return free;
    }

    /** Units that buyers who were let in are still going to ask for: what no control can know. */
    int undecidedUnits() {
        return undecidedUnits;
    }

    List<WatermarkStep> steps() {
        return steps;
    }

    /** Runs until all is sold or nobody is left. {@code restarted} makes another control from the published steps. */
    Result run(Control first, Supplier<Control> restarted) {
        Control control = first;
        long nextRestart = world.restarts() ? 3_000 : Long.MAX_VALUE;
        while (sold < world.stock() - world.pinned() && now - START < LIMIT_MILLIS) {
            if (waiting == 0 && events.isEmpty() && payments.isEmpty()) {
                break;
            }
            long tick = 20L + random.nextInt(random.nextInt(20) == 0 ? 400 : 100);
            now += tick;
            live(tick);
            if (now - START > nextRestart) {
                control = restarted.get();
                nextRestart = 3 * nextRestart;
            }
            boolean open = isOpen();
            int rate = rate();
            AdmissionSignals signals =
                    new AdmissionSignals(open, rate, world.paymentsPerSec(), free, paying, reservedUnits, paidOrders);
            int in = control.admit(now, signals, waiting);
            check(in, rate, open, tick);
            letIn(in);
        }
        return new Result(now - START, sold, waiting, admitted, refused, peakPaying, mostUndecidedUnits);
    }

    private long sinceStart() {
        return now - START;
    }

    private boolean isOpen() {
        return !world.pauses() || sinceStart() < 2_500 || sinceStart() > 30_000;
    }

    private int rate() {
        if (!world.changesRate()) {
            return world.admissionPerSec();
        }
        return sinceStart() / 5_000 % 2 == 0 ? world.admissionPerSec() : Math.max(1, world.admissionPerSec() / 10);
    }

    private void check(int in, int rate, boolean open, long tick) {
        double passed = open && free > 0 ? tick / Drought.DOUBLING_MILLIS : 0;
        dryRounds = Math.max(0, dryRounds + passed - (reservedUnits - unitsBefore));
        unitsBefore = reservedUnits;
        require(in >= 0 && in <= waiting, "let in " + in + " of " + waiting);
        require(open || in == 0, "let in while closed");
        require(free > 0 || in == 0, "let in without stock");
        lastSecond.addLast(new long[] {now, in});
        while (lastSecond.peekFirst()[0] <= now - 1_000) {
            lastSecond.removeFirst();
        }
        long inSecond = lastSecond.stream().mapToLong(one -> one[1]).sum();
        double most = world.changesRate() ? world.admissionPerSec() : rate;
        require(inSecond <= most + Math.max(1, most * 0.2) + 1, inSecond + " in one second at " + most);
        lastWave.addLast(new long[] {now, in, reservedUnits});
        while (lastWave.peekFirst()[0] < now - AdmissionControl.NO_SHOW_MILLIS - WAVE_TOLERANCE_MILLIS) {
            lastWave.removeFirst();
        }
        if (in > 0 && obeysTheLaw) {
            long undecided = lastWave.stream()
                    .filter(one -> one[0] > now - AdmissionControl.NO_SHOW_MILLIS + WAVE_TOLERANCE_MILLIS)
                    .mapToLong(one -> one[1])
                    .sum();
            double bound = (free + reservedUnits - lastWave.peekFirst()[2]) / UndecidedTickets.MIN_CONVERSION
                    + Math.pow(2, dryRounds);
            require(undecided <= bound, undecided + " undecided, bound " + bound);
        }
        stuckMillis = open && free > 0 && waiting > 0 && in == 0 ? stuckMillis + tick : 0;
        // One ticket a second is the least that rate and payments leave.
        require(
                !obeysTheLaw || stuckMillis <= AdmissionControl.NO_SHOW_MILLIS + 1_000 + 2 * 420,
                "nobody let in for " + stuckMillis);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + " at " + sinceStart() + " ms, free " + free + " paying " + paying);
        }
    }

    private void letIn(int in) {
        if (in == 0) {
            return;
        }
        waiting -= in;
        admitted += in;
        steps.add(new WatermarkStep("o", "s", steps.size() + 1, now, Place.endOf(admitted), admitted));
        for (int ticket = 0; ticket < in; ticket++) {
            if (random.nextDouble() < world.shows() * world.buys()) {
                Delay delay = world.delay();
                int units = 1 + random.nextInt(world.quantity());
                undecidedUnits += units;
                long at = now
                        + delay.minMillis()
                        + (long) (random.nextDouble() * (delay.maxMillis() - delay.minMillis()));
                schedule(at, Kind.APPEAR, units, 0);
            }
        }
        mostUndecidedUnits = Math.max(mostUndecidedUnits, undecidedUnits - free);
    }

    private void schedule(long at, Kind kind, int units, int tries) {
        events.add(new Event(at, order++, kind, units, tries));
    }

    private void live(long tick) {
        while (!events.isEmpty() && events.peek().atMillis() <= now) {
            happen(events.poll());
        }
        boolean slow = sinceStart() >= world.slowFromMillis() && sinceStart() < world.slowToMillis();
        double perSec = world.paymentsPerSec() * (slow ? world.slowShare() : 1);
        providerCredit = Math.min(Math.max(1, perSec), providerCredit + perSec * tick / 1_000);
        while (providerCredit >= 1 && !payments.isEmpty()) {
            providerCredit--;
            Event payment = payments.poll();
            schedule(now + 300 + random.nextInt(700), Kind.PAID, payment.units(), 0);
        }
        peakPaying = Math.max(peakPaying, paying);
    }

    private void happen(Event event) {
        switch (event.kind()) {
            case APPEAR, RETRY -> reserve(event);
            case GIVE_BACK -> free += event.units();
            case CHECK_OUT -> {
                paying += event.units();
                payments.add(event);
            }
            case PAID -> {
                paying -= event.units();
                if (random.nextDouble() < world.declines()) {
                    free += event.units();
                } else {
                    sold += event.units();
                    paidOrders++;
                }
            }
        }
    }

    private void reserve(Event event) {
        if (!isOpen()) {
            schedule(event.atMillis() + RETRY_MILLIS, event.kind(), event.units(), event.tries());
            return;
        }
        if (event.kind() == Kind.APPEAR) {
            undecidedUnits -= event.units();
        }
        if (free < event.units()) {
            refused += event.kind() == Kind.APPEAR ? 1 : 0;
            if (event.tries() < RETRIES) {
                schedule(
                        event.atMillis() + RETRY_MILLIS,
                        Kind.RETRY,
                        Math.min(event.units(), Math.max(1, free)),
                        event.tries() + 1);
            }
            return;
        }
        free -= event.units();
        reservedUnits += event.units();
        if (random.nextDouble() < world.abandons()) {
            boolean released = random.nextInt(3) == 0;
            schedule(event.atMillis() + (released ? 5_000 : HOLD_MILLIS), Kind.GIVE_BACK, event.units(), 0);
        } else {
            schedule(event.atMillis() + 1_000 + random.nextInt(9_000), Kind.CHECK_OUT, event.units(), 0);
        }
    }
}
