package io.doorbuster.inventory;

import io.doorbuster.inventory.ReplicatedBucket.AnswerLost;
import io.doorbuster.inventory.ReplicatedBucket.Death;
import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/**
 * A sale over several buckets, with buyers, payments, a ledger that lags, coordinators that move units and die in the
 * middle, a network that delays, doubles, re-orders and loses, and buckets that fail over. One seed, one run.
 */
final class SaleSimulation {
    /** The transfer as it should be, and as it must not be. */
    enum Protocol {
        CORRECT,
        /** The taker does not remember what it took. */
        RECEIVE_FORGETS,
        /** The giver is told before the taker has anything. */
        SETTLE_BEFORE_RECEIVE,
        /** The taker takes what was sent before the sale was rebuilt. */
        RECEIVE_IGNORES_GENERATION,
        /** The giver is told of what arrived before the sale was rebuilt. */
        SETTLE_IGNORES_GENERATION
    }

    private record Message(int bucket, Command command) {}

    private record Buyer(String user, int home, int quantity) {}

    private static final int MAX_STEPS = 40_000;
    /** More messages than this would wait so long that nothing came to an end; the network loses some. */
    private static final int MAX_IN_FLIGHT = 40;

    private static final int MAX_LOSSES = 4;
    private static final int MAX_REFUNDS = 12;
    private static final long HOLD_MILLIS = 10_000;
    private static final int CAP = 2;

    private final Random random;
    private final Protocol protocol;
    private final boolean resell;
    private final int stock;
    private final List<ReplicatedBucket> buckets = new ArrayList<>();
    private final List<EventLog> logs = new ArrayList<>();
    private final List<Message> network = new ArrayList<>();
    private final Deque<Buyer> buyers = new ArrayDeque<>();
    private final int[] settledSeen;
    private long nowMillis = 1_000;
    private long ids;
    private int losses;
    private int refunds;

    SaleSimulation(long seed, Protocol protocol) {
        this.random = new Random(seed);
        this.protocol = protocol;
        resell = random.nextBoolean();
        int count = 2 + random.nextInt(5);
        stock = count + random.nextInt(30);
        settledSeen = new int[count];
        for (int bucket = 0; bucket < count; bucket++) {
            BucketTerms terms =
                    new BucketTerms(1, bucket, count, stock, 0, Long.MAX_VALUE, CAP, HOLD_MILLIS, resell, Switch.ON);
            buckets.add(new ReplicatedBucket(OneBucket.opened(terms, 1)));
            logs.add(new EventLog());
        }
        // All at one bucket, sometimes: every unit must come to them.
        int homes = random.nextInt(4) == 0 ? 1 : count;
        for (int buyer = 0; buyer < 3 * stock; buyer++) {
            buyers.add(new Buyer("u" + buyer, random.nextInt(homes), 1 + random.nextInt(CAP)));
        }
    }

    /** Runs until every unit is sold; throws if that does not come to pass or anything is wrong on the way. */
    void run() {
        for (int step = 0; step < MAX_STEPS; step++) {
            nowMillis += random.nextInt(300);
            act();
            SaleInvariants.check(primaries(), stock);
            for (int i = 0; i < logs.size(); i++) {
                logs.get(i).follow(bucket(i));
            }
            if (isSoldOutInEveryView()) {
                finish();
                return;
            }
        }
        throw new AssertionError("undersold: "
                + primaries().stream().map(bucket -> bucket.summary(0)).toList());
    }

    private void act() {
        if (losses < MAX_LOSSES && random.nextInt(100) == 0) {
            loseEverything();
        }
        int dice = random.nextInt(100);
        if (dice < 25) {
            buy();
        } else if (dice < 50) {
            answerPayment();
        } else if (dice < 75) {
            deliver();
        } else if (dice < 82) {
            acknowledge();
        } else if (dice < 87) {
            send(anyBucket(), new Command.Tick());
        } else if (dice < 91) {
            resolve();
        } else if (dice < 95) {
            recoverTransfers(anyBucket());
        } else {
            int seen = anyBucket();
            settledSeen[seen] = bucket(seen).summary(nowMillis).settled();
        }
    }

    private void buy() {
        Buyer buyer = buyers.poll();
        if (buyer == null) {
            return;
        }
        UUID id = new UUID(1, ++ids);
        Outcome outcome = call(buyer.home(), new Command.Reserve(id, buyer.user(), buyer.quantity(), 0));
        if (outcome instanceof Outcome.Accepted) {
            if (random.nextInt(10) > 0) {
                call(buyer.home(), new Command.StartPayment(id, buyer.user(), new UUID(2, ids), 0));
            } else if (random.nextBoolean()) {
                call(buyer.home(), new Command.Release(id, buyer.user()));
            }
            if (random.nextInt(3) == 0) {
                buyers.add(buyer);
            }
        } else if (outcome instanceof Outcome.Dry) {
            int giver = (buyer.home() + 1 + random.nextInt(buckets.size() - 1)) % buckets.size();
            send(giver, new Command.Give(buyer.home()));
            buyers.add(new Buyer(buyer.user(), buyer.home(), 1));
        } else if (random.nextInt(3) == 0) {
            // At the cap: another buyer comes in this one's place, so that the sale never runs out of them.
            buyers.add(new Buyer("x" + ids, buyer.home(), 1));
        } else {
            buyers.add(buyer);
        }
    }

