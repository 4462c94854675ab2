package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.ORG;
import static io.doorbuster.ledger.Fixtures.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Event;
import io.doorbuster.ledger.OrderStore.OrderRow;
import io.doorbuster.ledger.ProviderEventStore.Dispute;
import io.doorbuster.ledger.ProviderEventStore.ProviderEvent;
import io.doorbuster.sale.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderEventStoreIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private ProviderEventStore store() {
        return new ProviderEventStore(database.postgres());
    }

    private static ProviderEvent event(String eventId, Instant receivedAt) {
        return new ProviderEvent(
                "stripe",
                eventId,
                "payment_intent.succeeded",
                "pi_1",
                false,
                receivedAt.minusSeconds(1),
                receivedAt,
                ORG,
                "sal_1",
                new UUID(0, 1));
    }

    private static Dispute dispute(String disputeId, long order, Instant openedAt) {
        return new Dispute(
                ORG, "sal_1", new UUID(0, order), "stripe", disputeId, new Money(1_999, "usd"), "fraudulent", openedAt);
    }

    @Test
    void anEventIsHandledOnce() {
        assertThat(store().note(event("evt_1", START))).isTrue();
        store().handled("stripe", "evt_1", "captured");
        assertThat(store().note(event("evt_1", START.plusSeconds(60)))).isFalse();
        assertThat(store().note(event("evt_2", START))).isTrue();
        assertThat(database.count("SELECT count(*) FROM provider_events")).isEqualTo(2);
        assertThat(database.count("SELECT deliveries FROM provider_events WHERE event_id = 'evt_1'"))
                .isEqualTo(2);
    }

    /** The provider was answered 5xx and tries again. */
    @Test
    void anEventThatWasNotHandledComesAgain() {
        assertThat(store().note(event("evt_1", START))).isTrue();
        assertThat(store().note(event("evt_1", START.plusSeconds(60)))).isTrue();
        store().handled("stripe", "evt_1", "captured");
        assertThat(store().note(event("evt_1", START.plusSeconds(120)))).isFalse();
        assertThat(database.count("SELECT extract(epoch FROM received_at) FROM provider_events"))
                .as("time of the first delivery")
                .isEqualTo(START.getEpochSecond());
    }

    @Test
    void providersDoNotShareTheirEventsNames() {
        ProviderEvent stripes = event("evt_1", START);
        store().note(stripes);
        store().handled("stripe", "evt_1", "captured");
        assertThat(store().note(new ProviderEvent(
                        "other", "evt_1", "payout.paid", "po_1", true, START, START, null, null, null)))
                .isTrue();
    }

    @Test
    void deliveriesAtTheSameMomentAreAllKept() {
        IntStream.range(0, 20).parallel().forEach(delivery -> store().note(event("evt_1", START)));
        assertThat(database.count("SELECT count(*) FROM provider_events")).isEqualTo(1);
        assertThat(database.count("SELECT deliveries FROM provider_events")).isEqualTo(20);
    }

    @Test
    void theFirstOutcomeStays() {
        store().note(event("evt_1", START));
        store().handled("stripe", "evt_1", "captured");
        store().handled("stripe", "evt_1", "refunded");
        assertThat(database.text("SELECT outcome FROM provider_events")).isEqualTo("captured");
    }

    @Test
    void refusesAnOutcomeOfAnEventThatWasNeverNoted() {
        assertThatThrownBy(() -> store().handled("stripe", "evt_1", "captured"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event evt_1 of stripe was never noted");
    }

    @Test
    void pruningTakesTheOldestHandledOnesUpToItsLimit() {
        for (int number = 0; number < 10; number++) {
            store().note(event("evt_" + number, START.plusSeconds(number)));
            if (number != 1) {
                store().handled("stripe", "evt_" + number, "captured");
            }
        }
        assertThat(store().prune(START.plusSeconds(8), 3)).isEqualTo(3);
        assertThat(events()).containsExactly("evt_1", "evt_4", "evt_5", "evt_6", "evt_7", "evt_8", "evt_9");
        assertThat(store().prune(START.plusSeconds(8), 100)).isEqualTo(4);
        assertThat(events()).containsExactly("evt_1", "evt_8", "evt_9");
        assertThat(store().prune(START.plusSeconds(8), 100)).isZero();
    }

    private List<String> events() {
        return database.postgres()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT event_id FROM provider_events ORDER BY event_id")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void refusesASillyLimit() {
        assertThatThrownBy(() -> store().prune(START, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().prune(START, ProviderEventStore.MAX_PRUNED + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDisputeIsOpenedOnce() {
        assertThat(store().openDispute(dispute("dp_1", 1, START))).isTrue();
        assertThat(store().openDispute(dispute("dp_1", 1, START.plusSeconds(60))))
                .isFalse();
        assertThat(store().openDispute(dispute("dp_2", 1, START.plusSeconds(60))))
                .isTrue();
        assertThat(database.count("SELECT count(*) FROM disputes")).isEqualTo(2);
    }

    @Test
    void anOrderShowsItsFirstDispute() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        new LedgerWriter(database.postgres())
                .write(Fixtures.slice(
                        Fixtures.key("sal_1", 0),
                        Fixtures.event(1, Event.Type.SOLD, Fixtures.sold(1, AttemptState.CAPTURED, 1)),
                        Fixtures.event(2, Event.Type.SOLD, Fixtures.sold(2, AttemptState.CAPTURED, 2))));
        store().openDispute(dispute("dp_2", 1, START.plusSeconds(120)));
        store().openDispute(dispute("dp_1", 1, START.plusSeconds(60)));

        assertThat(disputedAt(1)).isEqualTo(START.plusSeconds(60));
        assertThat(disputedAt(2)).isNull();
        assertThat(orders().list(ORG, "sal_1", null, 10).items())
                .extracting(OrderRow::disputedAt)
                .containsExactly(null, START.plusSeconds(60));
    }

    private @Nullable Instant disputedAt(long order) {
        return orders().find(ORG, "sal_1", new UUID(0, order)).orElseThrow().disputedAt();
    }

    private OrderStore orders() {
        return new OrderStore(database.postgres());
    }
}
