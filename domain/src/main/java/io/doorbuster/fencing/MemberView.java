package io.doorbuster.fencing;

import java.util.BitSet;
import java.util.Set;
import java.util.UUID;

/**
 * What Hazelcast shows a member, read in this order by its driver.
 *
 * @param members of the cluster, with this one
 * @param backupsInSync whether every partition of this member has its backups, complete, with no migration under way;
 *     asked after {@code members} was read. False where it was not asked
 * @param primaries partitions that this member is the primary of
 */
public record MemberView(Set<UUID> members, boolean backupsInSync, BitSet primaries) {}
