package io.doorbuster.embedded.draw;

/** What a check of a draw led to. */
public sealed interface DrawVerdict {
    /** Every rule holds. */
    record Holds(DrawSummary summary) implements DrawVerdict {}

    /**
     * The first line that is wrong.
     *
     * @param line 1-based
     * @param field that is wrong; empty for the line as a whole
     */
    record Wrong(long line, String field, String says, String shouldBe) implements DrawVerdict {
        @Override
        public String toString() {
            String what = field.isEmpty() ? "it" : field;
            return "line " + line + ": " + what + " says " + says + ", should be " + shouldBe;
        }
    }

    /**
     * The file is sound in itself, and a holder's token disagrees with it.
     *
     * @param token 1-based, as they were given
     */
    record WrongToken(int token, String why) implements DrawVerdict {
        @Override
        public String toString() {
            return "token " + token + ": " + why;
        }
    }

    /** No draw that could be checked, or none yet. */
    record NoDraw(String why) implements DrawVerdict {
        @Override
        public String toString() {
            return why;
        }
    }
}
