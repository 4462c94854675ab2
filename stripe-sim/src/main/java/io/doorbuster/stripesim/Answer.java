package io.doorbuster.stripesim;

/** What becomes of a connection after a request: an answer, or an end without one. */
record Answer(Reply reply, Ending ending) {
    private static final Reply NOTHING = Reply.html("");
    static final Answer DROP = new Answer(NOTHING, Ending.DROP);
    static final Answer RESET = new Answer(NOTHING, Ending.RESET);

    static Answer of(Reply reply) {
        return new Answer(reply, Ending.REPLY);
    }

    enum Ending {
        REPLY,
        DROP,
        RESET
    }
}
