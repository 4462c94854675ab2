package io.doorbuster.api;

import io.doorbuster.api.room.TokenKeySource;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Token keys that tests make. */
public final class TestKeys implements TokenKeySource {
    private static final int SECRET_BYTES = 32;

    public final AtomicInteger loads = new AtomicInteger();
    private final List<TokenKey> keys = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException away;

    /** A key whose secret follows from its name. */
    public static TokenKey key(String kid, Instant createdAt) {
        return new TokenKey(kid, Arrays.copyOf(kid.getBytes(StandardCharsets.UTF_8), SECRET_BYTES), createdAt);
    }

    public TestKeys with(String kid, Instant createdAt) {
        keys.add(key(kid, createdAt));
        return this;
    }

    public void away(@Nullable RuntimeException failure) {
        away = failure;
    }

    @Override
    public CompletableFuture<List<TokenKey>> load(Instant now) {
        loads.incrementAndGet();
        RuntimeException failure = away;
        return failure == null
                ? CompletableFuture.completedFuture(List.copyOf(keys))
                : CompletableFuture.failedFuture(failure);
    }
}
