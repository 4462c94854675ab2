package io.doorbuster.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys behind a JWKS address, cached. A key that is not in the cache is asked for once more, as issuers rotate their keys;
 * when the issuer cannot be reached, old keys go on to serve for a while. Never blocks. Thread-safe.
 */
public final class RemoteKeys implements IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /** After this the keys are asked for again, while the old ones serve. */
    private static final Duration FRESH = Duration.ofMinutes(15);

    /** How long old keys serve when the issuer is away: a revoked key must end some day. */
    private static final Duration STALE = Duration.ofHours(24);

    /** Between two requests, so that tokens with invented key ids cannot make us hammer the issuer. */
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Far above any JWKS; bounds what a broken issuer can make us hold. */
    private static final int MAX_BYTES = 256 * 1024;

    private record Cached(JWKSet keys, Instant at) {}

    private final URI address;
    private final HttpClient http;
    private final Clock clock;

    private volatile @Nullable Cached cached;
    private volatile Instant lastAsked = Instant.MIN;
    private volatile @Nullable CompletableFuture<JWKSet> underWay;

    public RemoteKeys(URI address, HttpClient http, Clock clock) {
        this.address = address;
        this.http = http;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Optional<JWK>> find(@Nullable String keyId) {
        Cached known = cached;
        Instant now = clock.instant();
        if (known == null || now.isAfter(known.at().plus(STALE))) {
            return ask(now).thenApply(keys -> FixedKeys.pick(keys, keyId));
        }
        if (now.isAfter(known.at().plus(FRESH)) && mayAsk(now)) {
            CompletableFuture<JWKSet> unusedFresher = ask(now);
        }
        Optional<JWK> key = FixedKeys.pick(known.keys(), keyId);
        if (key.isPresent() || (underWay == null && !mayAsk(now))) {
            return CompletableFuture.completedFuture(key);
        }
        return ask(now).exceptionally(failure -> known.keys()).thenApply(keys -> FixedKeys.pick(keys, keyId));
    }

    private boolean mayAsk(Instant now) {
        return underWay == null && (lastAsked.equals(Instant.MIN) || now.isAfter(lastAsked.plus(MIN_INTERVAL)));
    }

    private synchronized CompletableFuture<JWKSet> ask(Instant now) {
        CompletableFuture<JWKSet> already = underWay;
        if (already != null) {
            return already;
        }
        if (!mayAsk(now)) {
            return CompletableFuture.failedFuture(new IllegalStateException("asked " + address + " a moment ago"));
        }
        lastAsked = now;
        CompletableFuture<JWKSet> asked = new CompletableFuture<>();
        underWay = asked;
        CompletableFuture<JWKSet> unusedAnswer = http.sendAsync(
                        HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), info -> new LimitedBody(MAX_BYTES))
                .thenApply(RemoteKeys::parse)
                .whenComplete((keys, failure) -> {
                    if (keys == null) {
                        LOG.warn("no keys from {}: {}", address, String.valueOf(failure));
                    } else {
                        cached = new Cached(keys, now);
                    }
                    underWay = null;
                    if (keys == null) {
                        asked.completeExceptionally(new IllegalStateException("no keys from " + address));
                    } else {
                        asked.complete(keys);
                    }
                });
        return asked;
    }

    /** Public keys only: a secret that anyone can fetch signs nothing. */
    private static JWKSet parse(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new CompletionException(new IllegalStateException("status " + response.statusCode()));
        }
        try {
            return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8))
                    .toPublicJWKSet();
        } catch (ParseException e) {
            throw new CompletionException(e);
        }
    }
}
