package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Memory and time per reservation for buckets of 1,000 to 1,000,000 units; not a test, run by hand. Each row first fills
 * fresh buckets unit by unit, then releases at random and reserves anew in full ones, then lets the clock end holds.
 *
 * <p>The time is this thread's CPU time, so that neither the collector's threads nor other processes count. What is not
 * the bucket's is kept out of it: commands are made a few hundred at a time right before they run, because a command that
 * comes from the network is in the cache and a million prepared ones are not; the closed reservations that a bucket
 * remembers are there before releases are timed, because only then does each release forget one. Run it with a heap of
 * fixed size that is touched at the start ({@code -Xms4g -Xmx4g -XX:+AlwaysPreTouch}): otherwise the first row to
 * need more memory pays for the kernel's page faults.
 */
final class FlatnessMeasurement {
    /** 156,000 is about the largest bucket of a real sale: 10,000,000 units in 64 buckets. */
    private static final int[] UNITS = {1_000, 10_000, 100_000, 156_000, 1_000_000};

    private static final int RESERVATIONS_PER_ROW = 2_000_000;
    private static final int AT_ONCE = 256;

    /** 10,000 reservations a second in one bucket. */
    private static final int RESERVATIONS_PER_MILLI = 10;

    private static final int DUE_AT_ONCE = 1_000;
    private static final int TICKS = 300;

    private final InventoryBucket bucket;
    private final List<Long> held = new ArrayList<>();
    private final Random random = new Random(1);
    private long made;
    private long nowMillis = OneBucket.START;
    private long nanos;

    private FlatnessMeasurement(int units) {
        bucket = OneBucket.opened(new BucketTerms(
                1, 0, 1, units, OneBucket.START, Long.MAX_VALUE, OneBucket.CAP, OneBucket.HOLD, false, Switch.ON));
    }

    public static void main(String[] args) {
        System.out.printf(
                "JDK %s, %s, %s, load average %.1f%n",
                System.getProperty("java.vm.version"),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(collector -> collector.getName())
                        .toList(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        System.out.println("the first row of each table is the warm-up");
        System.out.printf("%10s %14s %14s %20s%n", "units", "bytes/reserv.", "ns/reserve", "ns/release+reserve");
        measure(100_000);
        for (int units : UNITS) {
            measure(units);
        }
        System.out.printf("%10s %14s%n", "held", "ns/expired");
        measureExpiry(100_000);
        for (int units : UNITS) {
            measureExpiry(units);
        }
    }

    private static void measure(int units) {
        double reserving = 0;
        int rounds = RESERVATIONS_PER_ROW / units;
        for (int round = 0; round < rounds; round++) {
            FlatnessMeasurement filled = new FlatnessMeasurement(units);
            filled.fill(units);
            reserving += filled.nanos;
        }
        long before = usedBytes();
        // Enough buckets at once that the heap's noise does not matter.
        List<FlatnessMeasurement> full = new ArrayList<>();
        for (int i = 0; i < Math.max(1, 100_000 / units); i++) {
            full.add(new FlatnessMeasurement(units));
            full.get(i).fill(units);
        }
        full.forEach(measurement -> measurement.held.clear());
        long bytes = usedBytes() - before;
        System.out.printf(
                "%10d %14.0f %14.0f %20.0f%n",
                units, (double) bytes / full.size() / units, reserving / rounds / units, churn(units));
    }

    /** Releases two thirds of a full bucket at random and fills it again, over and over. */
    private static double churn(int units) {
        FlatnessMeasurement churned = new FlatnessMeasurement(units);
        churned.fill(units);
        int part = units * 2 / 3;
        for (int done = 0; done <= InventoryBucket.MAX_CLOSED; done += part) {
            churned.releaseAtRandom(part);
            churned.fill(part);
        }
        churned.nanos = 0;
        int pairs = 0;
        for (; pairs < RESERVATIONS_PER_ROW / 2; pairs += part) {
            churned.releaseAtRandom(part);
            churned.fill(part);
        }
        return (double) churned.nanos / pairs;
    }

    /** The clock ends the oldest holds, always as many, in a bucket that is always full again. */
    private static void measureExpiry(int units) {
        FlatnessMeasurement full = new FlatnessMeasurement(units);
        ArrayDeque<Long> due = new ArrayDeque<>();
        for (int i = 0; i < units; i += DUE_AT_ONCE) {
            full.fill(DUE_AT_ONCE);
            due.add(full.nowMillis + OneBucket.HOLD);
        }
        full.nanos = 0;
        long ticking = 0;
        for (int i = 0; i < TICKS; i++) {
            full.nowMillis = Math.max(full.nowMillis, due.remove());
            long abandoned = full.bucket.summary(0).abandoned();
            long start = cpuNanos();
            full.bucket.apply(new Command.Tick(), full.nowMillis);
            ticking += cpuNanos() - start;
            if (full.bucket.summary(0).abandoned() - abandoned != DUE_AT_ONCE) {
                throw new IllegalStateException("not " + DUE_AT_ONCE + " were due");
            }
            full.fill(DUE_AT_ONCE);
            due.add(full.nowMillis + OneBucket.HOLD);
        }
        System.out.printf("%10d %14.0f%n", units, (double) ticking / TICKS / DUE_AT_ONCE);
    }

    private void fill(int count) {
        run(count, i -> {
            long number = made++;
            held.add(number);
            return new Command.Reserve(id(number), user(number), 1, number);
        });
    }

    private void releaseAtRandom(int count) {
        run(count, i -> {
            int at = random.nextInt(held.size());
            long number = held.set(at, held.get(held.size() - 1));
            held.remove(held.size() - 1);
            return new Command.Release(id(number), user(number));
        });
    }

    private void run(int count, IntFunction<Command> next) {
        List<Command> commands = new ArrayList<>(AT_ONCE);
        for (int done = 0; done < count; done += commands.size()) {
            commands.clear();
            for (int i = 0; i < Math.min(AT_ONCE, count - done); i++) {
                commands.add(next.apply(i));
            }
            Command acknowledge = new Command.Acknowledge(bucket.snapshot().lastSequence());
            long start = cpuNanos();
            bucket.apply(acknowledge, nowMillis);
            for (int i = 0; i < commands.size(); i++) {
                if ((done + i) % RESERVATIONS_PER_MILLI == 0) {
                    nowMillis++;
                }
                if (!(bucket.apply(commands.get(i), nowMillis) instanceof Outcome.Accepted)) {
                    throw new IllegalStateException("refused " + commands.get(i));
                }
            }
            nanos += cpuNanos() - start;
        }
    }

    private static String user(long number) {
        return "user-" + number;
    }

    private static UUID id(long number) {
        return UUID.nameUUIDFromBytes(Long.toString(number).getBytes(StandardCharsets.UTF_8));
    }

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
