package foreign;

import java.io.Serializable;

/** A class of somebody else's library, on the class path of every node. */
public record Gadget(String name) implements Serializable {}
