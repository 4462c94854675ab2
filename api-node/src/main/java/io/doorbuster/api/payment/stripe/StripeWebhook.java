package io.doorbuster.api.payment.stripe;

import io.doorbuster.api.http.Action;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import io.doorbuster.api.payment.stripe.PaymentNews.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Stripe reports. An event is a reason to look, and nothing more: the payment is fetched afresh each time, so that
 * events may come late, twice and in any order. Stripe has its 200 only when all that follows is durable; until then it
 * comes again, for three days. Thread-safe.
 */
public final class StripeWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(StripeWebhook.class);

    private static final String PATH = "/v1/webhooks/stripe";

    /** An event carries a whole object with all its metadata, a charge some 8 KiB; Stripe names no limit. */
    private static final int MAX_BODY_BYTES = 128 * 1024;

    /** Stripe has its own timetable; this is for the proxies between us. */
    private static final int RETRY_AFTER_SEC = 10;

    private static final Answer TAKEN = Answer.ok(Map.of("received", true));

    private final WebhookSecrets secrets;
    private final boolean live;
    private final StripeIntents intents;
    private final ProviderEvents events;
    private final PaymentNews news;
    private final Clock clock;

    public StripeWebhook(
            WebhookSecrets secrets,
            StripePaymentGateway gateway,
            ProviderEvents events,
            PaymentNews news,
            Clock clock) {
        this(secrets, gateway.live(), gateway, events, news, clock);
    }

    StripeWebhook(
            WebhookSecrets secrets,
            boolean live,
            StripeIntents intents,
            ProviderEvents events,
            PaymentNews news,
            Clock clock) {
        this.secrets = secrets;
        this.live = live;
        this.intents = intents;
        this.events = events;
        this.news = news;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(route(this::take));
    }

    /** For a node without Stripe: nobody reports here. */
    public static List<Route> absent() {
        return List.of(route(call -> {
            throw Problem.notFound("path");
        }));
    }

    private static Route route(Action action) {
        return Route.open(Method.POST, PATH, action).withBodyOf(MAX_BODY_BYTES);
    }

    private CompletableFuture<Answer> take(Call call) {
        byte[] body = call.rawBody();
        if (!secrets.vouchFor(body, call.header("Stripe-Signature"), clock)) {
            LOG.warn("refused a webhook of {} bytes whose signature is forged or stale", body.length);
            throw Problem.invalid("Stripe-Signature", "is not good for this body at this time");
        }
        StripeEvent event = StripeEvent.parse(body).orElseThrow(() -> Problem.invalid("body", "must be an event"));
        if (event.livemode() != live) {
            LOG.warn("refused event {}: its livemode is {}, the key's is {}", event.id(), event.livemode(), live);
            throw Problem.invalid("livemode", "must be " + live + ", as the node's key is");
        }
        return events.note(event)
                .thenCompose(isToDo -> isToDo ? handle(event) : CompletableFuture.completedFuture(TAKEN))
                .exceptionally(failure -> {
                    throw comeAgain(event, failure);
                });
    }

    private CompletableFuture<Answer> handle(StripeEvent event) {
        return act(event).thenCompose(outcome -> events.handled(event, outcome)).thenApply(unused -> TAKEN);
    }

    /** In a word, what came of the event; fails if it must come again. */
    private CompletableFuture<String> act(StripeEvent event) {
        String intentId = event.intentId();
        if (!event.isOfPayments() || intentId == null) {
            return CompletableFuture.completedFuture("of no concern");
        }
        return intents.fetch(event.account(), intentId).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture("not ours");
            }
            StripeIntent intent = found.get();
            CompletableFuture<Outcome> told =
                    event.dispute() == null ? news.changed(intent) : news.disputed(intent, event);
            return told.thenApply(outcome -> {
                if (outcome == Outcome.NOT_KNOWN_YET) {
                    throw new Problem(ErrorCode.UNAVAILABLE, "the order is not known here yet")
                            .retryAfterSec(RETRY_AFTER_SEC);
                }
                return "done";
            });
        });
    }

    private static Problem comeAgain(StripeEvent event, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.info("event {} ({}) must come again: {}", event.id(), event.type(), String.valueOf(cause.getMessage()));
        return cause instanceof Problem problem && problem.code() == ErrorCode.UNAVAILABLE
                ? problem
                : new Problem(ErrorCode.UNAVAILABLE, "the event could not be handled right now")
                        .retryAfterSec(RETRY_AFTER_SEC);
    }
}
