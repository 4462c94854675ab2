package io.doorbuster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * A short run by a fixed seed, of every fault that is possible on this machine. All but those that are made of starting JVMs
 * again, which takes minutes on two processors: of them a member that is killed stands for the rest.
 */
class ChaosIT {
    private static final String FAULTS =
            "kill-grid,pause-grid,pause-api,cut,cut-members,cut-one-way,cut-pair,loss,throttle,"
                    + "ledger-stop,ledger-pause,ledger-slow,provider,clock";

    @Test
    void aCrowdBuysEveryUnitOnceWhateverBreaks() {
        assertThat(new CommandLine(new ChaosCommand())
                        .execute("--seed", "2611", "--once", "--longest", "2", "--faults", FAULTS))
                .isZero();
    }
}
