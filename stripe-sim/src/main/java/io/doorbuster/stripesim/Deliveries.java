package io.doorbuster.stripesim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings events to the endpoints until each has said 2xx, with the faults that are in force. Thread-safe. */
final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int THREADS = 8;
    /** Deliveries that wait; with the retries below this is some minutes of a dead endpoint. More are dropped. */
    private static final int MAX_WAITING = 50_000;
    /** With the waits below these are about two minutes; Stripe goes on for three days. */
    private static final int MAX_ATTEMPTS = 20;

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long MAX_WAIT_MILLIS = 10_000;
    /** A swapped event that nothing follows comes after this. */
    private static final long SWAP_MILLIS = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Clock clock;
    private final FaultDice dice;
    private final Books books;
    private final List<Endpoint> endpoints = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor threads;
    private final AtomicInteger waiting = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private @Nullable Event held;

    Deliveries(Clock clock, FaultDice dice, Books books) {
        this.clock = clock;
        this.dice = dice;
        this.books = books;
        this.threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "stripe-sim-events");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** From now on events go there too; what an earlier process could not deliver goes there at once. */
    void to(URI url, List<String> secrets) {
        boolean first = endpoints.isEmpty();
        endpoints.add(new Endpoint(url, secrets));
        if (first) {
            books.undelivered().forEach(event -> post(event, 0));
        }
    }

    void send(List<Event> events) {
        if (!endpoints.isEmpty()) {
            events.forEach(this::send);
        }
    }

    private void send(Event event) {
        FaultDice.Journey journey = dice.event();
        if (journey.lost()) {
            books.delivered(event.id());
            return;
        }
        Event next = swap(journey.swapped() ? event : null);
        if (!journey.swapped()) {
            post(event, journey.lateMillis());
        }
        if (journey.twice()) {
            post(event, journey.lateMillis());
        }
        if (next != null) {
            post(next, 0);
        }
    }

    /** Holds this event back and gives out the one that was held until now. */
    private synchronized @Nullable Event swap(@Nullable Event event) {
        Event before = held;
        held = event;
        if (event != null) {
            schedule(() -> release(event), SWAP_MILLIS);
        }
        return before;
    }

    private void release(Event event) {
        synchronized (this) {
            if (!event.equals(held)) {
                return;
            }
            held = null;
        }
        post(event, 0);
    }

    private void post(Event event, long lateMillis) {
        AtomicInteger open = new AtomicInteger(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            schedule(() -> attempt(new Delivery(event, endpoint, open), 1), lateMillis);
        }
    }

    private void schedule(Runnable task, long afterMillis) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            LOG.warn("{} events wait for their endpoint; one is dropped", MAX_WAITING);
            return;
        }
        try {
            ScheduledFuture<?> unused = threads.schedule(
                    () -> {
                        waiting.decrementAndGet();
                        task.run();
                    },
                    afterMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            waiting.decrementAndGet();
        }
    }

    private void attempt(Delivery delivery, int number) {
        Event event = delivery.event;
        HttpRequest request = HttpRequest.newBuilder(delivery.endpoint.url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header(
                        "Stripe-Signature",
                        Signature.of(clock.instant().getEpochSecond(), event.body(), delivery.endpoint.secrets))
                .POST(HttpRequest.BodyPublishers.ofString(event.body()))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                done(delivery);
                return;
            }
            LOG.debug("{} was answered {}", event.id(), status);
        } catch (IOException e) {
            LOG.debug("{} did not arrive", event.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (number < MAX_ATTEMPTS) {
            long wait = Math.min(MAX_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(number - 1, 10));
            schedule(() -> attempt(delivery, number + 1), wait);
        } else {
            LOG.warn("{} is given up after {} attempts", event.id(), MAX_ATTEMPTS);
            done(delivery);
        }
    }

    private void done(Delivery delivery) {
        if (delivery.open.decrementAndGet() == 0) {
            books.delivered(delivery.event.id());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Endpoint(URI url, List<String> secrets) {}

    /** @param open endpoints that have not answered yet */
    private record Delivery(Event event, Endpoint endpoint, AtomicInteger open) {}
}
