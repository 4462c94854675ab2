package io.doorbuster.ledger;

import static io.doorbuster.ledger.Lanes.bound;
import static io.doorbuster.ledger.Lanes.joins;
import static io.doorbuster.ledger.Lanes.key;
import static io.doorbuster.ledger.Lanes.left;
import static io.doorbuster.ledger.Lanes.slice;
import static io.doorbuster.ledger.Lanes.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.ledger.RoomStore.LaneLedger;
import io.doorbuster.waitingroom.LaneEvent;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.Ticket;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TicketWriterIT {
    private static final LaneKey KEY = key("sal_1", 0);

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @BeforeEach
    void storeSale() {
        Fixtures.stored(database.postgres(), "sal_1", 10, 2);
    }

    private TicketWriter writer() {
        return new TicketWriter(database.postgres());
    }

    private LaneLedger written(LaneKey key) {
        return new RoomStore(database.postgres()).lane(key);
    }

    @Test
    void nothingToWriteIsNothing() {
        assertThat(writer().write(List.of())).isEmpty();
    }

    @Test
    void ticketsComeBackAsTheyWere() {
        List<Ticket> extremes = List.of(
                new Ticket(
                        new TicketId(0, 1, 1), new UserHash(0, 0), 0, 1, 0, 0, false, new UserHash(Long.MIN_VALUE, -1)),
                new Ticket(
                        new TicketId(0, 7, 2),
                        new UserHash(Long.MAX_VALUE, Long.MIN_VALUE),
                        Integer.MAX_VALUE,
                        1_000,
                        Fixtures.START.toEpochMilli() + 999,
                        20,
                        true,
                        null));
        writer().write(List.of(new LaneSlice(KEY, Lanes.events(1, extremes))));
        assertThat(written(KEY)).isEqualTo(new LaneLedger(0, 2, extremes));
        assertThat(database.text("SELECT encode(user_hash, 'hex') FROM tickets WHERE number = 2"))
                .isEqualTo(extremes.get(1).user().toString());
    }

    @Test
    void skipsWhatIsRedelivered() {
        assertThat(writer().write(slice(KEY, 1, ticket(0, 1)))).isEqualTo(Map.of(KEY, 1L));
        assertThat(writer().write(joins(KEY, 2))).isEqualTo(Map.of(KEY, 2L));
        assertThat(writer().write(slice(KEY, 3, left(ticket(0, 1))))).isEqualTo(Map.of(KEY, 3L));
        assertThat(writer().write(joins(KEY, 2))).isEqualTo(Map.of(KEY, 3L));
        assertThat(written(KEY)).isEqualTo(new LaneLedger(0, 3, List.of(left(ticket(0, 1)), ticket(0, 2))));
    }

    @Test
    void joinsOverlappingSlicesOfOneWrite() {
        assertThat(writer().write(List.of(
                        joins(KEY, 1).get(0),
                        joins(key("sal_1", 1), 1).get(0),
                        joins(KEY, 3).get(0))))
                .isEqualTo(Map.of(KEY, 3L, key("sal_1", 1), 1L));
        assertThat(written(KEY).tickets()).isEqualTo(Lanes.tickets(0, 3));
    }

    @Test
    void theNewestStateOfATicketCounts() {
        UserHash user = new UserHash(5, 6);
        writer().write(slice(KEY, 1, ticket(0, 1), left(ticket(0, 1)), bound(ticket(0, 1), user)));
        assertThat(written(KEY)).isEqualTo(new LaneLedger(0, 3, List.of(bound(ticket(0, 1), user))));
    }

    @Test
    void refusesAGapAndWritesNothingOfTheBatch() {
        List<LaneSlice> batch = List.of(
                joins(key("sal_1", 1), 2).get(0), slice(KEY, 2, ticket(0, 1)).get(0));
        assertThatThrownBy(() -> writer().write(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane acme/sal_1/0 is written up to event 0, so event 2 leaves a gap");
        assertThat(database.count("SELECT count(*) FROM tickets")).isZero();
        assertThat(database.count("SELECT count(*) FROM lane_positions")).isZero();
    }

    @Test
    void refusesAGapWithinASlice() {
        LaneSlice torn =
                new LaneSlice(KEY, List.of(new LaneEvent(1, ticket(0, 1)), new LaneEvent(3, left(ticket(0, 1)))));
        assertThatThrownBy(() -> writer().write(List.of(torn)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("up to event 1, so event 3 leaves a gap");
    }

    @Test
    void refusesAnUnknownSale() {
        assertThatThrownBy(() -> writer().write(joins(key("sal_none", 0), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lane_positions");
    }

    @Test
    void refusesATicketOfAnotherLane() {
        assertThatThrownBy(() -> writer().write(slice(KEY, 1, ticket(1, 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ticket 1-1-1 is not of lane acme/sal_1/0");
    }

    /** As when a lost lane's last events arrive after its successor was built without them. */
    @Test
    void refusesToGiveANumberToTwo() {
        writer().write(joins(KEY, 2));
        Ticket second = new Ticket(new TicketId(0, 2, 2), new UserHash(9, 9), 0, 1, 1, 0, false, null);
        assertThatThrownBy(() -> writer().write(slice(KEY, 3, ticket(0, 3), second)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("number 2 of lane 0 of sale sal_1 is ticket 0-1-2 of another arrival");
        assertThat(written(KEY)).isEqualTo(new LaneLedger(0, 2, Lanes.tickets(0, 2)));
    }

    @Test
    void lanesDoNotMix() {
        Fixtures.stored(database.postgres(), "sal_2", 10, 2);
        writer().write(joins(KEY, 1));
        writer().write(joins(key("sal_1", 1), 2));
        writer().write(joins(key("sal_2", 0), 3));
        assertThat(written(KEY).tickets()).isEqualTo(Lanes.tickets(0, 1));
        assertThat(written(key("sal_1", 1)).tickets()).isEqualTo(Lanes.tickets(1, 2));
        assertThat(written(key("sal_2", 0)).tickets()).isEqualTo(Lanes.tickets(0, 3));
        assertThat(written(new LaneKey("other", "sal_1", 0))).isEqualTo(new LaneLedger(0, 0, List.of()));
    }
}