    private void answerPayment() {
        int at = anyBucket();
        for (Reservation reservation : List.copyOf(bucket(at).snapshot().reservations())) {
            Attempt attempt = reservation.attempt();
            if (attempt == null || random.nextInt(3) == 0) {
                continue;
            }
            AttemptState answer = answerTo(attempt.state());
            if (answer != attempt.state()) {
                send(at, payment(reservation, answer));
            }
            if (reservation.state() == ReservationState.HELD && random.nextInt(3) == 0) {
                send(at, new Command.StartPayment(reservation.id(), reservation.userId(), new UUID(2, ++ids), 0));
            }
        }
    }

    private AttemptState answerTo(AttemptState state) {
        int dice = random.nextInt(10);
        return switch (state) {
            case STARTED ->
                dice < 5
                        ? AttemptState.AUTHORISED
                        : dice < 7 ? AttemptState.DECLINED : dice < 8 ? AttemptState.UNKNOWN : state;
            case AUTHORISED -> dice < 2 ? lapse() : AttemptState.CAPTURED;
            case DECLINED, WITHDRAWN -> dice < 1 ? AttemptState.AUTHORISED : dice < 2 ? AttemptState.UNDONE : state;
            case CAPTURED -> dice < 1 && refunds++ < MAX_REFUNDS ? AttemptState.REFUNDING : state;
            case REFUNDING -> refund();
            default -> state;
        };
    }

    /** Another buyer comes for what is free again, so that the sale never runs out of them. */
    private AttemptState lapse() {
        buyers.add(new Buyer("lapse" + ++ids, random.nextInt(buckets.size()), 1));
        return AttemptState.DECLINED;
    }

    private AttemptState refund() {
        buyers.add(new Buyer("refund" + ++ids, random.nextInt(buckets.size()), 1));
        return AttemptState.REFUNDED;
    }

    /** The resolver finds out either way. */
    private void resolve() {
        int at = anyBucket();
        if (call(at, new Command.ClaimUnresolved(3)) instanceof Outcome.Unresolved unresolved) {
            for (Reservation reservation : unresolved.reservations()) {
                AttemptState found = random.nextBoolean() ? AttemptState.AUTHORISED : AttemptState.WITHDRAWN;
                boolean sold = reservation.state() == ReservationState.SOLD;
                AttemptState state =
                        Objects.requireNonNull(reservation.attempt()).state();
                send(at, payment(reservation, sold ? answerTo(state) : found));
            }
        }
    }

    private static Command payment(Reservation reservation, AttemptState state) {
        return new Command.RecordPayment(
                reservation.id(), reservation.attempts().size(), state, false, null, null);
    }

    /** Some message, whichever was sent first; often it arrives again later, sometimes its sender is dead. */
    private void deliver() {
        if (network.isEmpty()) {
            return;
        }
        Message message = network.remove(random.nextInt(network.size()));
        if (random.nextInt(4) == 0) {
            network.add(message);
        }
        if (random.nextInt(10) == 0) {
            return;
        }
        Command command = asBroken(message.command());
        if (resell && command instanceof Command.RecordPayment payment && payment.state() == AttemptState.REFUNDED) {
            // Refunded units are on sale again: every view is to be taken anew.
            Arrays.fill(settledSeen, 0);
        }
        Outcome outcome;
        try {
            outcome = buckets.get(message.bucket()).apply(command, nowMillis, death());
        } catch (AnswerLost lost) {
            network.add(message);
            return;
        }
        if (random.nextInt(6) == 0) {
            // The coordinator dies here; recoverTransfers is the one who goes on.
            return;
        }
        if (outcome instanceof Outcome.Given given) {
            drive(given.transfer());
        } else if (command instanceof Command.Receive receive
                && outcome instanceof Outcome.Done
                && protocol != Protocol.SETTLE_BEFORE_RECEIVE) {
            send(receive.transfer().from(), receive.transfer().settlement());
        }
    }

    private void drive(Transfer transfer) {
        if (protocol == Protocol.SETTLE_BEFORE_RECEIVE) {
            send(transfer.from(), transfer.settlement());
        }
        send(transfer.to(), new Command.Receive(transfer));
    }

