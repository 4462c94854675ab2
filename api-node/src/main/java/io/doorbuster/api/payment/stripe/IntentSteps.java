package io.doorbuster.api.payment.stripe;

import com.stripe.model.PaymentIntent;
import io.doorbuster.api.payment.stripe.Reply.Lost;
import io.doorbuster.api.payment.stripe.Reply.NotDone;
import io.doorbuster.api.payment.stripe.Reply.Refused;
import io.doorbuster.api.payment.stripe.Reply.Told;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to ask, in which order, so that each call ends in the truth. A payment is one intent, made without a card under
 * the key {@code …:create} and confirmed with one under {@code …:confirm}. Thread-safe.
 */
final class IntentSteps {
    /** Stripe forgets an idempotency key after 24 hours; then the same request would be a second payment. */
    private static final Duration KEYS_LAST = Duration.ofHours(23);

    /** When Stripe keeps a failure under a key, for a day, this is what the attempt ends with. */
    private static final String PROVIDER_ERROR = "provider_error";

    private final Clock clock;
    private final IntentSearch search;

    IntentSteps(Clock clock) {
        this.clock = clock;
        this.search = new IntentSearch(clock);
    }

    /** An intent as it is now, or what its lack means for a payment that was to be made. */
    private record Place(@Nullable PaymentIntent intent, PaymentStatus without) {}

    PaymentStatus authorise(Conversation stripe, Payment payment, String paymentMethod) throws Unanswered {
        Place place = locate(stripe, payment);
        PaymentIntent intent = place.intent();
        if (intent == null) {
            return place.without();
        }
        if (!IntentStatus.isUnconfirmed(intent)) {
            return settled(stripe, intent);
        }
        if (areKeysForgotten(payment)) {
            return end(stripe, intent.getId());
        }
        return confirm(stripe, payment, intent.getId(), paymentMethod);
    }

    PaymentStatus find(Conversation stripe, Payment payment) throws Unanswered {
        Place place = locate(stripe, payment);
        return place.intent() == null ? place.without() : settled(stripe, place.intent());
    }

    PaymentStatus capture(Conversation stripe, Payment payment) throws Unanswered {
        String id = id(stripe, payment);
        if (id == null) {
            return new PaymentStatus.NotFound();
        }
        Reply<PaymentIntent> reply = IntentRequests.capture(stripe, id);
        if (reply instanceof Told<PaymentIntent> told) {
            return IntentStatus.of(told.value());
        }
        PaymentIntent now = lookAfter(stripe, reply, id);
        if (!IntentStatus.isAuthorised(now)) {
            return IntentStatus.of(now);
        }
        if (reply instanceof Refused<PaymentIntent> refused && refused.code().equals("charge_expired_for_capture")) {
            return end(stripe, id);
        }
        throw Unanswered.of(reply);
    }

    /** Where there is no intent, none can come any more: its making was refused for good, or its key is a day old. */
    PaymentStatus cancel(Conversation stripe, Payment payment) throws Unanswered {
        String id = id(stripe, payment);
        return id == null ? new PaymentStatus.Cancelled() : end(stripe, id);
    }

    /** The intent by its id, or through its key. */
    private Place locate(Conversation stripe, Payment payment) throws Unanswered {
        if (payment.reference() != null) {
            stripe.isAbout(payment.reference());
            Reply<PaymentIntent> known = IntentRequests.retrieve(stripe, payment.reference());
            if (known instanceof Told<PaymentIntent> told) {
                return found(stripe, told.value());
            }
            if (known instanceof Refused<PaymentIntent> refused
                    && refused.code().equals("resource_missing")) {
                return new Place(null, new PaymentStatus.NotFound());
            }
            throw Unanswered.of(known);
        }
        if (areKeysForgotten(payment)) {
            return lookUp(stripe, payment, new PaymentStatus.Cancelled());
        }
        Reply<PaymentIntent> created = IntentRequests.create(stripe, payment);
        if (created instanceof Told<PaymentIntent> told) {
            String id = told.value().getId();
            stripe.isAbout(id);
            // A replay shows the intent as it was when it was made.
            return found(stripe, told.replayed() ? retrieve(stripe, id) : told.value());
        }
        if (created instanceof Lost<PaymentIntent> lost && lost.isOver()) {
            // Whoever asked under this key has had this failure and no name of an intent: nobody can ever confirm one.
            return new Place(null, new PaymentStatus.Declined(PROVIDER_ERROR));
        }
        if (created instanceof Refused<PaymentIntent> refused && refused.isOtherRequest()) {
            // Made with other parameters, by an older release or for other units: it is the payment all the same.
            Optional<PaymentIntent> made = search.find(stripe, payment);
            if (made.isPresent()) {
                return found(stripe, made.get());
            }
        }
        if (created instanceof Refused<PaymentIntent> refused && !refused.isOfTheCall()) {
            return new Place(null, new PaymentStatus.Declined(refused.code()));
        }
        throw Unanswered.of(created);
    }

