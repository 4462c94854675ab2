package io.doorbuster.stripesim;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What happens to a request, from the key that it shows to the fault that it meets. Thread-safe. */
final class Api {
    private final StripeSimConfig config;
    private final Keys keys;
    private final RateLimiter limiter;
    private final FaultDice dice;
    private final Idempotency idempotency;
    private final Books books;
    private final Deliveries deliveries;
    private final BuyerPage buyer;
    private final Settlements settlements;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> requests = new ConcurrentHashMap<>();
    private volatile String base = "";

    Api(StripeSimConfig config, FaultDice dice, Idempotency idempotency, Books books, Deliveries deliveries) {
        this.config = config;
        this.keys = new Keys(config.secretKeys());
        this.limiter = new RateLimiter(config.rateLimit(), System::nanoTime);
        this.dice = dice;
        this.idempotency = idempotency;
        this.books = books;
        this.deliveries = deliveries;
        this.buyer = new BuyerPage(books, this::change, deliveries);
        this.settlements = new Settlements(books, deliveries, () -> change(Ids.next("req_"), null));
    }

    void servedAt(URI address) {
        base = address.toString();
        settlements.follow(books.unsettled());
    }

    Answer handle(Request request) {
        if (BuyerPage.isFor(request)) {
            return Answer.of(buyer.handle(request));
        }
        Route route = Route.of(request.method(), request.path()).orElse(null);
        if (route == null) {
            return Answer.of(
                    Refusal.unknownRoute(request.method(), request.path()).reply());
        }
        requests.merge(route.name(), 1L, Long::sum);
        FaultDice.Toss toss = dice.request(route.name(), request.isPost());
        if (toss.is(Fault.DROP_BEFORE)) {
            return Answer.DROP;
        }
        if (toss.is(Fault.RESET_BEFORE)) {
            return Answer.RESET;
        }
        Reply reply;
        try {
            reply = answer(request, route, toss);
        } catch (Refusal refused) {
            reply = refused.reply();
        }
        pause(toss.afterMillis());
        return end(reply.withHeader("Stripe-Version", Change.API_VERSION), toss);
    }

    private Answer end(Reply reply, FaultDice.Toss toss) {
        if (toss.is(Fault.DROP_AFTER)) {
            return Answer.DROP;
        }
        if (toss.is(Fault.RESET_AFTER)) {
            return Answer.RESET;
        }
        if (toss.is(Fault.HANG)) {
            pause(toss.hang().toMillis());
            return Answer.DROP;
        }
        return Answer.of(toss.is(Fault.MALFORMED) ? reply.cutInHalf() : reply);
    }

    private Reply answer(Request request, Route route, FaultDice.Toss toss) {
        String account = keys.account(request);
        limiter.take(account);
        if (toss.is(Fault.RATE_LIMITED)) {
            throw Refusal.rateLimited("global-rate");
        }
        if (toss.is(Fault.CONFLICT)) {
            throw Refusal.keyInUse();
        }
        String key = request.isPost() ? request.header("idempotency-key") : null;
        if (key == null) {
            pause(toss.beforeMillis());
            return act(request, route, toss, account, null);
        }
        Reply first = idempotency.begin(account, key, print(request));
        try {
            pause(toss.beforeMillis());
            return first == null ? act(request, route, toss, account, key) : first;
        } finally {
            if (first == null) {
                idempotency.end(account, key);
            }
        }
    }

    private Reply act(Request request, Route route, FaultDice.Toss toss, String account, @Nullable String key) {
        String requestId = Ids.next("req_");
        Change change = change(requestId, key);
        Call.Server server =
                new Call.Server(base, change.now() - config.searchDelay().toSeconds());
        Call call = new Call(server, books, change, account, route.id(request.path()), request.params());
        Reply reply = books.write(
                change,
                () -> toss.is(Fault.ERROR_BEFORE)
                        ? Refusal.serverError()
                        : Reply.json(200, route.endpoint().handle(call)),
                toss.is(Fault.ERROR_AFTER),
                done -> key == null
                        ? null
                        : new Answered(account, key, print(request), change.now(), done.status(), done.body()));
        deliveries.send(change.events());
        settlements.follow(change.refunds());
        return reply.withHeader("Request-Id", requestId);
    }

    private Change change(String requestId, @Nullable String key) {
        return new Change(config.clock().instant().getEpochSecond(), requestId, key);
    }

    private static String print(Request request) {
        return request.method() + " " + request.path() + " " + request.params().fingerprint();
    }

    /** Waits, but not beyond the end of the simulator. */
    private void pause(long millis) {
        if (millis == 0) {
            return;
        }
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Map<String, Long> requests() {
        return new TreeMap<>(requests);
    }

    void close() {
        settlements.close();
        closed.countDown();
    }
}
