package io.doorbuster.embedded;

import io.doorbuster.grid.TrustedClasses;
import java.nio.file.Path;
import picocli.CommandLine;

/** The command line: {@code ./doorbuster COMMAND}. */
@CommandLine.Command(
        name = "doorbuster",
        description = "A self-hosted flash-sale engine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            TokenCommand.class,
            VerifyDrawCommand.class,
            GridCommand.class,
            ApiCommand.class,
            RebuildCommand.class,
            CommandLine.HelpCommand.class
        })
public final class DoorbusterCommand {
    public static void main(String[] arguments) {
        TrustedClasses.requireInThisJvm();
        System.exit(new CommandLine(new DoorbusterCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("doorbuster: " + failure.getMessage());
                    if (Boolean.getBoolean("doorbuster.trace")) {
                        failure.printStackTrace(line.getErr());
                    }
                    return 1;
                })
                .execute(arguments));
    }

    /** Where the launcher keeps what outlives a command: the development issuer's key. */
    static Path home() {
        return Path.of(System.getProperty("doorbuster.home", ".doorbuster"));
    }

    static Path developmentKey() {
        return home().resolve("development-issuer.key");
    }
}
