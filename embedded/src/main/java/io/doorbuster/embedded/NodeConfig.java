package io.doorbuster.embedded;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.doorbuster.api.http.HttpTls;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.node.GridNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of `grid` and `api`. A component of a record is a key, its type the key's, and the default in
 * {@link JsonProperty} the key's; {@link ConfigFile} reads them. Each record checks its values.
 */
final class NodeConfig {
    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:/\\s]+):(\\d{1,5})");

    private NodeConfig() {}

    /**
     * A member of the grid.
     *
     * @param hazelcast Hazelcast's own configuration, relative to this file
     * @param paymentsPerSec what the payment provider takes; the default is more than any does
     */
    record Grid(
            @JsonProperty(defaultValue = "hazelcast.yaml") String hazelcast,
            Ledger ledger,

            @JsonProperty(defaultValue = "" + GridNode.MAX_PAYMENTS_PER_SEC)
            int paymentsPerSec) {
        Grid {
            requireText("hazelcast", hazelcast);
            requireRange("paymentsPerSec", paymentsPerSec, 1, GridNode.MAX_PAYMENTS_PER_SEC);
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
            @JsonProperty(defaultValue = "[]") List<Issuer> issuers,
            @Nullable String developmentIssuer,
            @Nullable String sandboxPayments,
            @Nullable Stripe stripe) {
        Api {
            if (issuers.isEmpty() && developmentIssuer == null) {
                throw new ConfigException("issuers", "must name at least one, or nobody can call");
            }
            if (developmentIssuer != null) {
                requireText("developmentIssuer", developmentIssuer);
            }
            if ((sandboxPayments == null) == (stripe == null)) {
                throw new ConfigException("", "there must be either stripe or sandboxPayments");
            }
            if (sandboxPayments != null) {
                requireText("sandboxPayments", sandboxPayments);
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
        Stripe {
            if (requestsPerSec != null) {
                requireRange("requestsPerSec", requestsPerSec, 1, StripeConfig.MAX_REQUESTS_PER_SEC);
            }
            if (accounts != null) {
                for (Map.Entry<String, String> account : accounts.entrySet()) {
                    require(
                            StripeConfig.isAccount(account.getValue()),
                            "accounts." + account.getKey(),
                            "must start with acct_",
                            account.getValue());
                }
            }
        }

        StripeConfig applyTo(StripeConfig config) {
            StripeConfig paced = requestsPerSec == null ? config : config.withRequestsPerSec(requestsPerSec);
            return accounts == null ? paced : paced.withAccounts(accounts);
        }
    }

    /**
     * Where an HTTP node listens.
     *
     * @param port 0 for any free one
     * @param tls for HTTPS; absent: HTTP
     */
    record Http(
            @JsonProperty(defaultValue = "127.0.0.1") String host,
            @JsonProperty(defaultValue = "8080") int port,
            @Nullable Tls tls) {
        Http {
            requireText("host", host);
            requireRange("port", port, 0, MAX_PORT);
        }
    }

    /** PEM files, relative to this one: a certificate with those that lead to its authority, and its key. */
    record Tls(String certificate, String key) {
        Tls {
            requireText("certificate", certificate);
            requireText("key", key);
        }

        HttpTls read(Path file) {
            return HttpTls.read(file.resolveSibling(certificate), file.resolveSibling(key));
        }
    }

    /** Which grid an HTTP node uses: its name and some of its members, as host:port. */
    record Cluster(
            @JsonProperty(defaultValue = "doorbuster") String name, List<String> members) {
        Cluster {
            requireText("name", name);
            if (members.isEmpty()) {
                throw new ConfigException("members", "must name at least one");
            }
            for (int i = 0; i < members.size(); i++) {
                require(isHostAndPort(members.get(i)), "members", "must each be host:port", members.get(i));
            }
        }

        private static boolean isHostAndPort(String member) {
            var parts = HOST_AND_PORT.matcher(member);
            return parts.matches() && isPort(Integer.parseInt(parts.group(2)));
        }

        private static boolean isPort(int port) {
            return port >= 1 && port <= MAX_PORT;
        }
    }

    /**
     * Whose tokens are good.
     *
     * @param organisations that trust it; empty for all
     */
    record Issuer(String name, URI jwksUri, Set<String> organisations) {
        Issuer {
            requireText("name", name);
            String scheme = jwksUri.getScheme();
            require(
                    jwksUri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme)),
                    "jwksUri",
                    "must be an https or http address",
                    jwksUri);
        }
    }

    /** Postgres. */
    record Ledger(
            String url,
            @JsonProperty(defaultValue = "doorbuster") String user,
            @Nullable String password) {
        private static final String SCHEME = "jdbc:postgresql:";

        Ledger {
            if (!url.startsWith(SCHEME)) {
                // Not shown: what is written in its place often holds a password.
                throw new ConfigException("url", "must start with " + SCHEME);
            }
            requireText("user", user);
        }

        PostgresConfig postgres() {
            return new PostgresConfig(url, user, password == null ? "" : password);
        }

        /** Without the password, and without the address's parameters, which may hold one. */
        @Override
        public String toString() {
            return "Ledger[url=" + url.replaceFirst("\\?.*", "") + ", user=" + user + "]";
        }
    }

    private static void requireText(String key, String value) {
        require(!value.isBlank(), key, "must not be empty", "\"" + value + "\"");
    }

    private static void requireRange(String key, int value, int least, int most) {
        require(value >= least && value <= most, key, "must be " + least + " to " + most, value);
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new ConfigException(key, rule + ", not " + value);
        }
    }

    /**
     * Reads a file; variables of the environment take the place of its keys.
     *
     * @throws IllegalArgumentException if it is missing or wrong, or a variable is, naming which and the key
     */
    static <T> T read(Path file, Class<T> type, Map<String, String> variables) {
        Environment environment = new Environment(variables);
        // Members and HTTP nodes may be given the same variables.
        environment.refuseMisspelt(Stream.of(Grid.class, Api.class)
                .map(ConfigKey::of)
                .flatMap(ConfigKey::all)
                .toList());
        return ConfigFile.read(file, type, environment);
    }
}
