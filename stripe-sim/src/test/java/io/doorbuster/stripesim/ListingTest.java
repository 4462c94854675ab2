package io.doorbuster.stripesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeSearchResult;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingTest {
    private final TestClock clock = new TestClock();
    private final StripeSim sim =
            StripeSim.start(StripeSimConfig.DEFAULTS.withClock(clock).withSearchDelay(Duration.ofSeconds(60)));
    private final StripeClient stripe = Stripe.client(sim);

    @AfterEach
    void close() {
        sim.close();
    }

    @Test
    void pagesThroughAllNewestFirst() throws StripeException {
        List<String> made = make(25);

        StripeCollection<PaymentIntent> first =
                list(PaymentIntentListParams.builder().setLimit(10L));
        List<String> all = new ArrayList<>();
        first.autoPagingIterable().forEach(intent -> all.add(0, intent.getId()));

        assertThat(first.getHasMore()).isTrue();
        assertThat(first.getData()).hasSize(10);
        assertThat(all).isEqualTo(made);
        assertThat(sim.requests()).containsEntry("GET /v1/payment_intents", 3L);
    }

    @Test
    void endsWithTheLastPage() throws StripeException {
        make(10);

        assertThat(list(PaymentIntentListParams.builder().setLimit(10L)).getHasMore())
                .isFalse();
    }

    @Test
    void pagesBackwards() throws StripeException {
        List<String> made = make(5);

        StripeCollection<PaymentIntent> page = list(
                PaymentIntentListParams.builder().setEndingBefore(made.get(0)).setLimit(2L));

        assertThat(page.getData()).extracting(PaymentIntent::getId).containsExactly(made.get(2), made.get(1));
        assertThat(page.getHasMore()).isTrue();
    }

    @Test
    void filtersByTime() throws StripeException {
        make(1);
        clock.advance(Duration.ofSeconds(10));
        List<String> middle = make(1);
        long at = clock.instant().getEpochSecond();
        clock.advance(Duration.ofSeconds(10));
        make(1);

        StripeCollection<PaymentIntent> found = list(PaymentIntentListParams.builder()
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(at)
                        .setLte(at)
                        .build()));

        assertThat(found.getData()).extracting(PaymentIntent::getId).isEqualTo(middle);
    }

    @Test
    void expandsTheChargesOfAList() throws StripeException {
        stripe.v1().paymentIntents().create(Stripe.authorised("pm_card_visa"));

        PaymentIntent seen = list(PaymentIntentListParams.builder().addExpand("data.latest_charge"))
                .getData()
                .get(0);

        assertThat(seen.getLatestChargeObject().getCaptured()).isFalse();
    }

    @Test
    void refusesABadLimitAndAnUnknownCursor() {
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> list(PaymentIntentListParams.builder().setLimit(101L)))
                        .getParam())
                .isEqualTo("limit");
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> list(PaymentIntentListParams.builder().setStartingAfter("pi_no")))
                        .getCode())
                .isEqualTo("resource_missing");
    }

    @Test
    void searchesLateByAllOfTheMetadata() throws StripeException {
        String wanted = labelled("s1", "o\"1");
        labelled("s1", "o2");
        labelled("s2", "o\"1");
        String query = "metadata[\"sale\"]:\"s1\" AND metadata[\"order\"]:\"o\\\"1\"";
        assertThat(search(query, 10).getData()).isEmpty();

        clock.advance(Duration.ofSeconds(60));

        assertThat(search(query, 10).getData()).extracting(PaymentIntent::getId).containsExactly(wanted);
    }

    @Test
    void pagesASearch() throws StripeException {
        for (int i = 0; i < 5; i++) {
            labelled("s1", "o" + i);
        }
        clock.advance(Duration.ofSeconds(60));

        StripeSearchResult<PaymentIntent> first =
                search("metadata[\"sale\"]:\"s1\" AND status:\"requires_payment_method\"", 2);
        List<String> all = new ArrayList<>();
        first.autoPagingIterable().forEach(intent -> all.add(intent.getId()));

        assertThat(first.getNextPage()).isNotNull();
        assertThat(all).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void refusesAQueryThatItCannotRead() {
        for (String query : List.of("", "order", "metadata[\"a\"]:\"b\" OR status:\"canceled\"", "status:\"a\" AND ")) {
            assertThat(catchThrowableOfType(InvalidRequestException.class, () -> search(query, 1)))
                    .as(query)
                    .isNotNull();
        }
    }

    @Test
    void separatesAccounts() throws StripeException {
        PaymentIntent theirs =
                stripe.v1().paymentIntents().create(Stripe.intent().build(), Stripe.account("acct_1"));

        assertThat(list(PaymentIntentListParams.builder()).getData()).isEmpty();
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> stripe.v1().paymentIntents().retrieve(theirs.getId()))
                        .getStatusCode())
                .isEqualTo(404);
        assertThat(stripe.v1()
                        .paymentIntents()
                        .retrieve(theirs.getId(), Stripe.account("acct_1"))
                        .getId())
                .isEqualTo(theirs.getId());
        assertThat(sim.intents()).extracting(SimIntent::account).containsExactly("acct_1");
    }

    private List<String> make(int count) throws StripeException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(stripe.v1().paymentIntents().create(Stripe.intent().build()).getId());
        }
        return ids;
    }

    private String labelled(String sale, String order) throws StripeException {
        return stripe.v1()
                .paymentIntents()
                .create(Stripe.intent()
                        .putMetadata("sale", sale)
                        .putMetadata("order", order)
                        .build())
                .getId();
    }

    private StripeCollection<PaymentIntent> list(PaymentIntentListParams.Builder params) throws StripeException {
        return stripe.v1().paymentIntents().list(params.build());
    }

    private StripeSearchResult<PaymentIntent> search(String query, long limit) throws StripeException {
        PaymentIntentSearchParams params = PaymentIntentSearchParams.builder()
                .setQuery(query)
                .setLimit(limit)
                .build();
        return stripe.v1().paymentIntents().search(params);
    }
}
