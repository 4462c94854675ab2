package io.doorbuster.grid;

/** The grid could not say what became of a command. Repeating the command, with its id, is safe. */
public final class GridUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GridUnavailableException(Throwable cause) {
        super("the grid did not answer: " + cause.getMessage(), cause);
    }
}
