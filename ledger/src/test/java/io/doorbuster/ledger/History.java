package io.doorbuster.ledger;

import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.sale.SaleDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** A sale's buckets under random commands; everything follows from the seed. */
final class History {
    private static final int USERS = 60;
    private static final AttemptState[] STATES = AttemptState.values();

    private final SaleDefinition sale;
    private final Random random;
    private final List<InventoryBucket> buckets = new ArrayList<>();
    private final Map<UUID, String> owners = new HashMap<>();
    private long nowMillis;

    History(SaleDefinition sale, long seed) {
        this.sale = sale;
        random = new Random(seed);
        nowMillis = sale.startAt().toEpochMilli();
        for (int bucket = 0; bucket < sale.buckets(); bucket++) {
            BucketTerms terms = BucketTerms.of(sale, bucket);
            RoaringBitmap free = new RoaringBitmap();
            for (int unit = 1; unit <= sale.stock(); unit++) {
                if (terms.isHomeOf(unit)) {
                    free.add(unit);
                }
            }
            InventoryBucket empty = InventoryBucket.rebuild(terms, 1, free, List.of(), 0, BucketCounters.ZERO);
            empty.apply(new Command.SetOpen(true), nowMillis);
            buckets.add(empty);
        }
    }

    List<InventoryBucket> buckets() {
        return buckets;
    }

    BucketKey key(int bucket) {
        return new BucketKey(sale.orgId(), sale.saleId(), bucket);
    }

    /** Some random commands. */
    void run(int commands) {
        for (int i = 0; i < commands; i++) {
            nowMillis += random.nextInt(400);
            step();
        }
    }

    private void step() {
        int roll = random.nextInt(100);
        if (roll < 40) {
            String user = "user-" + random.nextInt(USERS);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            int quantity = 1 + random.nextInt(sale.perUserCap());
            owners.put(id, user);
            apply(user, new Command.Reserve(id, user, quantity, random.nextLong()));
        } else if (roll < 50) {
            takeBack(buckets.get(random.nextInt(buckets.size())));
        } else if (roll < 95 && !owners.isEmpty()) {
            UUID id = new ArrayList<>(owners.keySet()).get(random.nextInt(owners.size()));
            String user = owners.getOrDefault(id, "");
            apply(user, onReservation(id, user));
        } else if (roll < 97) {
            move();
        } else {
            buckets.forEach(bucket -> bucket.apply(new Command.Tick(), nowMillis));
        }
    }

    /** The provider says the contrary of what it said: an authorisation lapses, or comes late. */
    private void takeBack(InventoryBucket bucket) {
        List<Reservation> all = new ArrayList<>(bucket.snapshot().reservations());
        if (all.isEmpty()) {
            return;
        }
        Reservation any = all.get(random.nextInt(all.size()));
        Attempt attempt = any.attempt();
        if (attempt != null) {
            AttemptState contrary =
                    attempt.state() == AttemptState.AUTHORISED ? AttemptState.DECLINED : AttemptState.AUTHORISED;
            int latest = any.attempts().size();
            bucket.apply(new Command.RecordPayment(any.id(), latest, contrary, false, null, null), nowMillis);
        }
    }

    private Command onReservation(UUID id, String user) {
        int roll = random.nextInt(10);
        if (roll == 0) {
            return new Command.Release(id, user);
        }
        if (roll < 4) {
            return new Command.StartPayment(
                    id, user, new UUID(random.nextLong(), random.nextLong()), random.nextLong());
        }
        AttemptState state = STATES[1 + random.nextInt(STATES.length - 1)];
        return new Command.RecordPayment(
                id,
                1 + random.nextInt(3),
                state,
                random.nextBoolean(),
                "pi_" + roll,
                random.nextBoolean() ? "why" : null);
    }

    private void apply(String user, Command command) {
        buckets.get(sale.bucketOf(user)).apply(command, nowMillis);
    }

    private void move() {
        int from = random.nextInt(buckets.size());
        int to = random.nextInt(buckets.size());
        if (buckets.get(from).apply(new Command.Give(to), nowMillis) instanceof Outcome.Given given) {
            buckets.get(to).apply(new Command.Receive(given.transfer()), nowMillis);
            buckets.get(from).apply(given.transfer().settlement(), nowMillis);
        }
    }

    /** What the outboxes hold, cut anywhere; read again before the acknowledgement, it overlaps. */
    List<OutboxSlice> read() {
        List<OutboxSlice> slices = new ArrayList<>();
        for (int bucket = 0; bucket < buckets.size(); bucket++) {
            Outcome outcome = buckets.get(bucket).apply(new Command.ReadOutbox(0, 1 + random.nextInt(200)), nowMillis);
            if (outcome instanceof Outcome.Events events && !events.events().isEmpty()) {
                slices.add(new OutboxSlice(key(bucket), events.events()));
            }
        }
        return slices;
    }

    void acknowledge(Map<BucketKey, Long> durable) {
        durable.forEach(
                (key, sequence) -> buckets.get(key.bucket()).apply(new Command.Acknowledge(sequence), nowMillis));
    }

    /** Reservations of a bucket that bind units, with timers as they are after a restart. */
    List<Reservation> binding(int bucket) {
        return buckets.get(bucket).snapshot().reservations().stream()
                .filter(reservation -> reservation.state().bindsUnits())
                .map(Restored::of)
                .toList();
    }
}
