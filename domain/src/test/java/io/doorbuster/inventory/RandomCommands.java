package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** Reads numbers as commands and times, in a space so small that commands collide all the time. */
final class RandomCommands {
    static final long START = 1_000_000;
    static final int CAP = 3;

    /** Around the holds' 10 s, the 30 s of silence and the 300 s for an action; now and then backwards. */
    private static final long[] STEPS_MILLIS = {0, 0, 1, 500, 4_000, 9_999, 31_000, -3_000, 0, 250, 0, 100_000};

    private static final String[] REASONS = {null, "because", "since"};
    private static final long HOLD_MILLIS = 10_000;
    private static final long END_MILLIS = START + 2_000_000;
    private static final int IDS = 40;
    private static final int USERS = 5;
    private static final int ATTEMPT_IDS = 8;

    private final List<Transfer> received = new ArrayList<>();
    private long nowMillis = START - 1_000;
    private int foreignUnit = 1_000;
    private long rest;

    static BucketTerms terms(int version, int stock, boolean resell, Switch state) {
        return new BucketTerms(version, 0, 3, stock, START, END_MILLIS, CAP, HOLD_MILLIS, resell, state);
    }

    long nowMillis() {
        return nowMillis;
    }

    /** The next command for {@code bucket}; the clock has moved. */
    Command next(long number, InventoryBucket bucket) {
        rest = number;
        nowMillis += STEPS_MILLIS[below(STEPS_MILLIS.length)];
        int kind = below(64);
        if (kind < 16) {
            return new Command.Reserve(id(below(IDS)), user(), 1 + below(CAP + (below(20) == 0 ? 1 : 0)), below(9) / 8);
        }
        if (kind < 20) {
            Reservation reservation = anyOf(bucket);
            return new Command.Release(reservation.id(), userOf(reservation));
        }
        if (kind < 29) {
            Reservation reservation = anyOf(bucket);
            return new Command.StartPayment(
                    reservation.id(), userOf(reservation), id(1_000 + below(ATTEMPT_IDS)), below(9) / 8);
        }
        if (kind < 43) {
            return payment(anyOf(bucket));
        }
        return switch (kind) {
            case 43 -> new Command.ClaimUnresolved(1 + below(3));
            case 44, 45, 46 -> new Command.Tick();
            case 47 -> configure(bucket.snapshot().terms());
            case 48 -> new Command.SetOpen(below(4) != 0);
            case 49, 50, 51 -> new Command.Give(1 + below(2));
            case 52, 53 -> receive(bucket);
            case 54, 55 -> settle(bucket);
            case 56, 57, 58, 59 -> acknowledge(bucket.summary(0));
            case 60 -> new Command.ReadOutbox(bucket.summary(0).durableSequence() + below(3), below(5));
            case 61 -> new Command.ReadReservations(below(2) == 0 ? null : id(below(IDS)), below(5));
            case 62 -> new Command.Find(id(below(IDS)), user());
            default -> below(4) == 0 ? new Command.ReadOpenTransfers() : new Command.SetOpen(true);
        };
    }

    private Command payment(Reservation reservation) {
        AttemptState[] states = AttemptState.values();
        int latest = Math.max(1, reservation.attempts().size());
        int attempt = below(6) == 0 ? below(latest + 2) : latest;
        AttemptState state = states[below(states.length)];
        return new Command.RecordPayment(
                reservation.id(), attempt, state, below(4) == 0, null, REASONS[below(REASONS.length)]);
    }

    private Command configure(BucketTerms terms) {
        Switch[] states = Switch.values();
        Switch state = below(2) == 0 ? Switch.ON : states[below(states.length)];
        return new Command.Configure(terms(terms.version() + below(2), terms.stock() + below(6), below(2) == 0, state));
    }

    /** A new transfer from another bucket, or an old one again. */
    private Command receive(InventoryBucket bucket) {
        int from = 1 + below(2);
        if (!received.isEmpty() && below(3) == 0) {
            return new Command.Receive(received.get(below(received.size())));
        }
        RoaringBitmap units = new RoaringBitmap();
        int amount = 1 + below(3);
        for (int i = 0; i < amount; i++) {
            units.add(foreignUnit++);
        }
        long sequence = bucket.snapshot().receivedThrough().getOrDefault(from, 0L) + 1;
        Transfer transfer = new Transfer(bucket.snapshot().generation(), from, 0, sequence, units);
        received.add(transfer);
        return new Command.Receive(transfer);
    }

    private Command settle(InventoryBucket bucket) {
        int to = 1 + below(2);
        long sent = bucket.snapshot().sentThrough().getOrDefault(to, 0L);
        return new Command.Settle(bucket.snapshot().generation(), to, Math.max(0, sent - below(2)));
    }

    private Command acknowledge(BucketSummary summary) {
        long pending = summary.lastSequence() - summary.durableSequence();
        long some = summary.durableSequence() + below((int) pending + 1);
        return new Command.Acknowledge(below(2) == 0 ? summary.lastSequence() : some);
    }

    private Reservation anyOf(InventoryBucket bucket) {
        List<Reservation> all = List.copyOf(bucket.snapshot().reservations());
        if (all.isEmpty()) {
            return new Reservation(id(0), "u0", List.of(), ReservationState.HELD, 0, 0, 0, 0, 0, List.of());
        }
        // Of the newest, mostly: the old ones are closed.
        int back = below(2) == 0 ? below(Math.min(6, all.size())) : below(all.size());
        return all.get(all.size() - 1 - back);
    }

    private String userOf(Reservation reservation) {
        return below(8) == 0 ? user() : reservation.userId();
    }

    private String user() {
        return "u" + below(USERS);
    }

    private static UUID id(long number) {
        return new UUID(0, number);
    }

    private int below(int bound) {
        int digit = (int) (rest % bound);
        rest /= bound;
        return digit;
    }
}
