package io.doorbuster.api.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A certificate and its key, by which the node speaks HTTPS. Immutable. */
public final class HttpTls {
    /** What openssl, certbot and cert-manager write. */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** What only this process sees needs a password all the same. */
    private final String password = UUID.randomUUID().toString();

    private final KeyStore keys;

    private HttpTls(PrivateKey key, Certificate[] chain) throws GeneralSecurityException, IOException {
        keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("node", key, password.toCharArray(), chain);
    }

    /**
     * Reads PEM files.
     *
     * @param certificate the node's certificate, then those that lead to its authority
     * @param key its private key: PKCS #8, not encrypted
     * @throws IllegalArgumentException if one cannot be read or the two do not belong together, naming the file and never
     *     its content
     */
    public static HttpTls read(Path certificate, Path key) {
        Certificate[] chain = chain(certificate);
        PublicKey known = chain[0].getPublicKey();
        PrivateKey secret = key(key, known.getAlgorithm());
        try {
            if (!belong(secret, known)) {
                throw new IllegalArgumentException(key + " is not the key of " + certificate);
            }
            return new HttpTls(secret, chain);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(key + " cannot be used as the key of " + certificate, e);
        }
    }

    private static Certificate[] chain(Path file) {
        try (var content = new ByteArrayInputStream(text(file).getBytes(StandardCharsets.US_ASCII))) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(content)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IllegalArgumentException(file + " holds no certificate");
            }
            return chain;
        } catch (CertificateException | IOException e) {
            throw new IllegalArgumentException(file + " holds no certificate", e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) {
        Matcher pem = KEY.matcher(text(file));
        if (!pem.find()) {
            throw new IllegalArgumentException(file + " must hold a key that begins with -----BEGIN PRIVATE KEY-----;"
                    + " openssl pkcs8 -topk8 -nocrypt makes one of any other");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no " + algorithm + " key, as its certificate has");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + file, unreadable);
        }
    }

    /** Whether what one signs the other verifies. */
    private static boolean belong(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        String algorithm = secret.getAlgorithm();
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                });
        byte[] something = "doorbuster".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(secret);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(something);
        return signature.verify(signed);
    }

    SslContextFactory.Server context() {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keys);
        context.setKeyStorePassword(password);
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        return context;
    }
}
