package io.doorbuster.api.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.doorbuster.api.TestClock;
import io.doorbuster.api.TestKeys;
import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Faults;
import io.doorbuster.api.http.Problem;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import io.doorbuster.waitingroom.TicketId;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomTokensTest {
    private static final String SALE = "sal_a";

    private final TestClock clock = new TestClock();
    private final TestKeys source = new TestKeys().with("k1", clock.instant().minusSeconds(600));
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
    private final TokenKeys keys = new TokenKeys(source, ticker, clock);
    private final RoomTokens tokens = new RoomTokens(keys, clock);
    private final Instant end = clock.instant().plus(Duration.ofHours(2));

    @BeforeEach
    void load() {
        await().until(() -> source.loads.get() > 0);
        await().ignoreExceptions().until(() -> keys.find("k1").join().isPresent());
    }

    @AfterEach
    void stop() {
        keys.close();
        ticker.shutdownNow();
    }

    private static RoomTicket ticket() {
        return new RoomTicket("acme", SALE, "u:ann", new TicketId(3, 1, 42), 7, 2, new byte[16], "ab".repeat(32));
    }

    private JWTClaimsSet.Builder claims() throws ParseException {
        return new JWTClaimsSet.Builder(
                SignedJWT.parse(tokens.issue(ticket(), end)).getJWTClaimsSet());
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.HS256, TestKeys.key("k1", end));
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, TokenKey key) throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.kid()).build(), claims);
        token.sign(new MACSigner(Arrays.copyOf(key.secret(), 64)));
        return token.serialize();
    }

    private AbstractStringAssert<?> assertRefused(String token, String saleId) {
        Throwable failure =
                Faults.unwrap(catchThrowable(() -> tokens.verify(token, saleId).join()));
        assertThat(failure).as(token).isInstanceOf(Problem.class);
        Problem problem = (Problem) failure;
        assertThat(problem.code()).as(problem.detail()).isEqualTo(ErrorCode.TOKEN_INVALID);
        return assertThat(problem.detail());
    }

    private AbstractStringAssert<?> assertRefused(String token) {
        return assertRefused(token, SALE);
    }

    @Test
    void saysWhatTheTicketIs() throws ParseException {
        String token = tokens.issue(ticket(), end);
        assertThat(tokens.verify(token, SALE).join()).usingRecursiveComparison().isEqualTo(ticket());
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("k1");
        assertThat(jwt.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder(
                        "iss", "aud", "org", "sale", "sub", "ticket", "window", "weight", "salt", "chain", "iat",
                        "exp");
        assertThat(jwt.getJWTClaimsSet().getExpirationTime().toInstant())
                .isEqualTo(Instant.ofEpochSecond(end.plus(Duration.ofHours(1)).getEpochSecond()));
    }

    @Test
    void refusesAForgedToken() throws Exception {
        TokenKey mine = new TokenKey("k1", new byte[32], end);
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
        forged.sign(new MACSigner(mine.secret()));
        assertRefused(forged.serialize()).contains("signature");
    }

    @Test
    void refusesAnAlteredToken() throws Exception {
        String[] parts = tokens.issue(ticket(), end).split("\\.", -1);
        String better =
                Base64URL.encode(claims().claim("window", 0).build().toString()).toString();
        assertRefused(parts[0] + "." + better + "." + parts[2]).contains("signature");
    }

    @Test
    void refusesEveryOtherSpellingOfASignature() {
        String token = tokens.issue(ticket(), end);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < letters.length(); i++) {
            String other = token.substring(0, token.length() - 1) + letters.charAt(i);
            if (!other.equals(token)) {
                assertRefused(other);
            }
        }
        assertRefused(token + "=");
        assertRefused(token + "!");
    }

    @Test
    void refusesOtherAlgorithms() throws Exception {
        assertRefused(new PlainJWT(claims().build()).serialize());
        assertRefused(signed(claims().build(), JWSAlgorithm.HS512, TestKeys.key("k1", end)));
    }

    @Test
    void refusesAnUnknownKey() throws Exception {
        assertRefused(signed(claims().build(), JWSAlgorithm.HS256, TestKeys.key("k9", end)))
                .contains("key");
    }

    @Test
    void refusesAnExpiredToken() {
        String token = tokens.issue(ticket(), end);
        clock.set(end.plus(Duration.ofHours(1)).minusSeconds(1));
        assertThat(tokens.verify(token, SALE).join()).isNotNull();
        clock.advance(Duration.ofSeconds(2));
        assertRefused(token).contains("expired");
    }

    @Test
    void refusesAnotherSalesToken() {
        assertRefused(tokens.issue(ticket(), end), "sal_b").contains("another sale");
    }

    @Test
    void refusesWhatItsClaimsForbid() throws Exception {
        for (JWTClaimsSet claims : List.of(
                claims().issuer("other").build(),
                claims().issuer(null).build(),
                claims().audience("doorbuster").build(),
                claims().audience(List.of("waiting-room", "doorbuster")).build(),
                claims().audience((String) null).build(),
                claims().expirationTime(null).build(),
                claims().expirationTime(Date.from(clock.instant())).build(),
                claims().subject(null).build(),
                claims().subject("ann").build(),
                claims().claim("org", null).build(),
                claims().claim("sale", null).build(),
                claims().claim("ticket", "3-1").build(),
                claims().claim("window", -1).build(),
                claims().claim("window", "7").build(),
                claims().claim("weight", 0).build(),
                claims().claim("salt", "00").build(),
                claims().claim("chain", null).build())) {
            assertRefused(signed(claims));
        }
    }

    @Test
    void refusesWhatIsNoToken() {
        for (String text : List.of("", "x", "a.b.c", "....", "x".repeat(5_000))) {
            assertRefused(text);
        }
    }

    @Test
    void keepsOldTokensGoodWhenKeysRotate() throws ParseException {
        String old = tokens.issue(ticket(), end);
        source.with("k2", clock.instant());
        clock.advance(Duration.ofMinutes(2));
        assertThat(keys.find("k2").join()).isPresent();
        String fresh = tokens.issue(ticket(), end);
        assertThat(SignedJWT.parse(fresh).getHeader().getKeyID()).isEqualTo("k2");
        assertThat(tokens.verify(old, SALE).join().id())
                .isEqualTo(tokens.verify(fresh, SALE).join().id());
    }
}