    /** What the message is to a bucket that does not check what it should. */
    private Command asBroken(Command command) {
        int generation = losses + 1;
        if (command instanceof Command.Receive receive) {
            Transfer transfer = receive.transfer();
            long next = bucket(transfer.to()).snapshot().receivedThrough().getOrDefault(transfer.from(), 0L) + 1;
            if (protocol == Protocol.RECEIVE_FORGETS && transfer.generation() == generation) {
                return new Command.Receive(
                        new Transfer(generation, transfer.from(), transfer.to(), next, transfer.units()));
            }
            // Past a gap it would be a fault, which changes nothing either.
            if (protocol == Protocol.RECEIVE_IGNORES_GENERATION && transfer.sequence() <= next) {
                return new Command.Receive(new Transfer(
                        generation, transfer.from(), transfer.to(), transfer.sequence(), transfer.units()));
            }
        }
        return protocol == Protocol.SETTLE_IGNORES_GENERATION && command instanceof Command.Settle settle
                ? new Command.Settle(generation, settle.to(), settle.sequence())
                : command;
    }

    /**
     * Every member dies at once, and the sale is rebuilt from the ledger. The callers live on, and so do their messages
     * and the network's.
     */
    private void loseEverything() {
        losses++;
        RoaringBitmap bound = SaleInvariants.checkLedger(primaries(), logs);
        for (int at = 0; at < buckets.size(); at++) {
            BucketTerms terms = bucket(at).snapshot().terms();
            long durable = bucket(at).summary(nowMillis).durableSequence();
            logs.get(at).forgetAfter(durable);
            RoaringBitmap free = OneBucket.homeUnits(terms);
            free.andNot(bound);
            InventoryBucket rebuilt = InventoryBucket.rebuild(
                    terms, losses + 1, free, logs.get(at).binding(durable), durable, BucketCounters.ZERO);
            rebuilt.apply(new Command.SetOpen(true), nowMillis);
            buckets.set(at, new ReplicatedBucket(rebuilt));
            settledSeen[at] = 0;
        }
        // Whoever lost a hold comes again, and more with them.
        for (int buyer = 0; buyer < stock; buyer++) {
            buyers.add(new Buyer("again" + losses + "-" + buyer, random.nextInt(buckets.size()), 1));
        }
    }

    private void recoverTransfers(int at) {
        if (call(at, new Command.ReadOpenTransfers()) instanceof Outcome.OpenTransfers open) {
            open.transfers().forEach(this::drive);
        }
    }

    /** The ledger commits a prefix of what it has read. */
    private void acknowledge() {
        int at = anyBucket();
        BucketSummary summary = bucket(at).summary(nowMillis);
        int pending = (int) (summary.lastSequence() - summary.durableSequence());
        call(at, new Command.Acknowledge(summary.durableSequence() + random.nextInt(pending + 1)));
        logs.get(at).follow(bucket(at));
        SaleInvariants.checkLedger(primaries(), logs);
    }

    /** A view is older for some buckets than for others, and still never says "sold out" too early. */
    private boolean isSoldOutInEveryView() {
        int settled = 0;
        for (int seen : settledSeen) {
            settled += seen;
        }
        return settled == stock;
    }

    private void finish() {
        for (int at = 0; at < buckets.size(); at++) {
            BucketSummary summary = bucket(at).summary(nowMillis);
            for (Transfer open : bucket(at).snapshot().openTransfers()) {
                // Only the news of it can still be on its way.
                BucketSnapshot taker = bucket(open.to()).snapshot();
                if (taker.receivedThrough().getOrDefault(at, 0L) < open.sequence()) {
                    throw new AssertionError("told sold out while on its way: " + open);
                }
            }
            if (summary.settled() + summary.inTransit() != summary.owned()) {
                throw new AssertionError("told sold out while there was " + summary);
            }
            call(at, new Command.Acknowledge(summary.lastSequence()));
            logs.get(at).follow(bucket(at));
            logs.get(at).agreesWith(bucket(at));
        }
        RoaringBitmap ledger = SaleInvariants.checkLedger(primaries(), logs);
        if (ledger.getCardinality() != stock) {
            throw new AssertionError("the ledger has sold " + ledger + " of " + stock);
        }
    }

    private void send(int bucket, Command command) {
        if (network.size() == MAX_IN_FLIGHT) {
            network.remove(random.nextInt(MAX_IN_FLIGHT));
        }
        network.add(new Message(bucket, command));
    }

    /** A caller that asks again until it is answered. */
    private Outcome call(int bucket, Command command) {
        while (true) {
            try {
                return buckets.get(bucket).apply(command, nowMillis, death());
            } catch (AnswerLost again) {
                nowMillis++;
            }
        }
    }

    private Death death() {
        Death[] deaths = Death.values();
        return random.nextInt(30) == 0 ? deaths[random.nextInt(deaths.length)] : Death.NONE;
    }

    private int anyBucket() {
        return random.nextInt(buckets.size());
    }

    private InventoryBucket bucket(int number) {
        return buckets.get(number).primary();
    }

    private List<InventoryBucket> primaries() {
        return buckets.stream().map(ReplicatedBucket::primary).toList();
    }
}
