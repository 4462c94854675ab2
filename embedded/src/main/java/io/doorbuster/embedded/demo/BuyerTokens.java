package io.doorbuster.embedded.demo;

import org.jspecify.annotations.Nullable;

/** Bearer tokens for buyers. Thread-safe. */
public interface BuyerTokens {
    /**
     * A token for a user; asked once per buyer.
     *
     * @param tier loyalty tier, or null for none
     */
    String of(String userId, @Nullable String tier);
}
