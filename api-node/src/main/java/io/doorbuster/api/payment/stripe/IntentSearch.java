package io.doorbuster.api.payment.stripe;

import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeSearchResult;
import io.doorbuster.payment.Payment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks for the intent of a payment whose id nobody knows, and which cannot be learnt by making it again. */
final class IntentSearch {
    /** Stripe's search is a minute behind, and more while Stripe is in trouble; older than this it is complete. */
    private static final Duration SETTLED = Duration.ofHours(1);

    /** 2,000 intents; past it we wait until the search is complete. */
    private static final int MAX_PAGES = 20;

    private final Clock clock;

    IntentSearch(Clock clock) {
        this.clock = clock;
    }

    /** The intent as it is now; empty only if there is none. */
    Optional<PaymentIntent> find(Conversation stripe, Payment payment) throws Unanswered {
        Reply<StripeSearchResult<PaymentIntent>> searched = IntentRequests.search(stripe, payment.key());
        if (!(searched instanceof Reply.Told<StripeSearchResult<PaymentIntent>> told)) {
            throw Unanswered.of(searched);
        }
        Optional<String> found = pick(told.value().getData(), payment);
        if (found.isEmpty() && clock.instant().isBefore(payment.reservedAt().plus(SETTLED))) {
            found = read(stripe, payment);
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Reply<PaymentIntent> now = IntentRequests.retrieve(stripe, found.get());
        if (now instanceof Reply.Told<PaymentIntent> intent) {
            return Optional.of(intent.value());
        }
        throw Unanswered.of(now);
    }

    /** Stripe promises that a list, unlike a search, shows what was made before it was asked for. */
    private static Optional<String> read(Conversation stripe, Payment payment) throws Unanswered {
        String after = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            Reply<StripeCollection<PaymentIntent>> reply = IntentRequests.list(stripe, payment.reservedAt(), after);
            if (!(reply instanceof Reply.Told<StripeCollection<PaymentIntent>> told)) {
                throw Unanswered.of(reply);
            }
            List<PaymentIntent> intents = told.value().getData();
            Optional<String> found = pick(intents, payment);
            if (found.isPresent()
                    || intents.isEmpty()
                    || !Boolean.TRUE.equals(told.value().getHasMore())) {
                return found;
            }
            after = intents.get(intents.size() - 1).getId();
        }
        throw new Unanswered("there are too many payments to look through");
    }

    /** There is one at most, unless somebody else wrote our key into theirs: then one with money in it counts. */
    private static Optional<String> pick(List<PaymentIntent> intents, Payment payment) {
        List<PaymentIntent> ours = intents.stream()
                .filter(intent -> IntentMetadata.owner(intent)
                        .filter(owner -> owner.key().equals(payment.key())
                                && owner.orgId().equals(payment.orgId()))
                        .isPresent())
                .toList();
        return ours.stream()
                .filter(intent -> !IntentStatus.isUnconfirmed(intent) && !IntentStatus.isCancelled(intent))
                .findFirst()
                .or(() -> ours.stream().findFirst())
                .map(PaymentIntent::getId);
    }
}
