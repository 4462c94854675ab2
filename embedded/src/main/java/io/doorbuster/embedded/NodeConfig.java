package io.doorbuster.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.node.GridNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration files of `grid` and `api`: YAML, read strictly, so that a misspelt key stops the start. */
final class NodeConfig {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Takes the place of {@code ledger.password}, so that a file need not hold it. */
    private static final String PASSWORD = "DOORBUSTER_LEDGER_PASSWORD";

    private NodeConfig() {}

    /**
     * A member of the grid.
     *
     * @param hazelcast Hazelcast's own configuration, relative to this file
     * @param paymentsPerSec what the payment provider takes; absent: as much as anyone could
     */
    record Grid(String hazelcast, Ledger ledger, @Nullable Integer paymentsPerSec) {
        Grid {
            require(hazelcast, "hazelcast");
            require(ledger, "ledger");
            if (paymentsPerSec != null && (paymentsPerSec < 1 || paymentsPerSec > GridNode.MAX_PAYMENTS_PER_SEC)) {
                throw new IllegalArgumentException(
                        "paymentsPerSec must be 1 to " + GridNode.MAX_PAYMENTS_PER_SEC + ", not " + paymentsPerSec);
            }
        }

        int paymentsPerSecOrMax() {
            return paymentsPerSec == null ? GridNode.MAX_PAYMENTS_PER_SEC : paymentsPerSec;
        }
    }

    /**
     * An HTTP node.
     *
     * @param issuers of tokens; at least one, unless the development issuer is on
     * @param developmentIssuer file of the development issuer's key; absent: off
     * @param sandboxPayments journal of the sandbox provider; absent with {@code stripe}
     * @param stripe payments through Stripe, whose keys are in the environment
     */
    record Api(
            Http http,
            Cluster cluster,
            Ledger ledger,
            List<Issuer> issuers,
            @Nullable String developmentIssuer,
            @Nullable String sandboxPayments,
            @Nullable Stripe stripe) {
        Api {
            require(http, "http");
            require(cluster, "cluster");
            require(ledger, "ledger");
            require(issuers, "issuers");
            if ((sandboxPayments == null) == (stripe == null)) {
                throw new IllegalArgumentException("there must be either stripe or sandboxPayments");
            }
        }
    }

    /**
     * Stripe, as far as it is no secret.
     *
     * @param requestsPerSec that this node sends at most; absent: what suits the key
     * @param accounts connected accounts by organisation; absent: all use the key's own
     */
    record Stripe(
            @Nullable Integer requestsPerSec, @Nullable Map<String, String> accounts) {
        StripeConfig applyTo(StripeConfig config) {
            StripeConfig paced = requestsPerSec == null ? config : config.withRequestsPerSec(requestsPerSec);
            return accounts == null ? paced : paced.withAccounts(accounts);
        }
    }

    /** Where an HTTP node listens. */
    record Http(String host, int port) {
        Http {
            require(host, "http.host");
        }
    }

    /** Which grid an HTTP node uses: its name and some of its members, as host:port. */
    record Cluster(String name, List<String> members) {
        Cluster {
            require(name, "cluster.name");
            require(members, "cluster.members");
        }
    }

    /**
     * Whose tokens are good.
     *
     * @param organisations that trust it; empty for all
     */
    record Issuer(String name, URI jwksUri, Set<String> organisations) {
        Issuer {
            require(name, "issuers.name");
            require(jwksUri, "issuers.jwksUri");
            require(organisations, "issuers.organisations");
        }
    }

    /** Postgres. */
    record Ledger(String url, String user, @Nullable String password) {
        Ledger {
            require(url, "ledger.url");
            require(user, "ledger.user");
        }

        PostgresConfig postgres() {
            String fromEnvironment = System.getenv(PASSWORD);
            String used = fromEnvironment == null ? password : fromEnvironment;
            return new PostgresConfig(url, user, used == null ? "" : used);
        }
    }

    private static void require(@Nullable Object value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is missing or wrong, naming the key and the line
     */
    static <T> T read(Path file, Class<T> type) {
        try {
            return YAML.readValue(Files.readString(file), type);
        } catch (UnrecognizedPropertyException unknown) {
            throw new IllegalArgumentException(
                    file + ", line " + unknown.getLocation().getLineNr() + ": there is no key "
                            + unknown.getPropertyName() + " here, only " + unknown.getKnownPropertyIds(),
                    unknown);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(
                    file + ", line " + wrong.getLocation().getLineNr() + ": " + wrong.getOriginalMessage(), wrong);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + file, unreadable);
        }
    }
}
