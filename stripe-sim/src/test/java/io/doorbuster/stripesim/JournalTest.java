package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.RefundCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path directory = Path.of("");

    private StripeSimConfig config = StripeSimConfig.DEFAULTS;

    @BeforeEach
    void journal() {
        config = StripeSimConfig.DEFAULTS.withJournal(directory.resolve("stripe.jsonl"));
    }

    @Test
    void remembersIntentsRefundsAndKeys() throws StripeException {
        PaymentIntent made;
        List<SimIntent> before;
        try (StripeSim sim = StripeSim.start(config)) {
            made = Stripe.client(sim).v1().paymentIntents().create(Stripe.authorised("pm_card_visa"), Stripe.key("k"));
            Stripe.client(sim).v1().paymentIntents().capture(made.getId());
            refund(sim, made.getId());
            sim.plant("acct_1", 5, "eur", Map.of("a", "b"));
            sim.forget(sim.plant("acct_1", 6, "eur", Map.of()));
            before = sim.intents();
        }
        try (StripeSim sim = StripeSim.start(config)) {
            assertThat(sim.intents()).isEqualTo(before).hasSize(2);
            assertThat(Stripe.client(sim).v1().refunds().list().getData()).hasSize(1);
            PaymentIntent again =
                    Stripe.client(sim).v1().paymentIntents().create(Stripe.authorised("pm_card_visa"), Stripe.key("k"));
            assertThat(again.getId()).isEqualTo(made.getId());
            assertThat(sim.intents()).hasSize(2);
        }
    }

    @Test
    void dropsATornLineAndGoesOn() throws StripeException, IOException {
        Path file = directory.resolve("stripe.jsonl");
        try (StripeSim sim = StripeSim.start(config)) {
            create(sim);
        }
        long whole = Files.size(file);
        Files.writeString(file, "{\"intents\":[{\"id\":\"pi_", StandardOpenOption.APPEND);
        try (StripeSim sim = StripeSim.start(config)) {
            assertThat(sim.intents()).hasSize(1);
            assertThat(Files.size(file)).isEqualTo(whole);
            create(sim);
        }
        try (StripeSim sim = StripeSim.start(config)) {
            assertThat(sim.intents()).hasSize(2);
        }
    }

    @Test
    void everyPrefixOfTheJournalIsAWholeState() throws StripeException, IOException {
        Path file = directory.resolve("stripe.jsonl");
        try (StripeSim sim = StripeSim.start(config)) {
            PaymentIntent made = create(sim);
            Stripe.client(sim).v1().paymentIntents().capture(made.getId());
            refund(sim, made.getId());
        }
        byte[] all = Files.readAllBytes(file);
        for (int length = 0; length <= all.length; length += 97) {
            Files.write(file, java.util.Arrays.copyOf(all, length));
            try (StripeSim sim = StripeSim.start(config)) {
                int refunds = Stripe.client(sim).v1().refunds().list().getData().size();
                assertThat(sim.intents().stream().filter(SimIntent::refunded).count())
                        .as("after %d bytes", length)
                        .isEqualTo(refunds);
            }
        }
    }

    @Test
    void deliversAfterARestartWhatIsStillOwed() throws StripeException, IOException {
        try (Inbox inbox = new Inbox("whsec_1")) {
            try (StripeSim sim = StripeSim.start(config)) {
                create(sim);
            }
            try (StripeSim sim = StripeSim.start(config)) {
                sim.deliverTo(inbox.url(), "whsec_1");
                await().untilAsserted(() -> assertThat(inbox.types())
                        .containsExactly("payment_intent.amount_capturable_updated", "payment_intent.created"));
                await().until(() -> Files.readAllLines(directory.resolve("stripe.jsonl")).stream()
                                .filter(line -> line.contains("delivered"))
                                .count()
                        == 2);
            }
            try (StripeSim sim = StripeSim.start(config)) {
                sim.deliverTo(inbox.url(), "whsec_1");
                sim.faults(Faults.NONE);
                Stripe.client(sim).v1().paymentIntents().create(Stripe.intent().build());
                await().until(() -> inbox.types().size() >= 3);
                assertThat(inbox.types()).hasSize(3);
            }
        }
    }

    private static PaymentIntent create(StripeSim sim) throws StripeException {
        return Stripe.client(sim).v1().paymentIntents().create(Stripe.authorised("pm_card_visa"));
    }

    private static void refund(StripeSim sim, String intent) throws StripeException {
        Stripe.client(sim)
                .v1()
                .refunds()
                .create(RefundCreateParams.builder().setPaymentIntent(intent).build());
    }
}
