package io.doorbuster.fencing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a member's list of members can be trusted. A member whose list has lost somebody may be the one that was cut off;
 * and from that moment Hazelcast acknowledges without a backup where the missing one held it. So it neither decides nor
 * claims until, after the loss was seen,
 * <ul>
 *   <li>its lease was renewed: it still reaches the majority of the CP group, and nobody revoked it;
 *   <li>the roster names the new list. Only a member of the list that it named before may change it, so that who was
 *       dropped, and has copies from before, never settles again under any list, whoever else is in it;
 *   <li>its partitions have their backups again: the others know of the loss too, and every acknowledgement has two copies.
 * </ul>
 * A list that only grew needs the second alone. For the driver's thread.
 */
final class Settlement {
    /** Lists that this member was in and that the roster may still name: changes come one by one, not by dozens. */
    private static final int MAX_LISTS = 32;

    private final int quorum;
    private final Deque<Long> lists = new ArrayDeque<>();
    private Set<UUID> members = Set.of();
    private @Nullable Roster roster;
    private boolean settled;
    private boolean renewed;
    private boolean started;
    private boolean lost;
    private long lossSeenNanos;

    Settlement(int quorum) {
        this.quorum = quorum;
    }

    boolean isSettled() {
        return settled;
    }

    /** Whether a renewal is what it waits for. */
    boolean needsRenewal() {
        return lost && !renewed;
    }

    /** The roster names a list that this member was never in: its copies are old, or it is new and not yet named. */
    boolean isOutside() {
        return roster != null && !roster.isEmpty() && !lists.contains(roster.fingerprint());
    }

    void look(MemberView view, long nowNanos) {
        if (!started || !view.members().containsAll(members)) {
            started = true;
            lost = true;
            renewed = false;
            lossSeenNanos = nowNanos;
        }
        if (!members.equals(view.members())) {
            settled = false;
            roster = null;
            members = Set.copyOf(view.members());
            lists.remove(Roster.fingerprint(members));
            lists.addLast(Roster.fingerprint(members));
            if (lists.size() > MAX_LISTS) {
                lists.removeFirst();
            }
        }
        boolean sound = !lost || (renewed && view.backupsInSync());
        if (!settled && sound && isNamed() && members.size() >= quorum) {
            settled = true;
            lost = false;
        }
    }

    private boolean isNamed() {
        return roster != null && roster.fingerprint() == Roster.fingerprint(members);
    }

    Optional<CpCall> due() {
        Roster known = roster;
        if (settled || members.size() < quorum || isNamed()) {
            return Optional.empty();
        }
        if (known == null || isOutside()) {
            return Optional.of(new CpCall.Get(Register.ROSTER));
        }
        Roster next = known.moved(Roster.fingerprint(members));
        return Optional.of(new CpCall.CompareAndSet(Register.ROSTER, known.packed(), next.packed()));
    }

    void answered(CpCall call, long answer) {
        // A change that was asked for under an older list is looked up again.
        roster = call instanceof CpCall.Get ? Roster.of(answer) : null;
    }

    /** Whom the gate may see: nobody while not settled. */
    Set<UUID> trusted() {
        return settled ? members : Set.of();
    }

    void renewed(long attemptedNanos) {
        renewed |= lost && attemptedNanos - lossSeenNanos >= 0;
    }
}
