package io.doorbuster.api.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.stripe.net.Webhook;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.http.HttpConfig;
import io.doorbuster.api.http.HttpServer;
import io.doorbuster.api.http.Route;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StripeWebhookTest {
    private static final String OLD = "whsec_old";
    private static final String NEW = "whsec_new";

    private final TestTime clock = new TestTime();
    private final EventsInMemory events = new EventsInMemory();
    private final List<String> told = new ArrayList<>();
    private PaymentNews.Outcome outcome = PaymentNews.Outcome.DONE;
    private StripeIntent intent = new StripeIntent(
            "pi_1", "acme", new PaymentKey("sal_x", new UUID(1, 2), 1), new PaymentStatus.Authorised("pi_1"));

    private final PaymentNews news = new PaymentNews() {
        @Override
        public CompletableFuture<Outcome> changed(StripeIntent changed) {
            told.add(changed.status().getClass().getSimpleName());
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public CompletableFuture<Outcome> disputed(StripeIntent disputed, StripeEvent event) {
            told.add(event.objectId() + " " + event.dispute());
            return CompletableFuture.completedFuture(outcome);
        }
    };

    private final HttpServer server = server(
            new StripeWebhook(new WebhookSecrets(List.of(OLD, NEW)), false, this::fetch, events, news, clock).routes());

    private CompletableFuture<Optional<StripeIntent>> fetch(@Nullable String account, String id) {
        if (id.equals("pi_away")) {
            return CompletableFuture.failedFuture(new IllegalStateException("Stripe is away"));
        }
        return CompletableFuture.completedFuture(
                account == null && id.equals(intent.id()) ? Optional.of(intent) : Optional.empty());
    }

    private HttpServer server(List<Route> routes) {
        HttpServer made = new HttpServer(
                new HttpConfig("127.0.0.1", 0, 8, null),
                routes,
                new TokenVerifier(List.of(DevelopmentIssuer.random().trusted()), clock),
                new SimpleMeterRegistry());
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private static String event(String id, String type, String object) {
        return "{\"id\":\"" + id + "\",\"object\":\"event\",\"type\":\"" + type
                + "\",\"livemode\":false,\"created\":1700000000,\"data\":{\"object\":" + object + "}}";
    }

    private static String event(String id, String type) {
        return event(id, type, "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"status\":\"canceled\"}");
    }

    private String sign(String body, String secret) {
        try {
            return Webhook.Signature.generateSignatureHeader(
                    body, secret, clock.instant().getEpochSecond());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(HttpServer to, String body, @Nullable String signature) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + to.port() + "/v1/webhooks/stripe"))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("Stripe-Signature", signature);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private int send(String body) {
        return send(server, body, sign(body, NEW)).statusCode();
    }

    @Test
    void tellsWhatStripeShowsNowAndNotWhatTheEventSays() {
        assertThat(send(event("evt_1", "payment_intent.canceled"))).isEqualTo(200);
        assertThat(told).containsExactly("Authorised");
        assertThat(events.outcomes).containsEntry("evt_1", "done");
    }

    @Test
    void handlesAnEventThatComesTwiceOnce() {
        send(event("evt_1", "payment_intent.succeeded"));
        assertThat(send(event("evt_1", "payment_intent.succeeded"))).isEqualTo(200);
        assertThat(told).hasSize(1);
    }

    @Test
    void doesNotMindTheOrder() {
        intent = new StripeIntent(intent.id(), intent.orgId(), intent.key(), new PaymentStatus.Captured("pi_1"));
        send(event("evt_2", "payment_intent.succeeded"));
        send(event("evt_1", "payment_intent.amount_capturable_updated"));
        assertThat(told).containsExactly("Captured", "Captured");
    }

    @Test
    void takesEachActiveSecret() {
        String body = event("evt_1", "payment_intent.succeeded");
        assertThat(send(server, body, sign(body, OLD)).statusCode()).isEqualTo(200);
        assertThat(send(server, body, sign(body, "whsec_third")).statusCode()).isEqualTo(400);
    }

    @Test
    void looksAtThePaymentWhenARefundHasGoneOnAtTheBank() {
        for (String type : List.of("refund.created", "refund.updated", "refund.failed", "charge.refunded")) {
            told.clear();
            String body = event("evt_" + type, type, "{\"id\":\"re_1\",\"payment_intent\":\"pi_1\"}");
            assertThat(send(server, body, sign(body, NEW)).statusCode()).isEqualTo(200);
            assertThat(told).as(type).containsExactly("Authorised");
        }
    }

    @Test
    void logsAForgedEventWithoutWhatItSays() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(StripeWebhook.class);
        logger.addAppender(log);
        try {
            String body = event("evt_1", "payment_intent.succeeded");
            assertThat(send(server, body, sign(body, "whsec_forger")).statusCode())
                    .isEqualTo(400);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .contains("forged or stale")
                    .doesNotContain("evt_1")
                    .doesNotContain("whsec_");
        });
    }

    @Test
    void refusesWhatStripeHasNotJustSigned() {
        String body = event("evt_1", "payment_intent.succeeded");
        String signature = sign(body, NEW);
        assertThat(send(server, body + " ", signature).statusCode()).isEqualTo(400);
        assertThat(send(server, body, null).statusCode()).isEqualTo(400);
        assertThat(send(server, body, "t=,v1").statusCode()).isEqualTo(400);
        clock.goOn(Duration.ofSeconds(301));
        HttpResponse<String> stale = send(server, body, signature);
        assertThat(stale.statusCode()).isEqualTo(400);
        assertThat(stale.body()).contains("invalid_request");
        assertThat(events.outcomes).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void refusesEventsOfTheOtherMode() {
        assertThat(send(event("evt_1", "payment_intent.succeeded").replace("\"livemode\":false", "\"livemode\":true")))
                .isEqualTo(400);
        assertThat(send("[]")).isEqualTo(400);
        assertThat(events.outcomes).isEmpty();
    }

    @Test
    void hasTheEventComeAgainUntilTheOrderIsKnown() {
        outcome = PaymentNews.Outcome.NOT_KNOWN_YET;
        String body = event("evt_1", "payment_intent.succeeded");
        HttpResponse<String> early = send(server, body, sign(body, NEW));
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).isPresent();
        assertThat(events.outcomes).containsEntry("evt_1", EventsInMemory.NOTED);
        outcome = PaymentNews.Outcome.DONE;
        assertThat(send(body)).isEqualTo(200);
        assertThat(told).hasSize(2);
    }

    @Test
    void hasTheEventComeAgainWhileAPartIsAway() {
        events.isAway = true;
        assertThat(send(event("evt_1", "payment_intent.succeeded"))).isEqualTo(503);
        events.isAway = false;
        assertThat(send(event("evt_2", "payment_intent.succeeded", "{\"id\":\"pi_away\"}")))
                .isEqualTo(503);
        assertThat(told).isEmpty();
    }

    @Test
    void tellsOfRefundsAndDisputesByTheirPayment() {
        send(event("evt_1", "charge.refunded", "{\"id\":\"ch_1\",\"payment_intent\":\"pi_1\"}"));
        send(event(
                "evt_2",
                "charge.dispute.created",
                "{\"id\":\"dp_1\",\"payment_intent\":\"pi_1\",\"amount\":500,\"currency\":\"usd\","
                        + "\"reason\":\"fraudulent\"}"));
        assertThat(told)
                .containsExactly(
                        "Authorised", "dp_1 Dispute[amount=Money[amount=500, currency=usd], reason=fraudulent]");
    }

    @Test
    void leavesAloneWhatIsNotOurs() {
        assertThat(send(event("evt_1", "payment_intent.succeeded", "{\"id\":\"pi_foreign\"}")))
                .isEqualTo(200);
        assertThat(send(event("evt_2", "customer.created", "{\"id\":\"cus_1\"}")))
                .isEqualTo(200);
        assertThat(events.outcomes).containsValues("not ours", "of no concern");
        assertThat(told).isEmpty();
    }

    @Test
    void takesLongerBodiesThanOtherRoutes() {
        String padding = "\"pad\":\"" + "x".repeat(100_000) + "\"";
        assertThat(send(event("evt_1", "payment_intent.succeeded", "{\"id\":\"pi_1\"," + padding + "}")))
                .isEqualTo(200);
        assertThat(send("x".repeat(128 * 1024 + 1))).isEqualTo(413);
    }

    @Test
    void isNotThereWithoutStripe() {
        HttpServer without = server(StripeWebhook.absent());
        assertThat(send(without, "{}", null).statusCode()).isEqualTo(404);
        without.stop();
    }

    @Test
    void keepsItsSecretsToItself() {
        assertThat(new WebhookSecrets(List.of(OLD)).toString()).doesNotContain(OLD);
        assertThatThrownBy(() -> new WebhookSecrets(List.of("secret"))).hasMessageNotContaining("secret\"");
        assertThatThrownBy(() -> new WebhookSecrets(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
