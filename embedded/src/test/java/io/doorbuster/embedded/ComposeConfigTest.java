package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemYamlConfig;
import com.hazelcast.config.RestEndpointGroup;
import io.doorbuster.grid.GridConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that docker-compose.yml mounts, read as the nodes read them. */
class ComposeConfigTest {
    private static final Path FOLDER = Path.of("..", "config", "compose");

    @Test
    void aMemberReadsItsFiles() throws IOException {
        NodeConfig.Grid grid = NodeConfig.read(FOLDER.resolve("grid.yaml"), NodeConfig.Grid.class, Map.of());
        Config member = GridConfig.require(
                new FileSystemYamlConfig(FOLDER.resolve(grid.hazelcast()).toFile()));

        assertThat(grid.ledger().password()).as("comes from the environment").isNull();
        assertThat(member.getNetworkConfig().getRestApiConfig().getEnabledGroups())
                .containsExactly(RestEndpointGroup.HEALTH_CHECK);
        assertThat(member.getManagementCenterConfig().isScriptingEnabled()).isFalse();
        assertThat(member.getManagementCenterConfig().isConsoleEnabled()).isFalse();
        assertThat(member.getManagementCenterConfig().isDataAccessEnabled()).isFalse();
        assertThat(member.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(member.getMapConfig("inventory-buckets").getBackupCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.yaml", "api-stripe.yaml", "api-dev.yaml"})
    void anHttpNodeReadsItsFile(String name) {
        NodeConfig.Api api = NodeConfig.read(FOLDER.resolve(name), NodeConfig.Api.class, Map.of());

        assertThat(api.ledger().password()).as("comes from the environment").isNull();
        assertThat(api.developmentIssuer() == null)
                .as("the development issuer is for development")
                .isNotEqualTo(name.equals("api-dev.yaml"));
        assertThat(api.issuers().isEmpty()).isEqualTo(name.equals("api-dev.yaml"));
    }
}
