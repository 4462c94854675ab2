package io.doorbuster.api.checkout;

import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.Refusals;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Faults;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.api.payment.stripe.PaymentNews;
import io.doorbuster.api.payment.stripe.StripeEvent;
import io.doorbuster.api.payment.stripe.StripeIntent;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome.Accepted;
import io.doorbuster.inventory.Outcome.Refused;
import io.doorbuster.inventory.Refusal;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.ledger.OrderStatus;
import io.doorbuster.ledger.OrderStore.OrderRow;
import io.doorbuster.ledger.ProviderEventStore.Dispute;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings orders to where the provider says that their payments are. Thread-safe. */
public final class OrderNews implements PaymentNews {
    private static final Logger LOG = LoggerFactory.getLogger(OrderNews.class);

    /** The ledger is a fraction of a second behind; the provider gives up after some ten, and comes again. */
    private static final Duration DURABLE = Duration.ofSeconds(5);

    private final Grid grid;
    private final Ledger ledger;
    private final SaleLookup sales;
    private final PaymentSteps steps;

    public OrderNews(Grid grid, Ledger ledger, SaleLookup sales, PaymentSteps steps) {
        this.grid = grid;
        this.ledger = ledger;
        this.sales = sales;
        this.steps = steps;
    }

    /** The ledger says whose order it is, and the grid where it stands. */
    @Override
    public CompletableFuture<Outcome> changed(StripeIntent intent) {
        return order(intent).thenCompose(order -> {
            if (order.isEmpty()) {
                return CompletableFuture.completedFuture(Outcome.NOT_KNOWN_YET);
            }
            return grid.view(intent.key().saleId())
                    .thenCompose(view -> view.isEmpty() && isAsKnown(order.get(), intent.status())
                            ? CompletableFuture.completedFuture(Outcome.DONE)
                            : sales.recall(intent.key().saleId())
                                    .thenCompose(running -> follow(running.sale(), order.get(), intent)));
        });
    }

    /** Whether the news is none: then a sale that is over can stay so. */
    private static boolean isAsKnown(OrderRow order, PaymentStatus status) {
        if (order.status().equals(OrderStatus.PAID.word())) {
            return status instanceof PaymentStatus.Captured;
        }
        if (order.status().equals(OrderStatus.REFUNDED.word())) {
            return status instanceof PaymentStatus.Refunded;
        }
        return order.status().equals(OrderStatus.DECLINED.word()) && !PaymentSteps.isCharged(status);
    }

    private CompletableFuture<Outcome> follow(SaleDefinition sale, OrderRow order, StripeIntent intent) {
        return grid.submit(sale, order.userId(), new Command.Find(order.orderId(), order.userId()))
                .thenCompose(found -> {
                    if (isForgotten(found)) {
                        return letGo(order, intent);
                    }
                    Reservation reservation = Refusals.accepted(found);
                    if (intent.key().attempt() > reservation.attempts().size()) {
                        return CompletableFuture.completedFuture(Outcome.NOT_KNOWN_YET);
                    }
                    Subject subject =
                            new Subject(sale, reservation, intent.key().attempt(), false);
                    return steps.sync(subject)
                            .handle((synced, failure) -> {
                                // Undone: its money is back where it was.
                                if (failure == null
                                        || (Faults.unwrap(failure) instanceof Problem problem
                                                && problem.code() == ErrorCode.RESERVATION_EXPIRED)) {
                                    return Outcome.DONE;
                                }
                                throw new CompletionException(Faults.unwrap(failure));
                            })
                            .thenCompose(done -> inLedger(sale, order).thenApply(durable -> done));
                });
    }

    /** The event is not done before Postgres has what came of it: the grid may be lost. */
    private CompletableFuture<?> inLedger(SaleDefinition sale, OrderRow order) {
        return grid.submit(sale, order.userId(), new Command.Find(order.orderId(), order.userId()))
                .thenCompose(found -> found instanceof Accepted now
                        ? grid.awaitDurable(Grid.bucketOf(sale, order.userId()), now.sequence(), DURABLE)
                        : CompletableFuture.completedFuture(isForgotten(found)))
                .thenAccept(durable -> {
                    if (!durable) {
                        throw new Problem(ErrorCode.UNAVAILABLE, "what came of the event is not in the ledger yet");
                    }
                });
    }

    private static boolean isForgotten(io.doorbuster.inventory.Outcome found) {
        return found instanceof Refused refused
                && (refused.refusal() == Refusal.NOT_FOUND || refused.refusal() == Refusal.GONE);
    }

    /** The grid remembers only so many reservations that are over; what such a one is charged for goes back. */
    private CompletableFuture<Outcome> letGo(OrderRow order, StripeIntent intent) {
        if (!PaymentSteps.isCharged(intent.status())) {
            return CompletableFuture.completedFuture(Outcome.DONE);
        }
        Payment payment = new Payment(
                intent.key(),
                order.orgId(),
                order.userId(),
                order.units(),
                order.amount(),
                order.createdAt(),
                intent.id());
        return steps.undo(payment).thenApply(status -> {
            if (!PaymentSteps.isUndone(status)) {
                throw new Problem(ErrorCode.UNAVAILABLE, "the payment came too late and is not undone yet");
            }
            LOG.warn("payment {} came too late and was undone: {}", intent.key(), status);
            return Outcome.DONE;
        });
    }

    @Override
    public CompletableFuture<Outcome> disputed(StripeIntent intent, StripeEvent event) {
        StripeEvent.Dispute dispute = event.dispute();
        if (dispute == null) {
            throw new IllegalArgumentException("event " + event.id() + " is about no dispute");
        }
        return order(intent).thenCompose(order -> {
            if (order.isEmpty()) {
                return CompletableFuture.completedFuture(Outcome.NOT_KNOWN_YET);
            }
            LOG.warn("order {} is disputed: {}", order.get().orderId(), dispute.reason());
            Dispute opened = new Dispute(
                    order.get().orgId(),
                    order.get().saleId(),
                    order.get().orderId(),
                    LedgerProviderEvents.STRIPE,
                    event.objectId(),
                    dispute.amount(),
                    dispute.reason(),
                    event.createdAt());
            return ledger.providerEvents(store -> store.openDispute(opened)).thenApply(isNew -> Outcome.DONE);
        });
    }

    private CompletableFuture<Optional<OrderRow>> order(StripeIntent intent) {
        return ledger.orders(store ->
                store.find(intent.orgId(), intent.key().saleId(), intent.key().reservationId()));
    }
}
