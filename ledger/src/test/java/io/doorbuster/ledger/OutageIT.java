package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.doorbuster.inventory.Event;
import io.doorbuster.inventory.OutboxSlice;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OutageIT {
    private static final List<WatermarkStep> STEPS =
            List.of(new WatermarkStep(Fixtures.ORG, "sal_1", 1, 0, new Place(0, 1), 1));

    @TempDir
    Path directory;

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .start();
    }

    /** The time limit is a hang's, far above what is promised. */
    @Test
    @Timeout(60)
    void isReportedAtOnceAndEndsWithTheServersReturn() throws IOException {
        EmbeddedPostgres server = start(0);
        int port = server.getPort();
        try (Postgres postgres = Postgres.open(new PostgresConfig(
                server.getJdbcUrl("postgres", "postgres"),
                "postgres",
                "",
                2,
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                "outage"))) {
            postgres.migrate();
            Fixtures.stored(postgres, "sal_1", 10, 1);
            LedgerWriter writer = new LedgerWriter(postgres);
            List<OutboxSlice> first = Fixtures.slice(
                    Fixtures.key("sal_1", 0), Fixtures.event(1, Event.Type.RESERVED, Fixtures.held(1, 1)));
            List<OutboxSlice> second = Fixtures.slice(
                    Fixtures.key("sal_1", 0), Fixtures.event(2, Event.Type.RESERVED, Fixtures.held(2, 2)));
            writer.write(first);
            TicketWriter tickets = new TicketWriter(postgres);
            LaneKey lane = Lanes.key("sal_1", 0);
            tickets.write(Lanes.joins(lane, 1));
            server.close();

            assertThat(postgres.isUp()).isFalse();
            assertThatThrownBy(() -> writer.write(second)).isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> new SaleStore(postgres).find("sal_1"))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageStartingWith("the ledger is unavailable");
            assertThatThrownBy(() -> tickets.write(Lanes.joins(lane, 2)))
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> new RoomStore(postgres).lane(lane)).isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> new RoomStore(postgres).append(STEPS))
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> new TokenKeyStore(postgres).all()).isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(postgres::migrate).isInstanceOf(LedgerUnavailableException.class);

            server = start(port);
            await().atMost(Duration.ofSeconds(30)).until(postgres::isUp);
            assertThat(writer.write(first)).isEqualTo(Map.of(Fixtures.key("sal_1", 0), 1L));
            assertThat(writer.write(second)).isEqualTo(Map.of(Fixtures.key("sal_1", 0), 2L));
            assertThat(tickets.write(Lanes.joins(lane, 2))).isEqualTo(Map.of(lane, 2L));
            new RoomStore(postgres).append(STEPS);
            assertThat(new RoomStore(postgres).latestStep(Fixtures.ORG, "sal_1"))
                    .contains(STEPS.get(0));
        } finally {
            server.close();
        }
    }

    @Test
    void opensWithoutAServer() {
        try (Postgres postgres =
                Postgres.open(new PostgresConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", ""))) {
            assertThat(postgres.isUp()).isFalse();
        }
    }
}
