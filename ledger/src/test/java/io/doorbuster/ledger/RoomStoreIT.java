package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.ORG;
import static io.doorbuster.ledger.Lanes.joins;
import static io.doorbuster.ledger.Lanes.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.ledger.RoomStore.LaneLedger;
import io.doorbuster.waitingroom.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RoomStoreIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @BeforeEach
    void storeSale() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 2);
    }

    private RoomStore rooms() {
        return new RoomStore(database.postgres());
    }

    private void write(String saleId, int lane, int tickets) {
        new TicketWriter(database.postgres()).write(joins(key(saleId, lane), tickets));
    }

    @Test
    void secretsAreThoseOfTheCreation() {
        assertThat(rooms().secrets(ORG, "sal_1")).contains(Fixtures.SECRETS);
        assertThat(rooms().secrets("other", "sal_1")).isEmpty();
        assertThat(rooms().secrets(ORG, "sal_2")).isEmpty();
    }

    @Test
    void salesFromBeforeHaveNoSecrets() {
        database.postgres().jdbi().useHandle(handle -> handle.execute("UPDATE sales SET ticket_secret = NULL"));
        assertThat(rooms().secrets(ORG, "sal_1")).isEmpty();
    }

    @Test
    void aLaneThatWasNeverWrittenIsEmpty() {
        assertThat(rooms().lane(key("sal_1", 3))).isEqualTo(new LaneLedger(0, 0, List.of()));
    }

    /** More than one fetch. */
    @Test
    void aLongLaneIsLoadedInOrder() {
        write("sal_1", 1, 12_345);
        assertThat(rooms().nextGeneration(key("sal_1", 1))).isOne();
        assertThat(rooms().lane(key("sal_1", 1))).isEqualTo(new LaneLedger(1, 12_345, Lanes.tickets(1, 12_345)));
    }

    @Test
    void refusesALaneWithAHole() {
        write("sal_1", 0, 3);
        database.postgres().jdbi().useHandle(handle -> handle.execute("DELETE FROM tickets WHERE number = 2"));
        assertThatThrownBy(() -> rooms().lane(key("sal_1", 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane acme/sal_1/0 has ticket 0-1-3 right after 1 others");
    }

    @Test
    void everyRebuildHasAGenerationOfItsOwn() {
        write("sal_1", 1, 1);
        for (int lane = 0; lane < 2; lane++) {
            var key = key("sal_1", lane);
            assertThat(IntStream.range(0, 20)
                            .parallel()
                            .mapToObj(rebuild -> rooms().nextGeneration(key))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
            assertThat(rooms().lane(key).generation()).isEqualTo(20);
        }
        assertThat(rooms().lane(key("sal_1", 1)).lastSequence()).isOne();
        assertThatThrownBy(() -> rooms().nextGeneration(key("sal_none", 0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void allTicketsArePagedByLaneAndNumber() {
        Fixtures.stored(database.postgres(), "sal_2", 10, 2);
        write("sal_2", 0, 5);
        List<Ticket> expected = new ArrayList<>();
        for (int lane : new int[] {0, 2, 7}) {
            write("sal_1", lane, 7 + lane);
            expected.addAll(Lanes.tickets(lane, 7 + lane));
        }
        for (int limit : new int[] {1, 3, 7, 30, 31, RoomStore.MAX_LIMIT}) {
            assertThat(pages(limit)).as("limit %s", limit).isEqualTo(expected);
        }
        assertThat(rooms().ticketCount(ORG, "sal_1")).isEqualTo(expected.size());
        assertThat(rooms().ticketCount("other", "sal_1")).isZero();
        assertThat(rooms().tickets("other", "sal_1", 0, 0, 10)).isEmpty();
    }

    private List<Ticket> pages(int limit) {
        List<Ticket> all = new ArrayList<>();
        List<Ticket> page = rooms().tickets(ORG, "sal_1", 0, 0, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            Ticket last = page.get(page.size() - 1);
            page = rooms().tickets(ORG, "sal_1", last.id().lane(), last.id().number(), limit);
        }
        return all;
    }

    @Test
    void refusesASillyLimit() {
        assertThatThrownBy(() -> rooms().tickets(ORG, "sal_1", 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rooms().steps(ORG, "sal_1", 0, RoomStore.MAX_LIMIT + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
