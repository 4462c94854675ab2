package io.doorbuster.chaos.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.chaos.kit.Network.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a machine without namespaces the second half of each test is that the kit says so. */
class NetworkIT {
    private static final String NODE = "one";
    private static final Way OUT = new Way(NODE, Network.LEDGER);

    private final Network network = NamespaceNetwork.orLoopback();

    NetworkIT() {
        network.add(NODE);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void cutsEachWayAndHeals() throws IOException {
        try (ServerSocket ledger = new ServerSocket(0, 8, InetAddress.getByName(network.address(Network.LEDGER)))) {
            assertThat(reaches(ledger)).isTrue();
            if (!network.canBreak()) {
                assertThat(network.description()).contains("cannot be cut");
                return;
            }
            network.drop(Map.of(OUT, 100));
            assertThat(reaches(ledger)).isFalse();
            network.drop(Map.of(OUT.back(), 100));
            assertThat(reaches(ledger)).isFalse();
            network.drop(Map.of());
            assertThat(reaches(ledger)).isTrue();
            network.throttle(NODE, 256);
            assertThat(reaches(ledger)).isTrue();
            network.unthrottle(NODE);
        }
    }

    @Test
    void leavesNothingBehind() {
        network.close();

        if (network.canBreak()) {
            assertThat(Shell.run("ip", "netns", "list"))
                    .doesNotContain("-" + ProcessHandle.current().pid() + "-");
            assertThat(Shell.run("ip", "-br", "link"))
                    .doesNotContain("dbc" + ProcessHandle.current().pid());
        } else {
            assertThat(network.description()).contains("loopback");
        }
    }

    private boolean reaches(ServerSocket ledger) {
        List<String> command = new ArrayList<>(network.inside(NODE));
        String address = ledger.getInetAddress().getHostAddress() + "/" + ledger.getLocalPort();
        command.addAll(List.of("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address));
        return Shell.attempt(command, "").status() == 0;
    }
}
