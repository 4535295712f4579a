package io.ollamamax.cli;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, where the platform has it. {@code sun.misc.Signal} is exported by {@code
 * jdk.unsupported}, yet naming it is a warning that nothing can silence, so it is found by its
 * name; see docs/decisions/0002-hangup-by-name.md.
 */
final class Hangup {
  private static final System.Logger LOG = System.getLogger(Hangup.class.getName());

  private Hangup() {}

  /** Runs the task at each SIGHUP; where that cannot be, the signal ends the process as before. */
  static void run(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              task.run();
              return null;
            }
            return switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> arguments != null && proxy == arguments[0];
              default -> "reload";
            };
          };
      Object proxy =
          Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "no SIGHUP here: {0}", e.toString());
    }
  }
}
