package io.doorbuster.api.auth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.doorbuster.api.TestClock;
import io.doorbuster.api.auth.Verification.KeysUnavailable;
import io.doorbuster.api.auth.Verification.Rejected;
import io.doorbuster.api.auth.Verification.Verified;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String ISSUER = "https://issuer.example";

    private final TestClock clock = new TestClock();
    private final RSAKey rsa = rsa("r1");

    @BeforeEach
    void setClock() {
        clock.set(NOW);
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private TokenVerifier verifier(JWK... keys) {
        return verifier(new FixedKeys(new JWKSet(Arrays.asList(keys)).toPublicJWKSet()), Set.of());
    }

    private TokenVerifier verifier(IssuerKeys keys, Set<String> organisations) {
        return new TokenVerifier(List.of(new TrustedIssuer(ISSUER, keys, organisations)), clock);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("doorbuster")
                .subject("ann")
                .claim("org_id", "acme")
                .claim("roles", List.of("buyer", "admin"))
                .claim("tier", "gold")
                .expirationTime(Date.from(NOW.plusSeconds(600)));
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    void takesTheThreeAlgorithms() throws JOSEException, GeneralSecurityException {
        ECKey elliptic = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
        SignedJWT es256 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("e1").build(), claims().build());
        es256.sign(new ECDSASigner(elliptic));

        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        OctetKeyPair edwards = new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .keyID("o1")
                .build();
        SignedJWT unsigned = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("o1").build(), claims().build());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(unsigned.getSigningInput());
        String eddsa = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII) + "."
                + Base64URL.encode(signature.sign());

        TokenVerifier verifier = verifier(rsa, elliptic, edwards);
        for (String token : List.of(signed(rsa, claims().build()), es256.serialize(), eddsa)) {
            assertThat(verifier.verify(token).join()).isInstanceOfSatisfying(Verified.class, verified -> {
                Caller caller = verified.caller();
                assertThat(caller.userId()).isEqualTo("ann");
                assertThat(caller.orgId()).isEqualTo("acme");
                assertThat(caller.roles()).containsExactly(Role.BUYER);
                assertThat(caller.tier()).isEqualTo("gold");
            });
            assertThat(verifier.verify(token.substring(0, token.length() - 8) + "AAAAAAAA")
                            .join())
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void refusesATokenWithoutASignature() {
        assertThat(verifier(rsa)
                        .verify(new PlainJWT(claims().build()).serialize())
                        .join())
                .isInstanceOf(Rejected.class);
    }

    @Test
    void refusesAPublicKeyAsAPassword() throws JOSEException {
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r1").build(), claims().build());
        forged.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
        assertThat(verifier(rsa).verify(forged.serialize()).join()).isInstanceOf(Rejected.class);
    }

    @Test
    void refusesWhatItsClaimsForbid() throws JOSEException {
        TokenVerifier verifier = verifier(rsa);
        for (JWTClaimsSet claims : List.of(
                claims().issuer("https://other.example").build(),
                claims().issuer(null).build(),
                claims().audience("other").build(),
                claims().audience((String) null).build(),
                claims().subject(null).build(),
                claims().subject("a\nb").build(),
                claims().claim("org_id", null).build(),
                claims().claim("org_id", "a/b").build(),
                claims().claim("org_id", 7).build(),
                claims().expirationTime(null).build(),
                claims().expirationTime(Date.from(NOW.minusSeconds(61))).build(),
                claims().notBeforeTime(Date.from(NOW.plusSeconds(61))).build())) {
            assertThat(verifier.verify(signed(rsa, claims)).join())
                    .as(claims.toString())
                    .isInstanceOf(Rejected.class);
        }
        assertThat(verifier.verify(signed(
                                rsa,
                                claims().expirationTime(Date.from(NOW.minusSeconds(30)))
                                        .build()))
                        .join())
                .isInstanceOf(Verified.class);
    }

    @Test
    void forgetsATokenAtItsEnd() throws JOSEException {
        TokenVerifier verifier = verifier(rsa);
        String token = signed(rsa, claims().build());
        assertThat(verifier.verify(token).join()).isInstanceOf(Verified.class);
        clock.set(NOW.plusSeconds(661));
        assertThat(verifier.verify(token).join()).isInstanceOf(Rejected.class);
    }

    @Test
    void trustsAnIssuerForItsOrganisationsOnly() throws JOSEException {
        IssuerKeys keys = new FixedKeys(new JWKSet(rsa));
        String token = signed(rsa, claims().build());
        assertThat(verifier(keys, Set.of("acme")).verify(token).join()).isInstanceOf(Verified.class);
        assertThat(verifier(keys, Set.of("other")).verify(token).join()).isInstanceOf(Rejected.class);
    }

    @Test
    void asksForKeysAgainWhenTheyRotate() throws IOException, JOSEException {
        RSAKey second = rsa("r2");
        AtomicReference<JWKSet> served = new AtomicReference<>(new JWKSet(rsa));
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            byte[] body = requireNonNull(served.get()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
        TokenVerifier verifier = verifier(new RemoteKeys(address, HttpClient.newHttpClient(), clock), Set.of());
        try {
            assertThat(verifier.verify(signed(rsa, claims().build())).join()).isInstanceOf(Verified.class);
            served.set(new JWKSet(second));
            String rotated = signed(second, claims().build());
            assertThat(verifier.verify(rotated).join()).isInstanceOf(Rejected.class);
            assertThat(asked).hasValue(1);
            clock.set(NOW.plusSeconds(11));
            assertThat(verifier.verify(rotated).join()).isInstanceOf(Verified.class);
            assertThat(asked).hasValue(2);
        } finally {
            server.stop(0);
        }
        clock.set(NOW.plus(Duration.ofMinutes(5)));
        assertThat(verifier.verify(signed(second, claims().subject("bob").build()))
                        .join())
                .as("old keys serve while the issuer is away")
                .isInstanceOf(Verified.class);
    }

    @Test
    void saysThatKeysCannotBeHad() throws JOSEException {
        RemoteKeys nobody = new RemoteKeys(URI.create("http://127.0.0.1:1/jwks"), HttpClient.newHttpClient(), clock);
        assertThat(verifier(nobody, Set.of())
                        .verify(signed(rsa, claims().build()))
                        .join())
                .isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void sharesADevelopmentKeyInAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("sub/dev.key");
        String token = DevelopmentIssuer.open(file).token(Role.MERCHANT, "acme", "boss", null, Duration.ofHours(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        TokenVerifier verifier =
                new TokenVerifier(List.of(DevelopmentIssuer.open(file).trusted()), Clock.systemUTC());
        assertThat(verifier.verify(token).join()).isInstanceOf(Verified.class);
        assertThat(verifier.verify(
                                DevelopmentIssuer.random().token(Role.MERCHANT, "acme", "x", null, Duration.ofHours(1)))
                        .join())
                .isInstanceOf(Rejected.class);
    }
}
