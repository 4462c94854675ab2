package io.doorbuster.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.doorbuster.api.auth.Verification.KeysUnavailable;
import io.doorbuster.api.auth.Verification.Rejected;
import io.doorbuster.api.auth.Verification.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens. A token that was verified is remembered to its end, by its hash, because a buyer comes many
 * times: an ES256 signature costs a core almost a millisecond. Never blocks. Thread-safe.
 */
public final class TokenVerifier {
    public static final String AUDIENCE = "doorbuster";

    /** How far the clocks of issuers may be off. */
    public static final Duration MAX_SKEW = Duration.ofSeconds(60);

    /** At some 400 bytes each, 100 MB when full; a crowd of this size never verifies a token twice. */
    private static final long MAX_REMEMBERED = 250_000;

    /** Longer ones are not ours: bounds what one request can make us hash. */
    private static final int MAX_TOKEN_CHARS = 8_192;

    /** Organisations are part of keys in the grid and of paths: no separators. */
    private static final Pattern ORGANISATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int MAX_USER_CHARS = 200;

    private final Map<String, TrustedIssuer> issuers;
    private final Clock clock;
    private final Cache<ByteBuffer, Caller> verified;

    public TokenVerifier(List<TrustedIssuer> issuers, Clock clock) {
        this.issuers = issuers.stream().collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, Function.identity()));
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfter(Expiry.<ByteBuffer, Caller>writing(
                        (token, caller) -> Duration.between(clock.instant(), caller.validUntil())))
                .build();
    }

    /** Never completes exceptionally. */
    public CompletableFuture<Verification> verify(String token) {
        if (token.length() > MAX_TOKEN_CHARS) {
            return rejected("the token is too long");
        }
        ByteBuffer hash = sha256(token);
        Caller known = verified.getIfPresent(hash);
        if (known != null && clock.instant().isBefore(known.validUntil())) {
            return CompletableFuture.completedFuture(new Verified(known));
        }
        SignedJWT signed;
        JWTClaimsSet claims;
        try {
            signed = SignedJWT.parse(token);
            claims = signed.getJWTClaimsSet();
        } catch (ParseException e) {
            return rejected("the token is not a signed JWT");
        }
        TrustedIssuer issuer = claims.getIssuer() == null ? null : issuers.get(claims.getIssuer());
        if (issuer == null) {
            return rejected("the token's issuer is not trusted");
        }
        return issuer.keys().find(signed.getHeader().getKeyID()).handle((key, failure) -> {
            if (key == null) {
                return new KeysUnavailable(issuer.name());
            }
            Verification verification = check(signed, claims, issuer, key);
            if (verification instanceof Verified valid) {
                verified.put(hash, valid.caller());
            }
            return verification;
        });
    }

    private Verification check(SignedJWT signed, JWTClaimsSet claims, TrustedIssuer issuer, Optional<JWK> key) {
        if (key.isEmpty()) {
            return new Rejected("the token's key is not known");
        }
        if (!Signatures.verify(signed, key.get())) {
            return new Rejected("the token's signature does not verify");
        }
        if (!claims.getAudience().contains(AUDIENCE)) {
            return new Rejected("the token's audience is not " + AUDIENCE);
        }
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            return new Rejected("the token has no end (exp)");
        }
        Instant validUntil = expires.toInstant().plus(MAX_SKEW);
        if (!now.isBefore(validUntil)) {
            return new Rejected("the token has expired");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant().minus(MAX_SKEW))) {
            return new Rejected("the token is not valid yet");
        }
        String userId = claims.getSubject();
        if (userId == null || userId.isBlank() || userId.length() > MAX_USER_CHARS || !isPrintable(userId)) {
            return new Rejected("the token's sub must be a text of 1 to " + MAX_USER_CHARS + " characters");
        }
        String orgId = text(claims, "org_id");
        if (orgId == null || !ORGANISATION.matcher(orgId).matches()) {
            return new Rejected("the token's org_id must match " + ORGANISATION);
        }
        if (!issuer.isTrustedBy(orgId)) {
            return new Rejected("the token's issuer is not trusted by its organisation");
        }
        return new Verified(new Caller(userId, orgId, roles(claims), text(claims, "tier"), issuer, validUntil));
    }

    private static Set<Role> roles(JWTClaimsSet claims) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Object claim = claims.getClaim("roles");
        for (Object word : claim instanceof List<?> words ? words : List.of(claim == null ? "" : claim)) {
            Role role = word == null ? null : Role.parse(word);
            if (role != null) {
                roles.add(role);
            }
        }
        return roles;
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : null;
    }

    private static boolean isPrintable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static CompletableFuture<Verification> rejected(String reason) {
        return CompletableFuture.completedFuture(new Rejected(reason));
    }

    private static ByteBuffer sha256(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
