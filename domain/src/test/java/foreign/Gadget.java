package foreign;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A class of somebody else's library that does something while it is read. */
public final class Gadget implements Serializable, Callable<String> {
    private static final long serialVersionUID = 1L;

    /** How many streams had their way. */
    public static final AtomicInteger MADE = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        MADE.incrementAndGet();
    }

    @Override
    public String call() {
        return "ran";
    }
}
