package io.ollamamax.ollama;

/**
 * The name under which a node pulls a copy from a gateway, until the copy gets its real name. It
 * holds a secret, and is shown to nobody.
 */
public final class CopyName {
  private static final String MARK = "ollamamax-copy-";

  private CopyName() {}

  /**
   * The name for a model.
   *
   * @param authority host and port of the gateway, as the node reaches it
   * @param secret letters and digits, at most 60
   */
  public static String of(String authority, String secret, FullName model) {
    return authority + "/" + MARK + secret + "/" + model.model() + ":" + model.tag();
  }

  /** Whether a listed name is such a one. */
  public static boolean is(String listed) {
    return listed.contains("/" + MARK);
  }

  /** The secret in a namespace; empty where it is none of such a name. */
  public static String secret(String namespace) {
    return namespace.startsWith(MARK) ? namespace.substring(MARK.length()) : "";
  }
}
