package io.doorbuster.stripesim;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A payment intent. Mutable; guarded by the lock of {@link Books}. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class Intent implements Kept {
    static final String REQUIRES_PAYMENT_METHOD = "requires_payment_method";
    static final String REQUIRES_CONFIRMATION = "requires_confirmation";
    static final String REQUIRES_ACTION = "requires_action";
    static final String REQUIRES_CAPTURE = "requires_capture";
    static final String SUCCEEDED = "succeeded";
    static final String CANCELED = "canceled";

    String id = "";
    String account = "";
    String secret = "";
    long number;
    long created;
    long amount;
    String currency = "";
    String captureMethod = "automatic_async";
    String status = REQUIRES_PAYMENT_METHOD;
    Map<String, String> metadata = new TreeMap<>();
    String returnUrl = "";
    String authenticationUrl = "";

    @Nullable
    String description;

    @Nullable
    String paymentMethod;

    @Nullable
    CardError lastError;

    @Nullable
    Charge charge;

    long canceledAt;

    @Nullable
    String cancellationReason;

    @Override
    public String id() {
        return id;
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long created() {
        return created;
    }

    boolean isManual() {
        return "manual".equals(captureMethod);
    }

    long amountReceived() {
        return charge == null ? 0 : charge.amountCaptured;
    }

    SimIntent view() {
        Charge now = charge;
        return new SimIntent(
                id,
                account,
                status,
                amount,
                currency,
                amountReceived(),
                now == null ? 0 : now.amountRefunded,
                metadata,
                now != null && now.captured,
                now != null && now.isRefunded(),
                now != null && now.disputed,
                Instant.ofEpochSecond(created));
    }
}
