package io.sluice.server;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears signals of the operating system. The JDK has this without an API of its own; where it is
/// missing, a signal ends the process by way of its shutdown hooks.
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /// Runs an action at each signal of this name (`TERM`), instead of ending the process.
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) -> {
                                if (!method.getName().equals("handle")) {
                                    throw new UnsupportedOperationException(method.getName());
                                }
                                action.run();
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.atInfo().addKeyValue("signal", name).setCause(e).log("signal not heard");
        }
    }
}
