package io.doorbuster.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs tokens for the embedded stack and for tests, with a key of its own in a file, so that one process can sign for
 * another. Whoever can read the file can be anyone: never switch it on where real buyers come. Thread-safe.
 */
public final class DevelopmentIssuer {
    public static final String NAME = "doorbuster-dev";

    private static final int KEY_BYTES = 32;

    private final OctetSequenceKey key;
    private final JWSSigner signer;

    private DevelopmentIssuer(byte[] secret) {
        key = new OctetSequenceKey.Builder(secret)
                .keyID(NAME)
                .algorithm(JWSAlgorithm.HS256)
                .build();
        try {
            signer = new MACSigner(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the development key must have " + KEY_BYTES + " bytes", e);
        }
    }

    /** An issuer whose key nobody else has. */
    public static DevelopmentIssuer random() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return new DevelopmentIssuer(secret);
    }

    /** The issuer whose key is in {@code keyFile}; makes the file, readable for its owner only, if it is missing. */
    public static DevelopmentIssuer open(Path keyFile) {
        try {
            if (!Files.exists(keyFile)) {
                create(keyFile);
            }
            return new DevelopmentIssuer(
                    HexFormat.of().parseHex(Files.readString(keyFile).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make the development key " + keyFile, e);
        }
    }

    /** Written aside and then moved, so that a second process never reads half a key. */
    private static void create(Path keyFile) throws IOException {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        Path directory = keyFile.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file: " + keyFile);
        }
        Files.createDirectories(directory);
        Path aside = Files.createTempFile(
                directory,
                "dev-key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(aside, HexFormat.of().formatHex(secret) + "\n");
            Files.createLink(keyFile, aside);
        } catch (FileAlreadyExistsException other) {
            // Another process was first; its key is as good.
        } catch (UnsupportedOperationException noLinks) {
            Files.move(aside, keyFile, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Trusted by every organisation. */
    public TrustedIssuer trusted() {
        return new TrustedIssuer(NAME, new FixedKeys(new JWKSet(List.of(key))), Set.of());
    }

    public String token(Role role, String orgId, String userId, @Nullable String tier, Duration lifetime) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(TokenVerifier.AUDIENCE)
                .subject(userId)
                .claim("org_id", orgId)
                .claim("roles", List.of(role.word()))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)));
        if (tier != null) {
            claims.claim("tier", tier);
        }
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(NAME).build(), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with a key of our own", e);
        }
        return token.serialize();
    }
}
