package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Memory and time per reservation for buckets of 1,000 to 1,000,000 units; not a test, run by hand. Each row first fills
 * fresh buckets unit by unit, then releases and reserves at random in a full one, which tears the bitmap of free units to
 * pieces.
 */
final class FlatnessMeasurement {
    private static final int RESERVATIONS_PER_ROW = 1_000_000;

    private FlatnessMeasurement() {}

    public static void main(String[] args) {
        System.out.println("the first row is the warm-up");
        System.out.printf("%10s %14s %14s %20s%n", "units", "bytes/reserv.", "ns/reserve", "ns/release+reserve");
        measure(100_000);
        for (int units : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
            measure(units);
        }
    }

    private static void measure(int units) {
        int rounds = Math.max(1, RESERVATIONS_PER_ROW / units);
        List<InventoryBucket> filled = new ArrayList<>();
        long nanos = 0;
        for (int round = 0; round < rounds; round++) {
            filled.clear();
            nanos += fill(units, filled);
        }
        filled.clear();
        long before = usedBytes();
        // Enough buckets at once that the heap's noise does not matter.
        for (int bucket = 0; bucket < Math.max(1, 100_000 / units); bucket++) {
            fill(units, filled);
        }
        long bytes = usedBytes() - before;
        System.out.printf(
                "%10d %14.0f %14.0f %20.0f%n",
                units,
                (double) bytes / filled.size() / units,
                (double) nanos / rounds / units,
                filled.stream()
                        .mapToDouble(bucket -> churn(bucket, units))
                        .average()
                        .orElseThrow());
    }

    /** Fills a new bucket; returns the time that it took. */
    private static long fill(int units, List<InventoryBucket> filled) {
        InventoryBucket bucket = OneBucket.opened(OneBucket.terms(1, units, Switch.ON));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < units; i++) {
            commands.add(reserve(i));
        }
        long start = cpuNanos();
        for (int i = 0; i < units; i++) {
            bucket.apply(commands.get(i), OneBucket.START + i / 100);
            if (i % 256 == 0) {
                bucket.apply(new Command.Acknowledge(i), OneBucket.START + i / 100);
            }
        }
        long nanos = cpuNanos() - start;
        bucket.apply(new Command.Acknowledge(units), OneBucket.START);
        filled.add(bucket);
        return nanos;
    }

    private static double churn(InventoryBucket bucket, int units) {
        Random random = new Random(1);
        int[] ids = random.ints(units, 0, units).distinct().toArray();
        List<Command> commands = new ArrayList<>();
        for (int id : ids) {
            commands.add(new Command.Release(id(id), "user-" + id));
        }
        for (int i = 0; i < ids.length; i++) {
            commands.add(reserve(units + i));
        }
        long now = OneBucket.START + units / 100;
        long start = cpuNanos();
        for (int i = 0; i < commands.size(); i++) {
            bucket.apply(commands.get(i), now);
            if (i % 256 == 0) {
                bucket.apply(new Command.Acknowledge(bucket.snapshot().lastSequence()), now);
            }
        }
        return (double) (cpuNanos() - start) / ids.length;
    }

    private static Command reserve(long number) {
        return new Command.Reserve(id(number), "user-" + number, 1, number);
    }

    private static UUID id(long number) {
        return UUID.nameUUIDFromBytes(Long.toString(number).getBytes(StandardCharsets.UTF_8));
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
