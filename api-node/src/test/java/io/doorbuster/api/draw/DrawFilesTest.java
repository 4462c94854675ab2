package io.doorbuster.api.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrawFilesTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    /** A reader who does not read, until told that it is gone. */
    private static final class Stuck extends OutputStream {
        private final CompletableFuture<Void> gone = new CompletableFuture<>();

        @Override
        public void write(int b) throws IOException {
            gone.join();
            throw new IOException("gone");
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            write(0);
        }
    }

    private static PublishedDraw draw() {
        SaleDefinition sale = new SaleDefinition(
                "acme",
                "sal_a",
                1,
                "sku",
                "A thing",
                new Money(500, "usd"),
                1,
                START,
                START.plusSeconds(60),
                1,
                60,
                Fairness.NONE,
                1,
                null,
                Durability.DEFAULT,
                false,
                SaleDefinition.Switch.ON,
                null,
                1,
                "00",
                START);
        return new PublishedDraw(sale, new DrawSecrets(new byte[32], new byte[32]), new StepTable());
    }

    @Test
    void writesOnlySoManyAtATime() {
        try (Postgres nobody = Postgres.open(new PostgresConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", ""));
                DrawFiles files = new DrawFiles(new RoomStore(nobody))) {
            List<Stuck> readers = new ArrayList<>();
            List<CompletableFuture<Void>> writing = new ArrayList<>();
            for (int i = 0; i < DrawFiles.MAX_STREAMS; i++) {
                readers.add(new Stuck());
                writing.add(files.of(draw()).write(readers.get(i)));
            }
            assertThatThrownBy(() -> files.of(draw()).write(OutputStream.nullOutputStream()))
                    .isInstanceOfSatisfying(
                            Problem.class, full -> assertThat(full.code()).isEqualTo(ErrorCode.BACKLOGGED));
            readers.get(0).gone.complete(null);
            await().until(() -> writing.get(0).isCompletedExceptionally());
            Stuck next = new Stuck();
            await().ignoreExceptions().until(() -> !files.of(draw()).write(next).isDone());
            readers.forEach(reader -> reader.gone.complete(null));
            next.gone.complete(null);
        }
    }

    @Test
    void findsTheStepThatAdmittedAPlace() {
        StepTable steps = new StepTable();
        assertThat(steps.firstAdmitting(new Place(0, 0))).isNull();
        Place[] watermarks = {new Place(0, 5), new Place(0, -9), new Place(0, -9), Place.endOf(3), new Place(4, 1)};
        for (int i = 0; i < watermarks.length; i++) {
            steps.add(new WatermarkStep("acme", "sal_a", i + 1L, i, watermarks[i], i));
        }
        assertThat(steps.firstAdmitting(new Place(0, 5))).isEqualTo(1);
        assertThat(steps.firstAdmitting(new Place(0, 6))).isEqualTo(2);
        assertThat(steps.firstAdmitting(new Place(0, -9))).isEqualTo(2);
        assertThat(steps.firstAdmitting(new Place(0, -8))).isEqualTo(4);
        assertThat(steps.firstAdmitting(new Place(3, -1))).isEqualTo(4);
        assertThat(steps.firstAdmitting(new Place(4, 2))).isNull();
        assertThatThrownBy(() -> steps.add(new WatermarkStep("acme", "sal_a", 7, 0, Place.endOf(9), 9)))
                .as("one is missing")
                .isInstanceOf(IllegalStateException.class);
    }
}
