package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneRefusal;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.WaitingRoomLane;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lanes of waiting rooms. */
final class Lanes implements Aggregate<WaitingRoomLane, LaneCommand, LaneOutcome, LaneSummary> {
    static final Lanes KIND = new Lanes();

    private static final ClassIds CLASS_IDS = new ClassIds(
            GridSerializers.LANE_BATCH,
            GridSerializers.LANE_REPLAY,
            GridSerializers.LANE_REPLY,
            GridSerializers.INSTALL_LANE,
            GridSerializers.REMOVE_LANE);

    private Lanes() {}

    @Override
    public String map() {
        return GridConfig.LANES;
    }

    @Override
    public ClassIds classIds() {
        return CLASS_IDS;
    }

    @Override
    public LaneOutcome apply(WaitingRoomLane lane, LaneCommand command, long atMillis) {
        return lane.apply(command, atMillis);
    }

    @Override
    public long revision(WaitingRoomLane lane) {
        return lane.revision();
    }

    @Override
    public LaneSummary summary(WaitingRoomLane lane, long atMillis) {
        return lane.summary(atMillis);
    }

    @Override
    public WaitingRoomLane copy(WaitingRoomLane lane) {
        return new WaitingRoomLane(lane.snapshot());
    }

    @Override
    public boolean isAtRest(WaitingRoomLane lane) {
        return !hasPendingEvents(lane.summary(0));
    }

    static boolean hasPendingEvents(LaneSummary summary) {
        return summary.lastSequence() > summary.durableSequence();
    }

    @Override
    public @Nullable LaneCommand tick() {
        return null;
    }

    @Override
    public boolean isPromise(LaneOutcome outcome) {
        if (outcome instanceof LaneOutcome.Events read) {
            return !read.events().isEmpty();
        }
        return !(outcome instanceof LaneOutcome.Refused);
    }

    @Override
    public LaneOutcome recovering() {
        return new LaneOutcome.Refused(LaneRefusal.RECOVERING);
    }

    @Override
    public LaneOutcome impossible() {
        return new LaneOutcome.Refused(LaneRefusal.WRONG_STATE);
    }

    @Override
    public LaneOutcome backlogged() {
        return new LaneOutcome.Refused(LaneRefusal.BACKLOGGED);
    }

    @Override
    public long durableSequence(LaneSummary summary) {
        return summary.durableSequence();
    }

    @Override
    public void note(GridContext member, String key, LaneSummary summary) {
        member.update(LaneKey.parse(key), summary);
    }

    @Override
    public void writeCommand(ObjectDataOutput out, LaneCommand command) throws IOException {
        LaneWire.writeCommand(out, command);
    }

    @Override
    public LaneCommand readCommand(ObjectDataInput in) throws IOException {
        return LaneWire.readCommand(in);
    }

    @Override
    public void writeOutcome(ObjectDataOutput out, LaneOutcome outcome) throws IOException {
        LaneWire.writeOutcome(out, outcome);
    }

    @Override
    public LaneOutcome readOutcome(ObjectDataInput in) throws IOException {
        return LaneWire.readOutcome(in);
    }

    @Override
    public void writeSummary(ObjectDataOutput out, LaneSummary summary) throws IOException {
        LaneStateWire.writeSummary(out, summary);
    }

    @Override
    public LaneSummary readSummary(ObjectDataInput in) throws IOException {
        return LaneStateWire.readSummary(in);
    }
}
