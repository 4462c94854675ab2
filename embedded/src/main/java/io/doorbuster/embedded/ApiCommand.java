package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import io.doorbuster.api.ApiConfig;
import io.doorbuster.api.ApiNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.RemoteKeys;
import io.doorbuster.api.auth.TokenVerifier;
import io.doorbuster.api.auth.TrustedIssuer;
import io.doorbuster.api.http.HttpTls;
import io.doorbuster.ledger.Postgres;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code api}: one HTTP node. */
@CommandLine.Command(name = "api", description = "Runs one HTTP node until it is stopped.")
final class ApiCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, description = "YAML; config/api.yaml is an example")
    private @Nullable Path config;

    @Override
    public Integer call() throws InterruptedException {
        Path file = requireNonNull(config).toAbsolutePath();
        NodeConfig.Api read = NodeConfig.read(file, NodeConfig.Api.class, System.getenv());
        Clock clock = Clock.systemUTC();
        List<TrustedIssuer> issuers = issuers(read, file, clock);
        NodeConfig.Tls tls = read.http().tls();
        HttpTls https = tls == null ? null : tls.read(file);
        Postgres ledger = Postgres.open(read.ledger().postgres());
        NodePayments payments = NodePayments.open(read, file, System.getenv(), clock);
        ApiOnGrid node = new ApiOnGrid(
                read.cluster(),
                read.http().port(),
                (grid, port) -> new ApiNode(
                        ApiConfig.at(read.http().host(), port, https),
                        grid,
                        ledger,
                        payments.gateway(),
                        payments.webhookSecrets(),
                        new TokenVerifier(issuers, clock),
                        clock));
        return Running.untilStopped(
                (tls == null ? "ready http://" : "ready https://") + read.http().host() + ":" + node.port(),
                node,
                payments.gateway(),
                ledger);
    }

    private static List<TrustedIssuer> issuers(NodeConfig.Api read, Path file, Clock clock) {
        HttpClient http = HttpClient.newHttpClient();
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (NodeConfig.Issuer issuer : read.issuers()) {
            issuers.add(new TrustedIssuer(
                    issuer.name(), new RemoteKeys(issuer.jwksUri(), http, clock), issuer.organisations()));
        }
        if (read.developmentIssuer() != null) {
            issuers.add(DevelopmentIssuer.open(file.resolveSibling(read.developmentIssuer()))
                    .trusted());
        }
        return issuers;
    }
}
