package io.doorbuster.api.payment.stripe;

import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeError;
import org.jspecify.annotations.Nullable;

/** What came of a request to Stripe, its repetitions included. */
sealed interface Reply<T> {
    /**
     * Done.
     *
     * @param value as it was when the request was executed
     * @param replayed whether that was an earlier time
     */
    record Told<T>(T value, boolean replayed) implements Reply<T> {}

    /** Looked at and refused. */
    record Refused<T>(String code, boolean isCard, @Nullable StripeError error) implements Reply<T> {
        private static final String KEY_REFUSED = "key_refused";

        private static final String OTHER_REQUEST = "idempotency_error";

        static <T> Refused<T> of(StripeException failure) {
            StripeError error = failure.getStripeError();
            boolean card = failure instanceof CardException;
            return new Refused<>(code(failure, error), card, error);
        }

        /** Stripe has not looked at what was asked, but at who asks and how. */
        boolean isOfTheCall() {
            return code.equals(KEY_REFUSED) || isOtherRequest();
        }

        /** The idempotency key was used for another request before. */
        boolean isOtherRequest() {
            return code.equals(OTHER_REQUEST);
        }

        private static String code(StripeException failure, @Nullable StripeError error) {
            Integer status = failure.getStatusCode();
            if (status != null && (status == 401 || status == 403)) {
                return KEY_REFUSED;
            }
            if (error != null && OTHER_REQUEST.equals(error.getType())) {
                return OTHER_REQUEST;
            }
            if (error != null && error.getDeclineCode() != null) {
                return error.getDeclineCode();
            }
            return failure.getCode() == null ? "invalid_request" : failure.getCode();
        }
    }

    /**
     * It may have been done, and may still be.
     *
     * @param isOver whether this failure is what Stripe keeps under the idempotency key: then nothing more will come
     */
    record Lost<T>(String reason, boolean isOver) implements Reply<T> {}

    /** Not done: it was not sent, or not let in. */
    record NotDone<T>(String reason, boolean mayBeRepeated) implements Reply<T> {}
}
