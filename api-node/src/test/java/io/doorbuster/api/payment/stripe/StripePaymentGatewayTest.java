package io.doorbuster.api.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.doorbuster.api.payment.PaymentGatewayContract;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.payment.PaymentStatus.ActionRequired;
import io.doorbuster.payment.PaymentStatus.Authorised;
import io.doorbuster.payment.PaymentStatus.Cancelled;
import io.doorbuster.payment.PaymentStatus.Captured;
import io.doorbuster.payment.PaymentStatus.Declined;
import io.doorbuster.payment.PaymentStatus.NotAsked;
import io.doorbuster.payment.PaymentStatus.NotFound;
import io.doorbuster.payment.PaymentStatus.Refunded;
import io.doorbuster.payment.PaymentStatus.Unknown;
import io.doorbuster.sale.Money;
import io.doorbuster.stripesim.Fault;
import io.doorbuster.stripesim.Faults;
import io.doorbuster.stripesim.SimIntent;
import io.doorbuster.stripesim.StripeSim;
import io.doorbuster.stripesim.StripeSimConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class StripePaymentGatewayTest extends PaymentGatewayContract {
    private static final String CREATE = "POST /v1/payment_intents";
    private static final String CONFIRM = "POST /v1/payment_intents/{id}/confirm";
    private static final String RETRIEVE = "GET /v1/payment_intents/{id}";
    private static final String CAPTURE = "POST /v1/payment_intents/{id}/capture";
    private static final String CANCEL = "POST /v1/payment_intents/{id}/cancel";
    private static final String REFUND = "POST /v1/refunds";

    private static final Duration CALL_TIMEOUT = Duration.ofMillis(500);

    private final TestTime clock = new TestTime();
    private final StripeSim sim =
            StripeSim.start(StripeSimConfig.DEFAULTS.withClock(clock).withSearchDelay(Duration.ofMinutes(1)));
    private final StripeConfig config = StripeConfig.of("sk_test_secret")
            .withApiBase(sim.apiBase())
            .withRequestsPerSec(1_000)
            .withCallTimeout(CALL_TIMEOUT)
            .withConcurrency(8)
            .withAccounts(Map.of("connected", "acct_connected"));
    private final StripePaymentGateway gateway = new StripePaymentGateway(config, clock, Duration.ofMillis(200));

    @AfterEach
    void close() {
        gateway.close();
        sim.close();
    }

    @Override
    protected PaymentGateway gateway() {
        return gateway;
    }

    @Override
    protected String succeeds() {
        return "pm_card_visa";
    }

    @Override
    protected String declines() {
        return "pm_card_chargeDeclined";
    }

    @Override
    protected String requiresAction() {
        return "pm_card_threeDSecure2Required";
    }

    private static Stream<Arguments> faultsOfSteps() {
        return Stream.of(Fault.values())
                .filter(fault -> !fault.name().startsWith("EVENT"))
                .flatMap(fault -> Stream.of(CREATE, CONFIRM, RETRIEVE, CAPTURE, CANCEL, REFUND)
                        .filter(route -> fault != Fault.CONFLICT || route.startsWith("POST"))
                        .map(route -> Arguments.of(fault, route)));
    }

    /** Asks until it is known, as the resolver does. */
    private PaymentStatus truth(PaymentStatus status) {
        PaymentStatus now = status;
        for (int round = 0; round < 5 && (now instanceof Unknown || now instanceof NotAsked); round++) {
            now = get(gateway.find(payment()));
        }
        return now;
    }

    private long charged() {
        return sim.intents().stream()
                .filter(intent -> Set.of("requires_capture", "succeeded").contains(intent.status()))
                .count();
    }

    @ParameterizedTest
    @MethodSource("faultsOfSteps")
    void findsTheTruthWhateverGoesWrong(Fault fault, String route) {
        sim.faults(Faults.NONE.withHang(CALL_TIMEOUT.multipliedBy(2)));
        sim.once(fault, route);
        PaymentStatus status = truth(authorise(key, succeeds()));
        if (status instanceof Declined) {
            // Kept under the key; of an intent that was made all the same, nobody has the name.
            assertThat(fault).isIn(Fault.ERROR_BEFORE, Fault.ERROR_AFTER);
            assertThat(authorise(key, succeeds())).isInstanceOfAny(Declined.class, Cancelled.class);
            assertThat(charged()).isZero();
            return;
        }
        assertThat(status).isInstanceOf(Authorised.class);
        assertThat(charged()).isEqualTo(1);
        assertThat(truth(get(gateway.capture(payment())))).isInstanceOf(Captured.class);
        assertThat(sim.intents())
                .singleElement()
                .satisfies(intent -> assertThat(intent.amountReceived()).isEqualTo(1_999));
        assertThat(get(gateway.cancel(payment()))).isInstanceOf(Captured.class);
        assertThat(truth(get(gateway.refund(payment())))).isInstanceOf(Refunded.class);
        assertThat(sim.intents())
                .singleElement()
                .satisfies(intent -> assertThat(intent.refunded()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("faultsOfSteps")
    void cancelsWhateverGoesWrong(Fault fault, String route) {
        sim.faults(Faults.NONE.withHang(CALL_TIMEOUT.multipliedBy(2)));
        authorise(key, succeeds());
        sim.once(fault, route);
        assertThat(truth(get(gateway.cancel(payment())))).isInstanceOf(Cancelled.class);
        assertThat(charged()).isZero();
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(charged()).isZero();
    }

    @Test
    void neverChargesAfterTheCancellationOfALostPayment() {
        sim.faults(Faults.NONE.with(Fault.DROP_AFTER, 1));
        assertThat(authorise(key, succeeds())).isInstanceOf(Unknown.class);
        sim.faults(Faults.NONE);
        assertThat(get(gateway.cancel(payment()))).isInstanceOf(Cancelled.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(charged()).isZero();
    }

    @Test
    void doesNotGuessWhileNobodyAnswers() {
        sim.faults(Faults.NONE.with(Fault.HANG, 1).withHang(Duration.ofSeconds(30)));
        assertThat(authorise(key, succeeds())).isInstanceOf(Unknown.class);
        sim.faults(Faults.NONE);
        assertThat(get(gateway.find(payment()))).isInstanceOf(NotFound.class);
    }

    @Test
    void namesTheIntentOfALostConfirmation() {
        sim.once(Fault.HANG, CONFIRM);
        sim.once(Fault.HANG, CONFIRM);
        sim.once(Fault.HANG, CONFIRM);
        sim.once(Fault.RATE_LIMITED, RETRIEVE);
        sim.once(Fault.RATE_LIMITED, RETRIEVE);
        sim.once(Fault.RATE_LIMITED, RETRIEVE);
        PaymentStatus lost = authorise(key, succeeds());
        assertThat(lost)
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.reference())
                                .isEqualTo(sim.intents().get(0).id()));
        assertThat(get(gateway.find(payment()))).isInstanceOf(Authorised.class);
    }

    @Test
    void endsADeclinedPaymentThatTheBuyerCouldConfirmAgain() {
        assertThat(authorise(key, requiresAction())).isInstanceOf(ActionRequired.class);
        authenticate("fail");
        assertThat(get(gateway.find(payment()))).isInstanceOf(Declined.class);
        assertThat(sim.intents())
                .singleElement()
                .satisfies(intent -> assertThat(intent.status()).isEqualTo("canceled"));
        assertThat(authorise(key, succeeds())).isInstanceOf(Declined.class);
    }

    @Test
    void goesOnAfterTheSecondStep() {
        assertThat(authorise(key, requiresAction())).isInstanceOf(ActionRequired.class);
        authenticate("succeed");
        assertThat(authorise(key, requiresAction())).isInstanceOf(Authorised.class);
        assertThat(sim.requests()).containsEntry(CONFIRM, 1L);
    }

    @Test
    void declinesACardThatStripeDoesNotKnow() {
        assertThat(authorise(key, "pm_nothing")).isEqualTo(new Declined("resource_missing"));
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(charged()).isZero();
    }

    @Test
    void declinesAnAmountThatStripeDoesNotTake() {
        Payment free = new Payment(key, "acme", "ann", List.of(7), new Money(0, "usd"), reservedAt, null);
        assertThat(get(gateway.authorise(free, succeeds()))).isInstanceOf(Declined.class);
        assertThat(get(gateway.find(free))).isInstanceOf(Declined.class);
        assertThat(get(gateway.cancel(free))).isInstanceOf(Cancelled.class);
    }

    @Test
    void findsAPaymentThatWasMadeWithOtherParameters() {
        authorise(key, succeeds());
        Payment changed = new Payment(key, "acme", "ann", List.of(9), new Money(1_999, "usd"), reservedAt, null);
        assertThat(get(gateway.authorise(changed, succeeds()))).isInstanceOf(Authorised.class);
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void looksUpWhatIsOlderThanStripesKeys() {
        authorise(key, succeeds());
        clock.goOn(Duration.ofHours(25));
        assertThat(get(gateway.find(payment()))).isInstanceOf(Authorised.class);
        assertThat(get(gateway.capture(payment()))).isInstanceOf(Captured.class);
        assertThat(sim.intents()).hasSize(1);
    }

    @Test
    void makesNoPaymentOfAnOldReservation() {
        clock.goOn(Duration.ofHours(25));
        assertThat(get(gateway.find(payment()))).isInstanceOf(Cancelled.class);
        assertThat(get(gateway.cancel(payment()))).isInstanceOf(Cancelled.class);
        assertThat(authorise(key, succeeds())).isInstanceOf(Cancelled.class);
        assertThat(sim.intents()).isEmpty();
    }

    @Test
    void usesTheAccountOfTheOrganisation() {
        Payment there = new Payment(key, "connected", "ann", List.of(7), new Money(500, "usd"), reservedAt, null);
        assertThat(get(gateway.authorise(there, succeeds()))).isInstanceOf(Authorised.class);
        assertThat(sim.intents()).singleElement().extracting(SimIntent::account).isEqualTo("acct_connected");
        assertThat(get(gateway.capture(there))).isInstanceOf(Captured.class);
        String id = sim.intents().get(0).id();
        assertThat(gateway.fetch("acct_connected", id).join()).isPresent();
        assertThat(gateway.fetch(null, id).join()).isEmpty();
    }

    @Test
    void stopsAskingWhileStripeIsAway() {
        sim.faults(Faults.NONE.with(Fault.RESET_BEFORE, 1));
        for (int payments = 0; payments < 20 && gateway.isUp(); payments++) {
            get(gateway.find(payment()));
        }
        assertThat(gateway.isUp()).isFalse();
        assertThat(authorise(key, succeeds())).isInstanceOf(NotAsked.class);
        assertThatThrownBy(() -> books(saleId)).isInstanceOf(CompletionException.class);
        sim.faults(Faults.NONE);
        await().until(gateway::isUp);
        assertThat(authorise(key, succeeds())).isInstanceOf(Authorised.class);
    }

    @Test
    void asksNothingThatStripeDoesNotLetIn() {
        sim.faults(Faults.NONE.with(Fault.RATE_LIMITED, 1));
        assertThat(authorise(key, succeeds())).isInstanceOf(NotAsked.class);
        assertThat(gateway.isUp()).isTrue();
    }

    @Test
    void readsItsBooksPageByPage() {
        for (int payments = 0; payments < 120; payments++) {
            sim.plant(
                    StripeSim.PLATFORM,
                    100 + payments,
                    "usd",
                    Map.of("org", "acme", "sale", saleId, "key", saleId + ":" + UUID.randomUUID() + ":1"));
        }
        sim.plant(StripeSim.PLATFORM, 5, "usd", Map.of("org", "acme", "sale", saleId, "key", "torn"));
        sim.plant(StripeSim.PLATFORM, 5, "usd", Map.of());
        assertThat(books(saleId)).hasSize(120);
    }

    @Test
    void knowsItsOwnIntentsByTheirMetadata() {
        authorise(key, succeeds());
        String id = sim.intents().get(0).id();
        assertThat(gateway.fetch(null, id).join()).hasValue(new StripeIntent(id, "acme", key, new Authorised(id)));
        String foreign = sim.plant(StripeSim.PLATFORM, 5, "usd", Map.of("order", "7"));
        assertThat(gateway.fetch(null, foreign).join()).isEmpty();
        assertThat(gateway.fetch(null, "pi_none").join()).isEmpty();
    }

    @Test
    void neverLogsItsKey() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level usual = root.getLevel();
        root.setLevel(Level.DEBUG);
        root.addAppender(log);
        try (StripePaymentGateway talkative = new StripePaymentGateway(config, clock)) {
            sim.faults(Faults.NONE.with(Fault.MALFORMED, 1));
            get(talkative.authorise(payment(), succeeds()));
        } finally {
            root.detachAppender(log);
            root.setLevel(usual);
        }
        assertThat(log.list)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain(config.secretKey()));
    }

    @Test
    void takesNamesOfCardsOnly() {
        assertThat(gateway.accepts("pm_1NabcDEF_2")).isTrue();
        assertThat(gateway.accepts("tok_visa")).isFalse();
        assertThat(gateway.accepts("4242424242424242")).isFalse();
        assertThat(gateway.accepts("pm_")).isFalse();
        assertThat(gateway.accepts("pm_a/../b")).isFalse();
    }

    private void authenticate(String result) {
        URI page = sim.apiBase()
                .resolve("/sim/payment_intents/" + sim.intents().get(0).id() + "/authenticate");
        HttpRequest request = HttpRequest.newBuilder(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("result=" + result))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
