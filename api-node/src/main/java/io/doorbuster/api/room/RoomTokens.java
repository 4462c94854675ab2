package io.doorbuster.api.room;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import io.doorbuster.waitingroom.TicketId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signs and verifies the tokens of waiting rooms. Never blocks. Thread-safe. */
final class RoomTokens {
    /** Longer ones are not ours: bounds what one request can make us hash. */
    static final int MAX_CHARS = 4_096;

    static final String ISSUER = "doorbuster";
    static final String AUDIENCE = "waiting-room";

    /** A buyer who looks a little late still reads how the sale ended. */
    static final Duration VALID_AFTER_END = Duration.ofHours(1);

    private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CHAIN = Pattern.compile("[0-9a-f]{64}");

    private final TokenKeys keys;
    private final Clock clock;

    RoomTokens(TokenKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** 503 before the keys are here. */
    String issue(RoomTicket ticket, Instant saleEnd) {
        TokenKey key = keys.signer();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(ticket.holder())
                .claim("org", ticket.orgId())
                .claim("sale", ticket.saleId())
                .claim("ticket", ticket.id().toString())
                .claim("window", ticket.window())
                .claim("weight", ticket.weight())
                .claim("salt", HexFormat.of().formatHex(ticket.salt()))
                .claim("chain", ticket.chain())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(saleEnd.plus(VALID_AFTER_END)))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.kid()).build(), claims);
        try {
            token.sign(new MACSigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("key " + key.kid() + " does not sign", e);
        }
        return token.serialize();
    }

    /** The ticket of a token that is good for the sale; else {@link ErrorCode#TOKEN_INVALID}, or 503. */
    CompletableFuture<RoomTicket> verify(String token, String saleId) {
        try {
            return check(token, saleId);
        } catch (Problem problem) {
            return CompletableFuture.failedFuture(problem);
        }
    }

    private CompletableFuture<RoomTicket> check(String token, String saleId) {
        if (token.length() > MAX_CHARS) {
            throw invalid("it is too long");
        }
        SignedJWT signed;
        JWTClaimsSet claims;
        try {
            signed = SignedJWT.parse(token);
            claims = signed.getJWTClaimsSet();
        } catch (ParseException e) {
            throw invalid("it is not a signed JWT");
        }
        String kid = signed.getHeader().getKeyID();
        // One algorithm, whatever the header asks for.
        if (!JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm()) || kid == null) {
            throw invalid("it is not one of ours");
        }
        return keys.find(kid).thenApply(key -> {
            if (key.isEmpty()) {
                throw invalid("its key is not known");
            }
            requireSigned(signed, key.get());
            return ticket(claims, saleId);
        });
    }

    private static void requireSigned(SignedJWT signed, TokenKey key) {
        // Decoders forgive spare bits and foreign letters in the text of a signature; there is one right text.
        Base64URL signature = signed.getSignature();
        boolean good;
        try {
            good = Base64URL.encode(signature.decode()).equals(signature)
                    && signed.verify(new MACVerifier(key.secret()));
        } catch (JOSEException e) {
            good = false;
        }
        if (!good) {
            throw invalid("its signature does not verify");
        }
    }

    private RoomTicket ticket(JWTClaimsSet claims, String saleId) {
        if (!ISSUER.equals(claims.getIssuer()) || !List.of(AUDIENCE).equals(claims.getAudience())) {
            throw invalid("it was not made for a waiting room");
        }
        Date expires = claims.getExpirationTime();
        if (expires == null || !clock.instant().isBefore(expires.toInstant())) {
            throw invalid("it has expired; joining again brings the same place back while it lasts");
        }
        if (!saleId.equals(text(claims, "sale"))) {
            throw invalid("it is another sale's");
        }
        String orgId = text(claims, "org");
        String holder = claims.getSubject();
        TicketId id = TicketId.parse(String.valueOf(text(claims, "ticket")));
        String salt = String.valueOf(text(claims, "salt"));
        String chain = String.valueOf(text(claims, "chain"));
        int window = number(claims, "window");
        int weight = number(claims, "weight");
        if (orgId == null
                || holder == null
                || !RoomTicket.isHolder(holder)
                || id == null
                || !SALT.matcher(salt).matches()
                || !CHAIN.matcher(chain).matches()
                || window < 0
                || weight < 1) {
            throw invalid("a claim is missing");
        }
        return new RoomTicket(
                orgId, saleId, holder, id, window, weight, HexFormat.of().parseHex(salt), chain);
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : null;
    }

    private static int number(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof Number number ? number.intValue() : -1;
    }

    static Problem invalid(String reason) {
        return new Problem(ErrorCode.TOKEN_INVALID, "the waiting-room token is not good here: " + reason);
    }
}
