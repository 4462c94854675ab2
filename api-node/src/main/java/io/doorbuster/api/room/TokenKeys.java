package io.doorbuster.api.room;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys as of the last look, so that neither signing nor verifying waits for Postgres. Thread-safe. */
public final class TokenKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    private static final long TICK_MILLIS = 1_000;
    private static final Duration RELOADED_AFTER = Duration.ofSeconds(30);

    /** A key that is not there is looked for this often at most, whatever callers invent. */
    static final Duration LOOKED_FOR_AFTER = Duration.ofSeconds(5);

    /** A younger key may not have reached all nodes. */
    static final Duration RIPE_AFTER = Duration.ofMinutes(1);

    private final TokenKeySource source;
    private final Clock clock;
    private final ScheduledFuture<?> ticks;
    private volatile @Nullable Loaded loaded;
    private @Nullable CompletableFuture<Loaded> loading;

    private record Loaded(List<TokenKey> newestFirst, Map<String, TokenKey> byKid, Instant at) {}

    public TokenKeys(TokenKeySource source, ScheduledExecutorService ticker, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.ticks = ticker.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What to sign with now; 503 before the first load. */
    TokenKey signer() {
        List<TokenKey> keys = known().newestFirst();
        Instant ripe = clock.instant().minus(RIPE_AFTER);
        return keys.stream()
                .filter(key -> !key.createdAt().isAfter(ripe))
                .findFirst()
                .orElse(keys.get(0));
    }

    /** Fails if nobody can say right now whether there is such a key. */
    CompletableFuture<Optional<TokenKey>> find(String kid) {
        Loaded known = known();
        TokenKey key = known.byKid().get(kid);
        if (key != null || !isOlderThan(known, LOOKED_FOR_AFTER)) {
            return CompletableFuture.completedFuture(Optional.ofNullable(key));
        }
        return load().thenApply(fresh -> Optional.ofNullable(fresh.byKid().get(kid)));
    }

    private Loaded known() {
        Loaded known = loaded;
        if (known == null) {
            throw new Problem(
                    ErrorCode.UNAVAILABLE, "the waiting room's keys are not here yet; come again in a moment");
        }
        return known;
    }

    private boolean isOlderThan(Loaded known, Duration age) {
        return Duration.between(known.at(), clock.instant()).compareTo(age) >= 0;
    }

    private void tick() {
        Loaded known = loaded;
        if (known == null || isOlderThan(known, RELOADED_AFTER)) {
            CompletableFuture<?> unusedLoad = load().exceptionally(failure -> {
                LOG.debug("the keys of the waiting room were not loaded", failure);
                return null;
            });
        }
    }

    private synchronized CompletableFuture<Loaded> load() {
        CompletableFuture<Loaded> running = loading;
        if (running != null && !running.isDone()) {
            return running;
        }
        Instant now = clock.instant();
        CompletableFuture<Loaded> mine = source.load(now).thenApply(keys -> {
            Loaded fresh = new Loaded(
                    keys.stream()
                            .sorted(Comparator.comparing(TokenKey::createdAt).reversed())
                            .toList(),
                    keys.stream().collect(Collectors.toUnmodifiableMap(TokenKey::kid, Function.identity())),
                    now);
            loaded = fresh;
            return fresh;
        });
        loading = mine;
        return mine;
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
