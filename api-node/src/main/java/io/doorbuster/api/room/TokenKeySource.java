package io.doorbuster.api.room;

import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where all nodes have the keys of waiting-room tokens from. */
@FunctionalInterface
public interface TokenKeySource {
    /** All keys, at least one, after making a new one if the newest is old, and deleting those that nobody needs. */
    CompletableFuture<List<TokenKey>> load(Instant now);
}
