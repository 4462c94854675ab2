package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.function.FunctionEx;
import foreign.Gadget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedClassesTest {
    @Test
    @SuppressWarnings("unchecked")
    void whatAJobIsMadeOfIsTrusted() throws Exception {
        String captured = "!";
        FunctionEx<String, String> lambda = text -> text + captured;
        assertThat(((FunctionEx<String, String>) read(lambda)).apply("ran")).isEqualTo("ran!");
        assertThat(read(new ArrayList<>(List.of(1, "two", new long[] {3})))).isInstanceOf(List.class);
        assertThat((Throwable) read(new GridUnavailableException(new IOException("away"))))
                .hasMessageContaining("away");
    }

    @Test
    void nothingElseIs() throws Exception {
        for (Object hidden : List.of(
                new Gadget(),
                new Gadget[] {new Gadget()},
                new HashMap<>(Map.of("key", new Gadget())),
                new URL("http://attacker.example/"),
                Proxy.newProxyInstance(
                        Gadget.class.getClassLoader(), new Class<?>[] {java.rmi.Remote.class}, (FunctionHandler)
                                (proxy, method, arguments) -> "ran"))) {
            assertThatThrownBy(() -> read(hidden))
                    .as(hidden.getClass().getName())
                    .isInstanceOf(InvalidClassException.class);
        }
        assertThat(Gadget.MADE).hasValue(0);
    }

    private interface FunctionHandler extends java.lang.reflect.InvocationHandler, Serializable {}

    private static Object read(Object written) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(written);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            in.setObjectInputFilter(TrustedClasses::check);
            return in.readObject();
        }
    }
}
