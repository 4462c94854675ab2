package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.http.Action;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.HttpConfig;
import io.doorbuster.api.http.HttpServer;
import io.doorbuster.api.http.HttpTls;
import io.doorbuster.api.http.Route;
import io.doorbuster.ledger.LedgerUnavailableException;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.PostgresConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between nodes, callers and Postgres, with real certificates. */
class TlsIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void callsComeByHttpsAndBySuchAsTrustTheCertificate(String algorithm) throws Exception {
        SelfSigned node = new SelfSigned(folder, "node", algorithm);
        HttpServer server = server(HttpTls.read(node.certificate, node.key));
        server.start();
        try {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(node.trusting()).build();
            HttpResponse<String> answer =
                    client.send(get("https", server.port()), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"secure\":true}");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");

            HttpClient stranger = HttpClient.newBuilder()
                    .sslContext(new SelfSigned(folder, "other", algorithm).trusting())
                    .build();
            assertThatThrownBy(() -> stranger.send(get("https", server.port()), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> client.send(get("http", server.port()), HttpResponse.BodyHandlers.ofString()))
                    .as("HTTP is not spoken beside HTTPS")
                    .isInstanceOf(IOException.class);
        } finally {
            server.stop();
        }
    }

    @Test
    void aCertificateAndAKeyThatDoNotBelongTogetherAreRefused() throws Exception {
        SelfSigned node = new SelfSigned(folder, "node", "RSA");
        SelfSigned other = new SelfSigned(folder, "other", "RSA");
        assertThatThrownBy(() -> HttpTls.read(node.certificate, other.key))
                .hasMessage("%s is not the key of %s", other.key, node.certificate);
        assertThatThrownBy(() -> HttpTls.read(node.key, node.key)).hasMessage("%s holds no certificate", node.key);
        assertThatThrownBy(() -> HttpTls.read(node.certificate, node.certificate))
                .hasMessageContaining("must hold a key that begins with -----BEGIN PRIVATE KEY-----");
        Path broken = Files.writeString(
                folder.resolve("broken.key"), "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> HttpTls.read(node.certificate, broken))
                .hasMessage("%s is no RSA key, as its certificate has", broken)
                .hasNoCause();
    }

    @Test
    void theLedgerIsReachedByTlsAsItsAddressSays() throws Exception {
        SelfSigned postgres = new SelfSigned(folder, "postgres", "RSA");
        SelfSigned other = new SelfSigned(folder, "other", "RSA");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", postgres.certificate.toString())
                .setServerConfig("ssl_key_file", postgres.key.toString())
                .start()) {
            try (Postgres ledger = open(server, "verify-full", postgres.certificate)) {
                ledger.migrate();
                assertThat(isEncrypted(ledger)).isTrue();
            }
            try (Postgres ledger = open(server, "require", null)) {
                assertThat(isEncrypted(ledger)).isTrue();
            }
            try (Postgres ledger = open(server, "disable", null)) {
                assertThat(isEncrypted(ledger)).isFalse();
            }
            for (String mode : List.of("verify-ca", "verify-full")) {
                try (Postgres ledger = open(server, mode, other.certificate)) {
                    assertThat(ledger.isUp()).as(mode).isFalse();
                    assertThatThrownBy(ledger::migrate).isInstanceOf(LedgerUnavailableException.class);
                }
            }
        }
    }

    private static Postgres open(EmbeddedPostgres server, String mode, @Nullable Path authority) {
        String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?sslmode=" + mode
                + (authority == null ? "" : "&sslrootcert=" + authority);
        return Postgres.open(
                new PostgresConfig(url, "postgres", "", 1, Duration.ofSeconds(2), Duration.ofSeconds(5), "test"));
    }

    private static boolean isEncrypted(Postgres ledger) {
        return ledger.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                        .mapTo(Boolean.class)
                        .one());
    }

    private static HttpServer server(HttpTls tls) {
        return new HttpServer(
                new HttpConfig("127.0.0.1", 0, 8, tls),
                List.of(Route.open(
                        Route.Method.GET, "/", call -> Action.now(Answer.ok(Map.of("secure", call.isSecure()))))),
                new TokenVerifier(List.of(), Clock.systemUTC()),
                new SimpleMeterRegistry());
    }

    private static HttpRequest get(String scheme, int port) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(20))
                .build();
    }
}
