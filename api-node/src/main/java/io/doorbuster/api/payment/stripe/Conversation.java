package io.doorbuster.api.payment.stripe;

import com.stripe.model.StripeObjectInterface;
import com.stripe.net.RequestOptions;
import io.doorbuster.api.payment.stripe.Reply.Lost;
import io.doorbuster.api.payment.stripe.Reply.NotDone;
import io.doorbuster.payment.PaymentStatus;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All that one call asks of Stripe, in the account that it is about. Belongs to one thread. */
final class Conversation {
    /** In all. Each has the same key, or a state that makes it harmless. */
    private static final int MAX_TRIES = 3;

    private static final long FIRST_PAUSE_MILLIS = 200;

    /** Less time than this is not worth a request. */
    private static final long MIN_MILLIS = 100;

    private final StripeLine line;
    private final RetryBudget retries;
    private final long callTimeoutMillis;
    private final long endNanos;
    private final @Nullable String account;
    private @Nullable String reference;
    private boolean hasAsked;

    Conversation(StripeLine line, RetryBudget retries, Duration callTimeout, long endNanos, @Nullable String account) {
        this.line = line;
        this.retries = retries;
        this.callTimeoutMillis = callTimeout.toMillis();
        this.endNanos = endNanos;
        this.account = account;
    }

    /** What the answer will name, if it is to be that nothing is known. */
    void isAbout(String intentId) {
        reference = intentId;
    }

    /**
     * Sends a request, and the same one again if its answer was lost.
     *
     * @param key makes repetitions of a POST one and the same; null for what is harmless to repeat
     */
    <T extends StripeObjectInterface> Reply<T> ask(@Nullable String key, StripeLine.Request<T> request) {
        retries.request();
        Reply<T> reply = once(key, request);
        for (int tries = 1; tries < MAX_TRIES && isWorthRepeating(reply) && pause(tries); tries++) {
            Reply<T> next = once(key, request);
            // Of a request that may have been done, a second one that was not let in says nothing.
            if (!(reply instanceof Lost && next instanceof NotDone)) {
                reply = next;
            }
        }
        return reply;
    }

    PaymentStatus unanswered(Unanswered failure) {
        return hasAsked
                ? new PaymentStatus.Unknown(failure.reason(), reference)
                : new PaymentStatus.NotAsked(failure.reason());
    }

    private <T extends StripeObjectInterface> Reply<T> once(@Nullable String key, StripeLine.Request<T> request) {
        long millis = Math.min(callTimeoutMillis, remainingMillis());
        if (millis < MIN_MILLIS) {
            return new NotDone<>("there is no time left", false);
        }
        RequestOptions.RequestOptionsBuilder options =
                RequestOptions.builder().setReadTimeout((int) millis).setMaxNetworkRetries(0);
        if (key != null) {
            options.setIdempotencyKey(key);
        }
        if (account != null) {
            options.setStripeAccount(account);
        }
        Reply<T> reply = line.send(request, options.build());
        boolean isLookedAt = !(reply instanceof Reply.Refused<T> refused && refused.isOfTheCall());
        hasAsked |= isLookedAt && !(reply instanceof NotDone);
        return reply;
    }

    private boolean isWorthRepeating(Reply<?> reply) {
        boolean worth = (reply instanceof Lost<?> lost && !lost.isOver())
                || (reply instanceof NotDone<?> notDone && notDone.mayBeRepeated());
        return worth && line.isUp() && retries.takeRetry();
    }

    /** Half of it by chance, so that those who failed together do not come back together. */
    private boolean pause(int tries) {
        long longest = FIRST_PAUSE_MILLIS << (tries - 1);
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest);
        if (millis + MIN_MILLIS > remainingMillis()) {
            return false;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long remainingMillis() {
        return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    }
}
