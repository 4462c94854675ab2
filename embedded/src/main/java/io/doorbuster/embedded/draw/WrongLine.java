package io.doorbuster.embedded.draw;

/** Ends a check at the first line that is not as it should be. */
final class WrongLine extends Exception {
    private static final long serialVersionUID = 1;

    private final transient DrawVerdict.Wrong wrong;

    WrongLine(long line, String field, String says, String shouldBe) {
        this(new DrawVerdict.Wrong(line, field, says, shouldBe));
    }

    private WrongLine(DrawVerdict.Wrong wrong) {
        super(wrong.toString(), null, false, false);
        this.wrong = wrong;
    }

    DrawVerdict.Wrong verdict() {
        return wrong;
    }
}
