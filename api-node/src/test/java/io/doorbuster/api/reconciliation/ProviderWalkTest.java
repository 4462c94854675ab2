package io.doorbuster.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.ledger.LedgerUnavailableException;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentPage.Entry;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without a ledger: payments that move no money are nobody's to it. */
class ProviderWalkTest {
    private static final SaleDefinition SALE = PaymentComparisonTest.SALE;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final PaymentStatus DECLINED = new PaymentStatus.Declined("no");

    /** Shows the pages that the test gave it; null is a page that it does not answer for. */
    private static final class Books implements PaymentGateway {
        final List<@Nullable List<Entry>> pages = new ArrayList<>();
        final List<Instant> asked = new ArrayList<>();

        @Override
        public CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor) {
            asked.add(from);
            int page = cursor == null ? 0 : Integer.parseInt(cursor);
            List<Entry> entries = pages.get(page);
            return entries == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture(
                            new PaymentPage(entries, page + 1 == pages.size() ? null : Integer.toString(page + 1)));
        }

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public boolean isUp() {
            return true;
        }

        @Override
        public boolean accepts(String paymentMethod) {
            return true;
        }

        @Override
        public CompletionStage<PaymentStatus> authorise(Payment payment, String paymentMethod) {
            throw new AssertionError("a walk only reads");
        }

        @Override
        public CompletionStage<PaymentStatus> capture(Payment payment) {
            throw new AssertionError("a walk only reads");
        }

        @Override
        public CompletionStage<PaymentStatus> find(Payment payment) {
            throw new AssertionError("a walk asks for no single payment");
        }

        @Override
        public CompletionStage<PaymentStatus> cancel(Payment payment) {
            throw new AssertionError("a walk only reads");
        }

        @Override
        public CompletionStage<PaymentStatus> refund(Payment payment) {
            throw new AssertionError("a walk only reads");
        }

        @Override
        public void close() {}
    }

    private final Books books = new Books();
    private final Postgres away = Postgres.open(new PostgresConfig(
            "jdbc:postgresql://127.0.0.1:1/none",
            "nobody",
            "",
            1,
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            "test"));
    private final Ledger ledger = new Ledger(away);

    @AfterEach
    void close() {
        ledger.close();
        away.close();
    }

    private ProviderTally walk(Duration patience) {
        return new ProviderWalk(ledger, new Payments(books, Runnable::run), Runnable::run)
                .walk(SALE, new BitSet(), patience)
                .join();
    }

    private static List<Entry> page(int size, PaymentStatus status) {
        List<Entry> page = new ArrayList<>();
        for (int entry = 0; entry < size; entry++) {
            page.add(new Entry(
                    new PaymentKey("sal_1", new UUID(1, entry), 1), "pi_" + entry, status, new Money(500, "usd")));
        }
        return page;
    }

    @Test
    void readsAllPagesEvenWhereOneIsEmpty() {
        books.pages.add(page(3, DECLINED));
        books.pages.add(List.of());
        books.pages.add(page(2, DECLINED));
        ProviderTally tally = walk(LONG);
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.body(0)).containsEntry("payments", 5L).containsEntry("declined", 5L);
        assertThat(books.asked).hasSize(3).allSatisfy(from -> assertThat(from).isBefore(SALE.createdAt()));
    }

    @Test
    void aProviderThatStopsInTheMiddleIsUnavailable() {
        books.pages.add(page(3, DECLINED));
        books.pages.add(null);
        ProviderTally tally = walk(LONG);
        assertThat(tally.unavailable()).isNotNull();
        assertThat(tally.isComplete()).isFalse();
        assertThat(tally.body(0)).containsEntry("available", false).containsEntry("payments", 3L);
    }

    @Test
    void stopsWhenItsTimeIsUpAndSaysSo() {
        books.pages.add(page(3, DECLINED));
        books.pages.add(page(3, DECLINED));
        ProviderTally tally = walk(Duration.ZERO);
        assertThat(books.asked).hasSize(1);
        assertThat(tally.truncated()).isTrue();
        assertThat(tally.isComplete()).isFalse();
    }

    @Test
    void withoutTheLedgerNobodyKnowsWhoseMoneyItIs() {
        books.pages.add(page(1, new PaymentStatus.Captured("pi_0")));
        assertThatThrownBy(() -> walk(LONG)).hasCauseInstanceOf(LedgerUnavailableException.class);
    }
}
