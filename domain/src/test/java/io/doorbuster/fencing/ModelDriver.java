package io.doorbuster.fencing;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The thread in each member that drives its {@link MemberFence}, and the CP group that it calls. */
final class ModelDriver {
    private static final int TICK_MILLIS = 90;
    private static final int TIMEOUT_MILLIS = 700;
    private static final int LOST_PER_MILLE = 20;
    private static final int LATE_PER_MILLE = 20;
    private static final int LATE_MILLIS = 4_000;
    private static final int PAUSED_PER_MILLE = 1;

    private final ModelWorld world;
    private final ModelCluster cluster;
    private final Flaw flaw;
    private final ModelRegisters registers = new ModelRegisters();
    private long noLeaderUntilMillis;

    ModelDriver(ModelWorld world, ModelCluster cluster, Flaw flaw) {
        this.world = world;
        this.cluster = cluster;
        this.flaw = flaw;
    }

    void start(ModelMember member) {
        world.every(TICK_MILLIS, member, () -> tick(member));
    }

    void loseLeader(long millis) {
        noLeaderUntilMillis = world.now() + millis;
    }

    private void tick(ModelMember member) {
        Set<UUID> members = member.members();
        boolean inSync = flaw == Flaw.BACKUPS_NOT_AWAITED || cluster.copies().backupsInSync(member);
        MemberView view = new MemberView(members, inSync, member.primaries());
        List<CpCall> calls = member.fence.due(view, member.nanos(world.now()));
        member.seenByDriver = members;
        if (world.happens(PAUSED_PER_MILLE)) {
            world.pause(member, 1_000 + world.random.nextInt(6_000));
        }
        // Those of a paused process leave when it wakes: the time that was read before them counts.
        world.at(0, member, () -> calls.forEach(call -> new Flight(member, call).leave()));
    }

    private boolean reachesMajority(ModelMember member) {
        long peers = world.members.stream()
                .filter(other -> other != member && world.talk(member, other))
                .count();
        return world.now() >= noLeaderUntilMillis && 2 * (peers + 1) > FencingModel.MEMBERS;
    }

    /** One call on its way to the CP group and back. */
    private final class Flight {
        private final ModelMember member;
        private final MemberFence fence;
        private final CpCall call;
        private final long sentNanos;
        private boolean done;

        Flight(ModelMember member, CpCall call) {
            this.member = member;
            this.fence = member.fence;
            this.call = call;
            this.sentNanos = member.nanos(world.now());
        }

        void leave() {
            if (flaw == Flaw.NO_REVOCATION && isRevocation()) {
                world.at(1, member, () -> answer(CpCall.CHANGED));
                return;
            }
            world.at(TIMEOUT_MILLIS, member, () -> {
                if (!done) {
                    done = true;
                    fence.lost(call);
                }
            });
            if (world.happens(LATE_PER_MILLE)) {
                world.at(1 + world.random.nextInt(LATE_MILLIS), () -> registers.apply(call));
            } else if (!world.happens(LOST_PER_MILLE)) {
                world.at(world.latency(), this::arrive);
            }
        }

        private void arrive() {
            if (!reachesMajority(member)) {
                return;
            }
            long answer = registers.apply(call);
            if (!world.happens(LOST_PER_MILLE)) {
                world.at(world.latency(), member, () -> answer(answer));
            }
        }

        private void answer(long answer) {
            if (done) {
                return;
            }
            done = true;
            long nowNanos = member.nanos(world.now());
            if (call instanceof CpCall.CompareAndSet change && change.next() == change.expected() + 1) {
                member.answerTookNanos = nowNanos - sentNanos;
            }
            boolean unnamed = flaw == Flaw.NO_ROSTER && call.register().equals(Register.ROSTER);
            long shown = unnamed ? new Roster(Roster.fingerprint(member.members()), 1).packed() : answer;
            boolean hasty = flaw == Flaw.NO_WAIT && call instanceof CpCall.Get;
            fence.answered(call, shown, hasty ? nowNanos - FenceTiming.DEFAULT.ttlNanos() : nowNanos);
        }

        private boolean isRevocation() {
            return call instanceof CpCall.CompareAndSet change
                    && change.register().kind() == Register.Kind.LEASE
                    && new LeaseRecord(change.next()).isRevoked();
        }
    }
}