    private Place lookUp(Conversation stripe, Payment payment, PaymentStatus without) throws Unanswered {
        Optional<PaymentIntent> found = search.find(stripe, payment);
        return found.isPresent() ? found(stripe, found.get()) : new Place(null, without);
    }

    private static Place found(Conversation stripe, PaymentIntent intent) {
        stripe.isAbout(intent.getId());
        return new Place(intent, new PaymentStatus.NotFound());
    }

    private @Nullable String id(Conversation stripe, Payment payment) throws Unanswered {
        if (payment.reference() != null) {
            stripe.isAbout(payment.reference());
            return payment.reference();
        }
        PaymentIntent intent = locate(stripe, payment).intent();
        return intent == null ? null : intent.getId();
    }

    private static PaymentStatus confirm(Conversation stripe, Payment payment, String id, String paymentMethod)
            throws Unanswered {
        Reply<PaymentIntent> reply = IntentRequests.confirm(stripe, payment.key(), id, paymentMethod);
        if (reply instanceof Told<PaymentIntent> told && !told.replayed()) {
            return settled(stripe, told.value());
        }
        if (reply instanceof Refused<PaymentIntent> refused && refused.isCard() && isOnIntent(refused)) {
            // Final without a cancellation: the buyer has never seen the client secret, and we confirm only once.
            return new PaymentStatus.Declined(refused.code());
        }
        PaymentIntent now = lookAfter(stripe, reply, id);
        if (!IntentStatus.isUnconfirmed(now)) {
            return settled(stripe, now);
        }
        boolean isSpent = (reply instanceof Refused<PaymentIntent> refused && !refused.isOfTheCall())
                || (reply instanceof Lost<PaymentIntent> lost && lost.isOver());
        if (isSpent) {
            String reason = reply instanceof Refused<PaymentIntent> refused ? refused.code() : PROVIDER_ERROR;
            return endDeclined(stripe, id, reason);
        }
        throw Unanswered.of(reply);
    }

    /** A payment that was declined after the buyer had its client secret must not succeed in the browser later. */
    private static PaymentStatus settled(Conversation stripe, PaymentIntent intent) throws Unanswered {
        return IntentStatus.isDeclinedForNow(intent)
                ? endDeclined(stripe, intent.getId(), IntentStatus.reason(intent))
                : IntentStatus.of(intent);
    }

    private static PaymentStatus endDeclined(Conversation stripe, String id, String reason) throws Unanswered {
        PaymentStatus ended = end(stripe, id);
        return ended instanceof PaymentStatus.Cancelled ? new PaymentStatus.Declined(reason) : ended;
    }

    private static PaymentStatus end(Conversation stripe, String id) throws Unanswered {
        Reply<PaymentIntent> reply = IntentRequests.cancel(stripe, id);
        PaymentIntent now = reply instanceof Told<PaymentIntent> told ? told.value() : lookAfter(stripe, reply, id);
        if (IntentStatus.isCancelled(now)) {
            return new PaymentStatus.Cancelled();
        }
        PaymentStatus status = IntentStatus.of(now);
        if (status instanceof PaymentStatus.Captured || status instanceof PaymentStatus.Refunded) {
            return status;
        }
        throw Unanswered.of(reply);
    }

    /** The intent after a request that did not answer as hoped; not asked for if it was never sent. */
    static PaymentIntent lookAfter(Conversation stripe, Reply<?> reply, String id) throws Unanswered {
        if (reply instanceof NotDone<?>) {
            throw Unanswered.of(reply);
        }
        return retrieve(stripe, id);
    }

    static PaymentIntent retrieve(Conversation stripe, String id) throws Unanswered {
        Reply<PaymentIntent> reply = IntentRequests.retrieve(stripe, id);
        if (reply instanceof Told<PaymentIntent> told) {
            return told.value();
        }
        throw Unanswered.of(reply);
    }

    private static boolean isOnIntent(Refused<?> refused) {
        return refused.error() != null
                && refused.error().getPaymentIntent() != null
                && refused.error().getPaymentIntent().getLastPaymentError() != null;
    }

    private boolean areKeysForgotten(Payment payment) {
        return clock.instant().isAfter(payment.reservedAt().plus(KEYS_LAST));
    }

    /** Refunds what was captured; what was not, stays as it is. */
    PaymentStatus refund(Conversation stripe, Payment payment) throws Unanswered {
        PaymentIntent intent = locate(stripe, payment).intent();
        if (intent == null) {
            return new PaymentStatus.NotFound();
        }
        PaymentStatus before = IntentStatus.of(intent);
        return before instanceof PaymentStatus.Captured ? RefundSteps.refund(stripe, payment, intent.getId()) : before;
    }
}
