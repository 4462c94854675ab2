package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class LocalMemberIT {
    @Test
    void listensOnItsOwnAddressOnly() throws IOException {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(LocalMember.alone());
        try {
            int port = member.getCluster().getLocalMember().getAddress().getPort();
            try (Socket here = new Socket(loopback(1), port)) {
                assertThat(here.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> new Socket(loopback(2), port).close())
                    .as("another address of this machine")
                    .isInstanceOf(ConnectException.class);
        } finally {
            member.shutdown();
        }
    }

    /** Each is an address of this machine; what listens on all of them is reached by any. */
    private static InetAddress loopback(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    }
}
