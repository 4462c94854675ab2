package io.doorbuster.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * Verifies signatures. The key decides which algorithm may be used, never the token: a public key is not a password, so
 * HS256 against an RSA key fails, and {@code none} does not parse as a signed token at all.
 */
final class Signatures {
    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final JWSAlgorithm ED25519 = JWSAlgorithm.parse("Ed25519");

    private Signatures() {}

    static boolean verify(SignedJWT token, JWK key) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            return false;
        }
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm.getName())) {
            return false;
        }
        if (token.getHeader().getCriticalParams() != null) {
            return false;
        }
        try {
            if (key instanceof RSAKey rsa && algorithm.equals(JWSAlgorithm.RS256)) {
                return verify(token, new RSASSAVerifier(rsa));
            }
            if (key instanceof ECKey elliptic
                    && Curve.P_256.equals(elliptic.getCurve())
                    && algorithm.equals(JWSAlgorithm.ES256)) {
                return verify(token, new ECDSAVerifier(elliptic));
            }
            if (key instanceof OctetSequenceKey secret && algorithm.equals(JWSAlgorithm.HS256)) {
                return verify(token, new MACVerifier(secret));
            }
            return key instanceof OctetKeyPair edwards
                    && Curve.Ed25519.equals(edwards.getCurve())
                    && (algorithm.equals(JWSAlgorithm.EdDSA) || algorithm.equals(ED25519))
                    && verifyEd25519(token, edwards);
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean verify(SignedJWT token, JWSVerifier verifier) throws JOSEException {
        return token.verify(verifier);
    }

    /** The JDK knows Ed25519 since 15; Nimbus would bring Tink for it. */
    private static boolean verifyEd25519(SignedJWT token, OctetKeyPair key) throws GeneralSecurityException {
        byte[] x = key.getDecodedX();
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey);
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }
}
