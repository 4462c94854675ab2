package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuyerPageTest {
    private final StripeSim sim = StripeSim.start(StripeSimConfig.DEFAULTS);
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void waitsForTheBuyer() throws Exception {
        PaymentIntent waiting = challenged();

        assertThat(waiting.getStatus()).isEqualTo("requires_action");
        assertThat(waiting.getNextAction().getType()).isEqualTo("redirect_to_url");
        assertThat(waiting.getLatestCharge()).isNull();
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url(waiting)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.body()).contains("value=\"succeed\"").contains("value=\"fail\"");
    }

    @Test
    void authorisesWhenTheBuyerSucceeds() throws Exception {
        PaymentIntent waiting = challenged();

        assertThat(press(waiting, "succeed")).isEqualTo(200);

        assertThat(stripe.v1().paymentIntents().retrieve(waiting.getId()).getStatus())
                .isEqualTo("requires_capture");
        assertThat(stripe.v1().paymentIntents().capture(waiting.getId()).getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void asksForAnotherCardWhenTheBuyerFails() throws Exception {
        PaymentIntent waiting = challenged();

        assertThat(press(waiting, "fail")).isEqualTo(200);

        PaymentIntent failed = stripe.v1().paymentIntents().retrieve(waiting.getId());
        assertThat(failed.getStatus()).isEqualTo("requires_payment_method");
        assertThat(failed.getLastPaymentError().getCode()).isEqualTo("payment_intent_authentication_failure");
    }

    @Test
    void refusesASecondPress() throws Exception {
        PaymentIntent waiting = challenged();
        press(waiting, "succeed");

        assertThat(press(waiting, "fail")).isEqualTo(400);
        assertThat(stripe.v1().paymentIntents().retrieve(waiting.getId()).getStatus())
                .isEqualTo("requires_capture");
    }

    private PaymentIntent challenged() throws StripeException {
        return stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_authenticationRequired"));
    }

    private static URI url(PaymentIntent intent) {
        return URI.create(intent.getNextAction().getRedirectToUrl().getUrl());
    }

    private static int press(PaymentIntent intent, String result) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url(intent))
                                .POST(HttpRequest.BodyPublishers.ofString("result=" + result))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
