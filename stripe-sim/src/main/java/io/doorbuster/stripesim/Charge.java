package io.doorbuster.stripesim;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import org.jspecify.annotations.Nullable;

/** An attempt to charge a card. Mutable; guarded by the lock of {@link Books}. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class Charge {
    String id = "";
    long created;
    long amount;
    boolean captured;
    long amountCaptured;
    long amountRefunded;
    boolean disputed;
    String paymentMethod = "";

    @Nullable
    CardError failure;

    boolean isPaidWith(TestCard card) {
        return TestCard.of(paymentMethod).filter(card::equals).isPresent();
    }

    boolean isRefunded() {
        return captured && amountRefunded == amountCaptured;
    }
}
