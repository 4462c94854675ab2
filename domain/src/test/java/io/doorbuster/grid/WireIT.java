package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.BucketCounters;
import io.doorbuster.inventory.BucketTerms;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.inventory.Transfer;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.roaringbitmap.RoaringBitmap;

/** Everything that crosses the wire comes out as it went in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireIT {
    private static final UUID ID = UUID.fromString("6f1e2d3c-0000-4000-8000-00000000002a");
    private static final Reservation RESERVATION = new Reservation(
            ID,
            "ann",
            List.of(1, 7, 9_999_999),
            ReservationState.UNKNOWN,
            1,
            2,
            Reservation.NEVER,
            3,
            -5,
            List.of(
                    new Attempt(ID, 9, AttemptState.DECLINED, false, null, "insufficient_funds"),
                    new Attempt(new UUID(1, 2), 10, AttemptState.UNKNOWN, true, "pi_1", null)));
    private static final Transfer TRANSFER = new Transfer(6, 2, 5, 77, RoaringBitmap.bitmapOf(1, 2, 3, 70_000));
    private static final BucketTerms TERMS =
            new BucketTerms(4, 2, 7, 100_000, 10, 20, 3, 120_000, true, SaleDefinition.Switch.PAUSED);

    private final TestCluster cluster = new TestCluster();
    private final IMap<String, Object> binary = cluster.join().getMap("binary");

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void everyCommandSurvivesTheTrip() {
        List<Command> commands = List.of(
                new Command.Reserve(ID, "ann", 2, 99),
                new Command.Release(ID, "ann"),
                new Command.Find(ID, "ann"),
                new Command.StartPayment(ID, "ann", new UUID(3, 4), -1),
                new Command.RecordPayment(ID, 1, AttemptState.AUTHORISED, true, "pi_1", null),
                new Command.RecordPayment(ID, 2, AttemptState.DECLINED, false, null, "no"),
                new Command.ClaimUnresolved(10),
                new Command.Tick(),
                new Command.Configure(TERMS),
                new Command.SetOpen(true),
                new Command.Give(3),
                new Command.Receive(TRANSFER),
                new Command.Settle(6, 3, 8),
                new Command.ReadOpenTransfers(),
                new Command.ReadOutbox(5, 6),
                new Command.Acknowledge(12),
                new Command.ReadReservations(null, 4),
                new Command.ReadReservations(ID, 4));
        assertThat(commands.stream().<Class<?>>map(Command::getClass).distinct())
                .as("a new command needs a line here")
                .containsExactlyInAnyOrder(permitted(Command.class));

        binary.put("batch", new CommandReplay<>(Buckets.KIND, commands, 42));
        Object read = binary.get("batch");

        assertThat(read).usingRecursiveComparison().isEqualTo(new CommandReplay<>(Buckets.KIND, commands, 42));
    }

    @Test
    void everyOutcomeSurvivesTheTrip() {
        Event event = new Event(5, 6, Event.Type.PAYMENT_UNKNOWN, RESERVATION);
        List<Outcome> outcomes = List.of(
                new Outcome.Accepted(RESERVATION, 12, true),
                new Outcome.Refused(Refusal.TOO_MANY_ATTEMPTS),
                new Outcome.Dry(3),
                new Outcome.CapReached(2, ID),
                new Outcome.Unresolved(List.of(RESERVATION)),
                new Outcome.Given(TRANSFER),
                new Outcome.OpenTransfers(List.of(TRANSFER, TRANSFER)),
                new Outcome.Events(List.of(event)),
                new Outcome.Page(List.of(RESERVATION)),
                new Outcome.Done());
        assertThat(outcomes.stream().<Class<?>>map(Outcome::getClass))
                .as("a new outcome needs a line here")
                .containsExactlyInAnyOrder(permitted(Outcome.class));
        InventoryBucket bucket = InventoryBucket.rebuild(
                TERMS, 6, RoaringBitmap.bitmapOf(3, 10, 17), List.of(RESERVATION), 9, new BucketCounters(4, 3, 2, 1));

        binary.put("reply", new BatchReply<>(Buckets.KIND, outcomes, bucket.summary(50)));
        BatchReply<?, ?, ?, ?> read = (BatchReply<?, ?, ?, ?>) binary.get("reply");

        assertThat(read.outcomes()).isEqualTo(outcomes);
        assertThat(read.summary()).isEqualTo(bucket.summary(50));
    }

    @Test
    void aBucketSurvivesTheTrip() {
        BucketTerms terms = new BucketTerms(4, 0, 3, 40, 10, 20_000, 3, 120_000, true, SaleDefinition.Switch.ON);
        InventoryBucket bucket = InventoryBucket.rebuild(
                terms, 6, RoaringBitmap.bitmapOf(4, 10, 13), List.of(RESERVATION), 9, new BucketCounters(4, 3, 2, 1));
        List<Command> commands = List.of(
                new Command.SetOpen(true),
                new Command.Receive(new Transfer(6, 1, 0, 1, RoaringBitmap.bitmapOf(20, 21))),
                new Command.Give(2),
                new Command.Reserve(new UUID(5, 6), "bob", 1, 3),
                new Command.Release(new UUID(5, 6), "bob"));
        commands.forEach(command ->
                assertThat(bucket.apply(command, 50)).as("%s", command).isNotInstanceOf(Outcome.Refused.class));

        binary.put("bucket", bucket);
        InventoryBucket read = (InventoryBucket) binary.get("bucket");

        assertThat(read.snapshot()).usingRecursiveComparison().isEqualTo(bucket.snapshot());
        assertThat(read.summary(60)).isEqualTo(bucket.summary(60));
    }

    @Test
    void definitionsSurviveTheTrip() {
        SaleDefinition sale = new SaleDefinition(
                "org",
                "sal_1",
                3,
                "sku",
                "Título",
                new Money(1_999, "usd"),
                500,
                Instant.parse("2030-01-01T00:00:00.123456789Z"),
                Instant.parse("2030-01-02T00:00:00Z"),
                2,
                120,
                new Fairness(Fairness.Rule.WEIGHTED, 500, 10, Map.of("gold", 3)),
                10_000,
                25,
                new Durability(250, Durability.WhenLedgerDown.REFUSE),
                true,
                SaleDefinition.Switch.PAUSED,
                "back soon",
                1,
                "ab12",
                Instant.parse("2029-12-01T00:00:00Z"));

        binary.put("sale", sale);

        assertThat(binary.get("sale")).isEqualTo(sale);
    }

    private static Class<?>[] permitted(Class<?> sealed) {
        return sealed.getPermittedSubclasses();
    }
}
