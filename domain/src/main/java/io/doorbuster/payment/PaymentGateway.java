package io.doorbuster.payment;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A payment provider. Every call names its payment by {@link Payment#key()}, and repeating a call with the same key never
 * charges twice. Calls return at once; a lost or unintelligible answer is {@link PaymentStatus.Unknown}, never an
 * exception, and a call that was not made is {@link PaymentStatus.NotAsked}. Thread-safe.
 */
public interface PaymentGateway extends AutoCloseable {
    /** How many calls it can work on at one time; more would only wait inside of it. */
    int concurrency();

    /** False while it is known that a call would not be made: a cheap look before anything is started. */
    boolean isUp();

    /** Whether the provider can know this means of payment: a cheap look at its name, before anything is started. */
    boolean accepts(String paymentMethod);

    /**
     * Reserves the money on the buyer's means of payment, or goes on with a payment that waited for the buyer.
     *
     * @param paymentMethod the provider's name for the means of payment, as the buyer sent it
     */
    CompletionStage<PaymentStatus> authorise(Payment payment, String paymentMethod);

    /**
     * Moves the money of an authorised payment. {@link PaymentStatus.Cancelled} if its authorisation has lapsed: then it
     * can never be captured.
     */
    CompletionStage<PaymentStatus> capture(Payment payment);

    /** Asks what became of a payment. */
    CompletionStage<PaymentStatus> find(Payment payment);

    /**
     * Ends a payment that was not captured. After {@link PaymentStatus.Cancelled} the provider will never charge for
     * this key, even if an authorisation for it is still on its way. A captured payment stays captured, and is said so.
     */
    CompletionStage<PaymentStatus> cancel(Payment payment);

    /** Sends the whole money of a captured payment back. */
    CompletionStage<PaymentStatus> refund(Payment payment);

    /**
     * Reads the provider's books of a sale, in an order of the provider's own.
     *
     * @param from no payment of the sale is older, so that the provider need not look there
     * @param cursor of the page before; null for the first
     * @return fails if the provider does not answer: half a list is not a list
     */
    CompletionStage<PaymentPage> list(String orgId, String saleId, Instant from, @Nullable String cursor);

    @Override
    void close();
}
