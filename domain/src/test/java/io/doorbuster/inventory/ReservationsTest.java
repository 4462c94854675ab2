package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What only shows after many more reservations than the bucket remembers: holes, and the new slots that close them. */
class ReservationsTest extends OneBucket {
    private final List<Long> held = new ArrayList<>();
    private final ArrayDeque<Long> paying = new ArrayDeque<>();
    private final Random random = new Random(1);
    private long made;

    @Test
    void aReplicaThatIsRestoredAtAnyTimeGoesOnAlike() {
        bucket = opened(new BucketTerms(1, 0, 1, 300, START, END, CAP, 7_000, false, Switch.ON));
        InventoryBucket replica = Frozen.of(bucket).thaw();
        for (int step = 1; step <= 60_000; step++) {
            now += random.nextInt(3);
            Command command = next(step);
            bucket.apply(command, now);
            replica.apply(command, now);
            if (step % 7_000 == 0) {
                Invariants.check(bucket);
                assertThat(Frozen.of(replica)).isEqualTo(Frozen.of(bucket));
                assertThat(replica.summary(now)).isEqualTo(summary());
                replica = Frozen.of(bucket).thaw();
            }
            if (step % 50 == 0) {
                acknowledgeAll();
                replica.apply(new Command.Acknowledge(bucket.snapshot().lastSequence()), now);
            }
        }
        assertThat(bucket.snapshot().closed()).hasSize(InventoryBucket.MAX_CLOSED);
        assertThat(made).isGreaterThan(2 * InventoryBucket.MAX_CLOSED + 2 * ReservationSlots.CHUNK);
        assertThat(pages()).isEqualTo(List.copyOf(bucket.snapshot().reservations()));
    }

    private Command next(int step) {
        if (step % 1_000 == 0) {
            return new Command.Tick();
        }
        if (step % 9_000 == 1) {
            // A hold time that changes to and fro: expiry is not always in the order of making.
            BucketTerms terms = bucket.snapshot().terms();
            return new Command.Configure(new BucketTerms(
                    terms.version() + 1,
                    0,
                    1,
                    terms.stock(),
                    START,
                    END,
                    CAP,
                    10_000 - terms.holdMillis(),
                    false,
                    Switch.ON));
        }
        if (paying.size() > 20) {
            // Hands the hold back to its place, if its time is not up.
            held.add(paying.element());
            return new Command.RecordPayment(id(paying.remove()), 1, AttemptState.DECLINED, false, null, null);
        }
        if (held.size() > 200 || (!held.isEmpty() && random.nextInt(10) < 4)) {
            long number = held.remove(random.nextInt(held.size()));
            return switch (random.nextInt(8)) {
                case 0 -> {
                    paying.add(number);
                    yield new Command.StartPayment(id(number), user(number), id(-number), 7);
                }
                case 1 -> new Command.Find(id(number), user(number));
                default -> new Command.Release(id(number), user(number));
            };
        }
        held.add(++made);
        return new Command.Reserve(id(made), user(made), 1, made);
    }

    private List<Reservation> pages() {
        List<Reservation> read = new ArrayList<>();
        UUID after = null;
        while (apply(new Command.ReadReservations(after, 100)) instanceof Outcome.Page page
                && !page.reservations().isEmpty()) {
            read.addAll(page.reservations());
            after = read.get(read.size() - 1).id();
        }
        return read;
    }

    private static String user(long number) {
        return "u" + number % 1_000;
    }
}
