package io.doorbuster.api;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.checkout.Checkout;
import io.doorbuster.api.checkout.CheckoutRoutes;
import io.doorbuster.api.checkout.EventPruning;
import io.doorbuster.api.checkout.LedgerProviderEvents;
import io.doorbuster.api.checkout.OrderNews;
import io.doorbuster.api.checkout.PaymentResolver;
import io.doorbuster.api.draw.DrawRoutes;
import io.doorbuster.api.grid.ActiveSales;
import io.doorbuster.api.grid.Grid;
import io.doorbuster.api.grid.HazelcastGrid;
import io.doorbuster.api.health.DocsRoutes;
import io.doorbuster.api.health.HealthRoutes;
import io.doorbuster.api.http.HttpServer;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.ledger.Ledger;
import io.doorbuster.api.metrics.RoomGauges;
import io.doorbuster.api.metrics.SaleGauges;
import io.doorbuster.api.order.OrderRoutes;
import io.doorbuster.api.order.RefundRoutes;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.payment.stripe.StripePaymentGateway;
import io.doorbuster.api.payment.stripe.StripeWebhook;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.api.reconciliation.ClosingReconciliation;
import io.doorbuster.api.reconciliation.ReconciliationRoutes;
import io.doorbuster.api.reservation.ReservationLookup;
import io.doorbuster.api.reservation.ReservationRoutes;
import io.doorbuster.api.room.LedgerTokenKeys;
import io.doorbuster.api.room.RoomDoor;
import io.doorbuster.api.room.RoomRoutes;
import io.doorbuster.api.room.TokenKeySource;
import io.doorbuster.api.room.TokenKeys;
import io.doorbuster.api.sale.PublicSaleRoutes;
import io.doorbuster.api.sale.SaleLookup;
import io.doorbuster.api.sale.SaleRoutes;
import io.doorbuster.api.sale.StatsRoutes;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.payment.PaymentGateway;
import io.javalin.Javalin;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP node: every part is made here and handed to those that need it. It owns its threads and nothing that it was
 * given. Thread-safe.
 */
public final class ApiNode implements AutoCloseable {
    /** What it takes to reach the grid; made once the node's threads are there. */
    record Threads(ExecutorService callbacks, ScheduledExecutorService ticker, ScheduledExecutorService worker) {}

    private final Threads threads;
    private final List<AutoCloseable> parts;
    private final HttpServer server;

    /**
     * @param hazelcast a client need not have reached its grid yet; see {@link HazelcastGrid}
     * @param webhookSecrets by which Stripe's reports are known; null if the gateway has no reports
     */
    public ApiNode(
            ApiConfig config,
            HazelcastInstance hazelcast,
            Postgres postgres,
            PaymentGateway gateway,
            @Nullable WebhookSecrets webhookSecrets,
            TokenVerifier tokens,
            Clock clock) {
        this(
                config,
                threads -> new HazelcastGrid(hazelcast, threads.callbacks(), threads.ticker(), threads.worker(), clock),
                LedgerTokenKeys::new,
                postgres,
                gateway,
                webhookSecrets,
                tokens,
                clock);
    }

    /** With another grid and other keys, for tests. */
    ApiNode(
            ApiConfig config,
            Function<Threads, Grid> connect,
            Function<Ledger, TokenKeySource> keySource,
            Postgres postgres,
            PaymentGateway gateway,
            @Nullable WebhookSecrets webhookSecrets,
            TokenVerifier tokens,
            Clock clock) {
        // Their queues are bounded by the requests in flight: each has at most a few callbacks waiting.
        threads = new Threads(
                Executors.newFixedThreadPool(config.callbackThreads(), named("doorbuster-callback")),
                Executors.newSingleThreadScheduledExecutor(named("doorbuster-ticker")),
                Executors.newSingleThreadScheduledExecutor(named("doorbuster-worker")));
        ExecutorService callbacks = threads.callbacks();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Grid grid = connect.apply(threads);
        Ledger ledger = new Ledger(postgres);
        ActiveSales active = new ActiveSales(grid, threads.worker());
        Payments payments = new Payments(gateway, callbacks);
        payments.show(meters);
        PaymentSteps steps = new PaymentSteps(grid, payments);
        SaleLookup sales = new SaleLookup(grid, ledger, clock, callbacks);
        ReservationLookup reservations = new ReservationLookup(grid, ledger);
        TokenKeys roomKeys = new TokenKeys(keySource.apply(ledger), threads.ticker(), clock);
        RoomDoor door = new RoomDoor(grid, roomKeys, clock);
        DrawRoutes draws = new DrawRoutes(grid, ledger, sales, clock);
        List<Route> routes = Stream.of(
                        new SaleRoutes(grid, ledger, sales, clock, callbacks).routes(),
                        new StatsRoutes(grid, sales, ledger, clock).routes(),
                        new OrderRoutes(ledger, sales, reservations).routes(),
                        new RefundRoutes(grid, ledger, sales, steps, clock).routes(),
                        new ReconciliationRoutes(grid, ledger, payments, sales, clock, callbacks).routes(),
                        new PublicSaleRoutes(sales, clock).routes(),
                        new RoomRoutes(grid, sales, roomKeys, clock).routes(),
                        draws.routes(),
                        new ReservationRoutes(grid, sales, reservations, door, clock).routes(),
                        new CheckoutRoutes(new Checkout(grid, payments, steps), payments, sales).routes(),
                        webhook(gateway, webhookSecrets, grid, ledger, sales, steps, clock),
                        new HealthRoutes(grid, ledger, meters).routes(),
                        new DocsRoutes().routes())
                .flatMap(List::stream)
                .toList();
        server = new HttpServer(config.http(), routes, tokens, meters);
        parts = List.of(
                new PaymentResolver(grid, active, payments, steps, threads.ticker(), clock),
                new EventPruning(ledger, threads.worker(), clock),
                new ClosingReconciliation(grid, ledger, payments, active::all, threads.worker(), clock, callbacks),
                new SaleGauges(grid, active, meters, threads.ticker(), clock),
                new RoomGauges(grid, active, meters, threads.ticker(), clock),
                roomKeys,
                draws,
                active,
                () -> {
                    if (grid instanceof AutoCloseable closeable) {
                        closeable.close();
                    }
                },
                ledger,
                meters::close);
    }

    private static List<Route> webhook(
            PaymentGateway gateway,
            @Nullable WebhookSecrets secrets,
            Grid grid,
            Ledger ledger,
            SaleLookup sales,
            PaymentSteps steps,
            Clock clock) {
        if (secrets == null || !(gateway instanceof StripePaymentGateway stripe)) {
            return StripeWebhook.absent();
        }
        return new StripeWebhook(
                        secrets,
                        stripe,
                        new LedgerProviderEvents(ledger, clock),
                        new OrderNews(grid, ledger, sales, steps),
                        clock)
                .routes();
    }

    public ApiNode start() {
        server.start();
        return this;
    }

    /** The port that it listens on, once started. */
    public int port() {
        return server.port();
    }

    public Javalin javalin() {
        return server.javalin();
    }

    /** Lets calls that are under way end, then lets go of everything that it made. */
    public void stop() {
        server.stop();
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the node did not close", e);
            }
        }
        threads.ticker().shutdownNow();
        threads.worker().shutdownNow();
        threads.callbacks().shutdown();
    }

    @Override
    public void close() {
        stop();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
