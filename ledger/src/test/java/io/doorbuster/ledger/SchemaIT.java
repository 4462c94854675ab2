package io.doorbuster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.inventory.Event;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaIT {
    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    @Test
    void migratesAgainWithoutDoingAnything() {
        long migrations = database.count("SELECT count(*) FROM flyway_schema_history");
        database.postgres().migrate();
        assertThat(database.count("SELECT count(*) FROM flyway_schema_history")).isEqualTo(migrations);
        assertThat(database.count("SELECT count(*) FROM information_schema.tables WHERE table_name IN ('organisations',"
                        + " 'sales', 'reservations', 'orders', 'sold_units', 'sale_events', 'ledger_positions',"
                        + " 'refund_requests', 'lane_positions', 'tickets', 'watermark_steps', 'room_token_keys',"
                        + " 'provider_events', 'disputes', 'payment_repairs', 'reconciliation_runs')"))
                .isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE sale_events SET user_id = 'x'", "DELETE FROM sale_events", "TRUNCATE sale_events"})
    void eventsAreAppendOnly(String change) {
        Fixtures.stored(database.postgres(), "sal_1", 10, 1);
        new LedgerWriter(database.postgres())
                .write(Fixtures.slice(
                        Fixtures.key("sal_1", 0), Fixtures.event(1, Event.Type.RESERVED, Fixtures.held(1, 1))));
        assertThatThrownBy(() -> database.postgres().jdbi().useHandle(handle -> handle.execute(change)))
                .hasMessageContaining("sale_events is append-only");
        assertThat(database.count("SELECT count(*) FROM sale_events")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UPDATE watermark_steps SET key = 1", "DELETE FROM watermark_steps", "TRUNCATE watermark_steps"})
    void watermarkStepsAreAppendOnly(String change) {
        new RoomStore(database.postgres())
                .append(List.of(new WatermarkStep(Fixtures.ORG, "sal_1", 1, 0, Place.BEFORE_ALL, 0)));
        assertThatThrownBy(() -> database.postgres().jdbi().useHandle(handle -> handle.execute(change)))
                .hasMessageContaining("watermark_steps is append-only");
        assertThat(database.count("SELECT count(*) FROM watermark_steps")).isEqualTo(1);
    }

    /** The test server's own default is off. */
    @Test
    void commitsAreFlushedBeforeTheyAreAcknowledged() {
        assertThat(database.text("SHOW synchronous_commit")).isEqualTo("on");
    }

    @Test
    void connectionsSayWhoTheyAreAndGiveUpInTime() {
        assertThat(database.text("SHOW application_name")).isEqualTo("doorbuster");
        assertThat(database.text("SHOW statement_timeout")).isEqualTo("5s");
        assertThat(database.text("SHOW idle_in_transaction_session_timeout")).isEqualTo("5s");
    }
}
