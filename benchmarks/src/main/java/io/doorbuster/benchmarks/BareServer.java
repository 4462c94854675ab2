package io.doorbuster.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.auth.Verification;
import io.doorbuster.api.http.HttpConfig;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What Javalin can do at best: verifies the same tokens with the same verifier, parses the same body, answers a fixed
 * text as long as a reservation. On the request's thread, which is faster than asynchronously where nothing waits.
 */
final class BareServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final byte[] ANSWER =
            ("{\"reservationId\":\"rsv_3f0c2c1e-5b7a-4c43-9a52-0d6c5e0a7b11\",\"saleId\":\"sal_abcdefghijklmnopqrstuvwxyz\","
                            + "\"status\":\"held\",\"units\":[123456],\"expiresAt\":\"2030-01-01T00:00:00.000Z\","
                            + "\"expiresIn\":3600}")
                    .getBytes(StandardCharsets.UTF_8);

    private BareServer() {}

    public static void main(String[] arguments) throws IOException {
        DevelopmentIssuer issuer = DevelopmentIssuer.open(Path.of(arguments[0]));
        TokenVerifier tokens = new TokenVerifier(List.of(issuer.trusted()), Clock.systemUTC());
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = new QueuedThreadPool(HttpConfig.DEFAULT.threads(), 8);
            config.jetty.modifyHttpConfiguration(http -> {
                http.setSendServerVersion(false);
                http.setHeaderCacheSize(0);
            });
            config.routes.post("/v1/sales/{saleId}/reserve", context -> answer(context, tokens));
        });
        javalin.start("127.0.0.1", 0);
        System.out.println("http://127.0.0.1:" + javalin.port());
        System.in.readAllBytes();
        javalin.stop();
    }

    private static void answer(Context context, TokenVerifier tokens) throws IOException {
        String header = context.header("Authorization");
        Verification verification = tokens.verify(header == null ? "" : header.substring("Bearer ".length()))
                .join();
        JsonNode body = JSON.readTree(context.bodyAsBytes());
        if (!(verification instanceof Verification.Verified)
                || body.path("quantity").asInt() != 1) {
            context.status(401);
            return;
        }
        context.status(201);
        context.contentType("application/json");
        // As our own server does: faster than context.result.
        context.res().setContentLength(ANSWER.length);
        context.res().getOutputStream().write(ANSWER);
    }
}
