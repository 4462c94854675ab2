package io.doorbuster.payment;

import java.util.concurrent.CompletionStage;

/**
 * A payment provider. Every call names its payment by {@link PaymentRequest#key()}, and repeating a call with the same
 * key never charges twice. Calls return at once; a lost or unintelligible answer is {@link PaymentStatus.Unknown}, never
 * an exception. Thread-safe.
 */
public interface PaymentGateway extends AutoCloseable {
    /** Whether the provider can know this means of payment: a cheap look at its name, before anything is started. */
    boolean accepts(String paymentMethod);

    /** Reserves the money on the buyer's means of payment, or goes on with a payment that waited for the buyer. */
    CompletionStage<PaymentStatus> authorise(PaymentRequest request);

    /** Moves the money of an authorised payment. */
    CompletionStage<PaymentStatus> capture(PaymentKey key);

    /** Asks what became of a payment. */
    CompletionStage<PaymentStatus> find(PaymentKey key);

    /**
     * Ends a payment that was not captured. After {@link PaymentStatus.Cancelled} the provider will never charge for
     * this key, even if an authorisation for it is still on its way.
     */
    CompletionStage<PaymentStatus> cancel(PaymentKey key);

    /** Sends the whole money of a captured payment back. */
    CompletionStage<PaymentStatus> refund(PaymentKey key);

    @Override
    void close();
}
