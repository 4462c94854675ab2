package io.doorbuster.grid;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.util.List;

/**
 * The classes that Java serialization may make in a node. What Doorbuster keeps in the grid travels in formats of its own,
 * but Jet's jobs and failures are serialized by Java, and a stream names the classes that it wants made: one that is on the
 * class path for another purpose can be enough to run an attacker's code.
 */
public final class TrustedClasses {
    private static final List<String> PREFIXES = List.of(
            "io.doorbuster.",
            "com.hazelcast.",
            "java.",
            // Causes of a pipeline's failure, which Jet carries to the member that runs the job.
            "org.postgresql.util.",
            "org.jdbi.v3.core.",
            "javax.net.ssl.SSL");

    /** Of the JDK's own, those that call elsewhere or call setters while they are read. */
    private static final List<String> NEVER = List.of("java.rmi.", "java.beans.", "java.net.URL");

    private TrustedClasses() {}

    /** Hazelcast's filter, for members and clients. Jet reads parts of a job past it: see {@link #requireInThisJvm}. */
    static JavaSerializationFilterConfig hazelcast() {
        ClassFilter trusted = new ClassFilter();
        // An array is trusted as such; the class of its elements is looked at by itself.
        trusted.addPrefixes("[").addPrefixes(PREFIXES.toArray(String[]::new));
        return new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(trusted)
                .setBlacklist(new ClassFilter().addPrefixes(NEVER.toArray(String[]::new)));
    }

    /**
     * Filters every stream of this JVM, whoever reads it, from now on. A filter that an operator has set
     * ({@code -Djdk.serialFilter}) stays as it is.
     */
    public static void requireInThisJvm() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(TrustedClasses::check);
        }
    }

    /** As a filter of one stream. */
    static Status check(FilterInfo found) {
        Class<?> type = found.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return type.isPrimitive() || isTrusted(type.getName()) ? Status.ALLOWED : Status.REJECTED;
    }

    private static boolean isTrusted(String name) {
        return PREFIXES.stream().anyMatch(name::startsWith) && NEVER.stream().noneMatch(name::startsWith);
    }
}
