package io.doorbuster.api.reconciliation;

import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import io.doorbuster.ledger.ReconciliationStore;
import io.doorbuster.ledger.ReconciliationStore.OrderPayment;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage;
import io.doorbuster.payment.PaymentPage.Entry;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a sale's books at the provider page by page, and asks the ledger for each page's reservations. The ledger follows
 * the sale with a lag, so what differs here is only suspect. Thread-safe.
 */
final class ProviderWalk {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderWalk.class);

    /** The provider's clock is not ours. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    /** Two for each unit of the largest sale, a page of a hundred each: past this the provider goes round in circles. */
    private static final int MAX_PAGES = 200_000;

    private final Ledger ledger;
    private final Payments payments;
    private final Executor callbacks;

    ProviderWalk(Ledger ledger, Payments payments, Executor callbacks) {
        this.ledger = ledger;
        this.payments = payments;
        this.callbacks = callbacks;
    }

    /**
     * Fails as the ledger does. A provider that does not answer is in the tally.
     *
     * @param paid the first unit of each order that the grid has as paid
     * @param patience after which the rest of the books is left unread
     */
    CompletableFuture<ProviderTally> walk(SaleDefinition sale, BitSet paid, Duration patience) {
        ProviderTally tally = new ProviderTally(sale);
        long endNanos = System.nanoTime() + patience.toNanos();
        return page(sale, tally, null, MAX_PAGES, endNanos).thenCompose(walked -> {
            BitSet uncharged = tally.uncharged(paid);
            return tally.isComplete() && !uncharged.isEmpty()
                    ? uncharged(sale, tally, uncharged, null)
                    : CompletableFuture.completedFuture(tally);
        });
    }

    private CompletableFuture<ProviderTally> page(
            SaleDefinition sale, ProviderTally tally, @Nullable String cursor, int pagesLeft, long endNanos) {
        return list(sale, tally, cursor)
                .thenComposeAsync(
                        page -> {
                            if (page == null) {
                                return CompletableFuture.completedFuture(tally);
                            }
                            return inLedger(sale, page.payments()).thenCompose(known -> {
                                tally.add(page.payments(), known);
                                if (page.nextCursor() == null) {
                                    return CompletableFuture.completedFuture(tally);
                                }
                                if (pagesLeft == 0 || System.nanoTime() - endNanos >= 0) {
                                    tally.truncate();
                                    return CompletableFuture.completedFuture(tally);
                                }
                                return page(sale, tally, page.nextCursor(), pagesLeft - 1, endNanos);
                            });
                        },
                        callbacks);
    }

    /** Null if the provider does not answer. */
    private CompletableFuture<@Nullable PaymentPage> list(
            SaleDefinition sale, ProviderTally tally, @Nullable String cursor) {
        CompletableFuture<PaymentPage> listed;
        try {
            listed = payments.list(sale.orgId(), sale.saleId(), sale.createdAt().minus(CLOCK_SKEW), cursor)
                    .toCompletableFuture();
        } catch (RuntimeException broken) {
            listed = CompletableFuture.failedFuture(broken);
        }
        return listed.<@Nullable PaymentPage>thenApply(page -> page).exceptionally(failure -> {
            LOG.warn("the provider's books of sale {} could not be read", sale.saleId(), failure);
            tally.unavailable("the payment provider did not show its books");
            return null;
        });
    }

    private CompletableFuture<Map<UUID, Reservation>> inLedger(SaleDefinition sale, List<Entry> page) {
        List<UUID> ids = page.stream()
                .filter(ProviderTally::isOfMoney)
                .map(payment -> payment.key().reservationId())
                .distinct()
                .toList();
        return ids.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : ledger.read(reader -> reader.reservations(sale.orgId(), sale.saleId(), ids));
    }

    /** Whose orders these are. A sale without such an order, which is nearly every one, never comes here. */
    private CompletableFuture<ProviderTally> uncharged(
            SaleDefinition sale, ProviderTally tally, BitSet uncharged, @Nullable UUID after) {
        return ledger.reconciliation(
                        store -> store.orders(sale.orgId(), sale.saleId(), after, ReconciliationStore.MAX_ORDERS))
                .thenCompose(page -> {
                    for (OrderPayment order : page) {
                        int unit = order.units().get(0);
                        if (uncharged.get(unit) && order.status().equals(OrderStatus.PAID.word())) {
                            uncharged.clear(unit);
                            tally.suspect(suspect(sale, order));
                        }
                    }
                    if (uncharged.isEmpty() || page.size() < ReconciliationStore.MAX_ORDERS) {
                        return CompletableFuture.completedFuture(tally);
                    }
                    return uncharged(
                            sale, tally, uncharged, page.get(page.size() - 1).orderId());
                });
    }

    private static Suspect suspect(SaleDefinition sale, OrderPayment order) {
        return new Suspect(
                new PaymentKey(sale.saleId(), order.orderId(), order.attempts()), order.paymentRef(), order.amount());
    }
}
