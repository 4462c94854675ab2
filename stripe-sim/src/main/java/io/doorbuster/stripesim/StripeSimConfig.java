package io.doorbuster.stripesim;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a simulator starts.
 *
 * @param address that it listens on; who reaches it and has a key can do anything, so loopback unless the network is its own
 * @param port TCP port; 0 picks a free one
 * @param secretKeys the keys that are let in, each {@code sk_test_…}; empty lets any {@code sk_test_…} in
 * @param journal file that remembers everything over a restart; null forgets
 * @param clock time of objects, signatures and of the keys' 24 hours; delays take real time
 * @param rateLimit requests per second and account
 * @param seed draws the faults
 * @param searchDelay how long a new intent cannot be found by search; at Stripe it is usually under a minute
 * @param faults the faults in force from the start
 */
public record StripeSimConfig(
        InetAddress address,
        int port,
        Set<String> secretKeys,
        @Nullable Path journal,
        Clock clock,
        RateLimit rateLimit,
        long seed,
        Duration searchDelay,
        Faults faults) {
    public static final StripeSimConfig DEFAULTS = new StripeSimConfig(
            InetAddress.getLoopbackAddress(),
            0,
            Set.of(),
            null,
            Clock.systemUTC(),
            RateLimit.NONE,
            1,
            Duration.ZERO,
            Faults.NONE);

    public StripeSimConfig {
        secretKeys = Set.copyOf(secretKeys);
        for (String key : secretKeys) {
            if (!key.startsWith(Keys.TEST_PREFIX)) {
                throw new IllegalArgumentException("the simulator takes only keys that start with sk_test_");
            }
        }
    }

    public StripeSimConfig withAddress(InetAddress newAddress) {
        return new StripeSimConfig(newAddress, port, secretKeys, journal, clock, rateLimit, seed, searchDelay, faults);
    }

    public StripeSimConfig withPort(int newPort) {
        return new StripeSimConfig(address, newPort, secretKeys, journal, clock, rateLimit, seed, searchDelay, faults);
    }

    public StripeSimConfig withSecretKeys(Set<String> keys) {
        return new StripeSimConfig(address, port, keys, journal, clock, rateLimit, seed, searchDelay, faults);
    }

    public StripeSimConfig withJournal(Path file) {
        return new StripeSimConfig(address, port, secretKeys, file, clock, rateLimit, seed, searchDelay, faults);
    }

    public StripeSimConfig withClock(Clock newClock) {
        return new StripeSimConfig(address, port, secretKeys, journal, newClock, rateLimit, seed, searchDelay, faults);
    }

    public StripeSimConfig withRateLimit(RateLimit limit) {
        return new StripeSimConfig(address, port, secretKeys, journal, clock, limit, seed, searchDelay, faults);
    }

    public StripeSimConfig withSeed(long newSeed) {
        return new StripeSimConfig(address, port, secretKeys, journal, clock, rateLimit, newSeed, searchDelay, faults);
    }

    public StripeSimConfig withSearchDelay(Duration delay) {
        return new StripeSimConfig(address, port, secretKeys, journal, clock, rateLimit, seed, delay, faults);
    }

    public StripeSimConfig withFaults(Faults newFaults) {
        return new StripeSimConfig(address, port, secretKeys, journal, clock, rateLimit, seed, searchDelay, newFaults);
    }

    /** Does not print the keys. */
    @Override
    public String toString() {
        return "StripeSimConfig[port=" + port + ", journal=" + journal + ", seed=" + seed + "]";
    }
}
